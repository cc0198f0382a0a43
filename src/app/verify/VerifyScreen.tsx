import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { type ReceiptView, reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ActionButton } from '../components/ActionButton.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { FactProcessProvider } from '../components/evidence/factPlace.ts';
import { UnsupportedNotice } from '../components/UnsupportedNotice.tsx';
import { type LinkedNetwork, useNetwork } from '../networks.ts';
import { receiptQuery, receiptsKey, receiptsQuery } from '../queries.ts';
import { PageTitle, ProcessPageTitle } from '../shell/PageTitle.tsx';
import { BalanceThere } from './BalanceThere.tsx';
import { ReceiptActions } from './ReceiptActions.tsx';
import { ReceiptCheck } from './ReceiptCheck.tsx';
import { ReceiptClaim } from './ReceiptClaim.tsx';
import './Verify.css';

/** A link that carries a receipt: what it claims, and what comes of evaluating the same here. */
export function VerifyScreen(): React.ReactNode {
  const { code } = useParams({ from: '/verify/$code' });
  const choice = useNetwork();
  return (
    <>
      <ReceiptTitle code={code} />
      <h1>Receipt</h1>
      <p className="prose">
        Somebody signed what a process’s state is. That makes it the word of a key. What can be believed is
        what this browser finds when it evaluates the same messages again.
      </p>
      <UnsupportedNotice />
      {choice.kind === 'wrong' ? (
        <ErrorPanel error={choice.error} />
      ) : (
        <LinkedReceipt key={`${code} ${choice.net}`} code={code} linked={choice} />
      )}
    </>
  );
}

function ReceiptTitle({ code }: { readonly code: string }) {
  const { engine } = useApp();
  const { data } = useQuery(receiptQuery(engine, code));
  return data === undefined ? (
    <PageTitle title="Receipt" />
  ) : (
    <ProcessPageTitle title={`Receipt through nonce ${data.nonce}`} processId={data.processId} />
  );
}

function LinkedReceipt({ code, linked }: { readonly code: string; readonly linked: LinkedNetwork }) {
  const { engine } = useApp();
  const { wallet } = useSearch({ from: '/verify/$code' });
  const { data, error } = useQuery(receiptQuery(engine, code));
  if (error !== null) return <ErrorPanel error={reportError(error)} />;
  if (data === undefined)
    return (
      <p className="quiet" role="status">
        Reading the receipt and checking its signature…
      </p>
    );
  return (
    <FactProcessProvider value={data.processId}>
      <div className="stack">
        <ReceiptClaim receipt={data} net={linked.net}>
          <ReceiptActions receipt={data} net={linked.net} wallet={wallet} />
          <KeepButton receipt={data} />
        </ReceiptClaim>
        <ReceiptCheck receipt={data} network={linked.network}>
          <BalanceThere receipt={data} net={linked.net} wallet={wallet} />
        </ReceiptCheck>
      </div>
    </FactProcessProvider>
  );
}

function KeepButton({ receipt }: { readonly receipt: ReceiptView }) {
  const { engine } = useApp();
  const queries = useQueryClient();
  const { processId, receiptId } = receipt;
  const { data: kept } = useQuery(receiptsQuery(engine, processId));
  const keep = useMutation({
    mutationFn: () => engine.keepReceipt(receipt.envelope),
    networkMode: 'always',
    onSuccess: () => queries.invalidateQueries({ queryKey: receiptsKey(processId) }),
  });
  if (keep.error !== null)
    return <ErrorPanel error={reportError(keep.error)} onRetry={() => keep.mutate()} />;
  if (kept === undefined) return null;
  if (kept.some((each) => each.receiptId === receiptId))
    return <span className="quiet">Kept in this browser</span>;
  return (
    <ActionButton className="button" unavailable={keep.isPending} onClick={() => keep.mutate()}>
      Keep
    </ActionButton>
  );
}
