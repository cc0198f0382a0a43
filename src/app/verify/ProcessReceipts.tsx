import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ProcessView, type ReceiptView, reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { KeptForNow } from '../components/KeptForNow.tsx';
import { useInView } from '../components/useInView.ts';
import type { LinkedNetwork } from '../networks.ts';
import { receiptsKey, receiptsQuery } from '../queries.ts';
import { ImportReceipt } from './ImportReceipt.tsx';
import { MakeReceipt } from './MakeReceipt.tsx';
import { ReceiptList } from './ReceiptList.tsx';
import './Verify.css';

interface ProcessReceiptsProps {
  readonly process: ProcessView;
  readonly linked: LinkedNetwork;
  /** Where the link asks for one. */
  readonly nonce: number | undefined;
  /** Whose balance the link was for. */
  readonly wallet: string | undefined;
}

/** The receipts of one process: making, taking in, reading. */
export function ProcessReceipts({ process, linked, nonce, wallet }: ProcessReceiptsProps) {
  const { engine } = useApp();
  const queries = useQueryClient();
  const { processId } = process;
  const { data, error, refetch } = useQuery(receiptsQuery(engine, processId));
  const forget = useMutation({
    mutationFn: ({ receiptId }: ReceiptView) => engine.forgetReceipt(processId, receiptId),
    networkMode: 'always',
    onSuccess: () => queries.invalidateQueries({ queryKey: receiptsKey(processId) }),
  });
  const start = nonce ?? process.evaluatedNonce ?? process.latestNonce;
  const body = useInView(nonce !== undefined);
  return (
    <div ref={body} className={nonce === undefined ? 'stack' : 'stack sought'}>
      <p className="prose">
        A receipt says: this is the process’s memory after that message. It is signed by a key that this
        browser keeps and that nobody can take out of it. Who opens its link evaluates the same messages
        again, and sees whether they come to the same.
      </p>
      <KeptForNow what="Receipts, and the key that signs them, are" />
      {process.support.kind === 'cannot-run' || start === null ? null : (
        <MakeReceipt network={linked.network} processId={processId} nonce={start} />
      )}
      <h2>Kept here</h2>
      {error === null ? null : <ErrorPanel error={reportError(error)} onRetry={() => void refetch()} />}
      {data === undefined ? null : (
        <ReceiptList
          receipts={data}
          net={linked.net}
          wallet={wallet}
          onForget={(receipt) => forget.mutate(receipt)}
        />
      )}
      {forget.error === null ? null : <ErrorPanel error={reportError(forget.error)} />}
      <ImportReceipt net={linked.net} />
    </div>
  );
}
