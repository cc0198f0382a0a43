import { Link } from '@tanstack/react-router';
import type { ReceiptView } from '../../engine/api.ts';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { verifyLink } from '../url.ts';
import { ReceiptActions } from './ReceiptActions.tsx';
import { SignerName } from './SignerName.tsx';

interface ReceiptListProps {
  readonly receipts: readonly ReceiptView[];
  readonly net: string;
  /** Whose balance their links ask for, where the reader came from one. */
  readonly wallet: string | undefined;
  readonly onForget: (receipt: ReceiptView) => void;
}

/** What was signed about a process, here and elsewhere: whose key, and what it covers. */
export function ReceiptList({ receipts, net, wallet, onForget }: ReceiptListProps) {
  if (receipts.length === 0) return <p className="quiet">No receipt of this process is kept here yet.</p>;
  return (
    <ul className="receipts" aria-label="Receipts">
      {receipts.map((receipt) => (
        <li key={receipt.receiptId} className="receipt" data-receipt={receipt.nonce}>
          <p className="row">
            <strong>
              Nonces 0 to <Nonce nonce={receipt.nonce} />
            </strong>
            <span className="quiet">
              memory <Id id={receipt.memorySha256} what="memory hash" />
            </span>
            <span className="quiet">
              says “{receipt.level}” · <RelativeTime timestampMs={receipt.evaluatedMs} />
            </span>
          </p>
          <p>
            <SignerName signer={receipt.signer} />
          </p>
          <div className="row">
            <Link {...verifyLink({ code: receipt.code, wallet, net })} className="button">
              Evaluate again
            </Link>
            <ReceiptActions receipt={receipt} net={net} wallet={wallet} />
            <button
              type="button"
              className="button button-plain"
              aria-label={`Forget the receipt at nonce ${receipt.nonce}`}
              onClick={() => onForget(receipt)}
            >
              Forget
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}
