import { Link } from '@tanstack/react-router';
import type { ReceiptView } from '../../engine/api.ts';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { linkedProfile } from '../profile.ts';
import { balanceLink } from '../url.ts';

interface BalanceThereProps {
  readonly receipt: ReceiptView;
  readonly net: string;
  /** Whose balance the receipt was handed on for. */
  readonly wallet: string | undefined;
}

/**
 * The way from a memory to what a person wants to know of it. The wallet is the link's: a receipt is about all of a process's memory,
 * and nobody signs what is asked of that.
 */
export function BalanceThere({ receipt, net, wallet }: BalanceThereProps) {
  const { processId, nonce } = receipt;
  const profile = linkedProfile(receipt.profile);
  if (profile === undefined) return null;
  return (
    <p className="row">
      <Link {...balanceLink({ processId, wallet, nonce, net, profile })} className="button">
        {wallet === undefined ? 'A balance' : 'Balance'} after nonce <Nonce nonce={nonce} />
      </Link>
      {wallet === undefined ? null : (
        <span className="quiet">
          of <Id id={wallet} what="wallet" /> · named by the link, asked from what is evaluated here
        </span>
      )}
    </p>
  );
}
