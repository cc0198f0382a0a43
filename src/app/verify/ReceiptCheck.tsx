import { useEffect, useMemo } from 'react';
import type { Network, ReceiptCheckRequest, ReceiptView } from '../../engine/api.ts';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { EvidenceLedger } from '../components/EvidenceLedger.tsx';
import { JobProgress } from '../components/JobProgress.tsx';
import { isUnsettled } from '../jobs/jobStore.ts';
import { useJob } from '../jobs/useJob.ts';
import { Verdict } from './Verdict.tsx';

interface ReceiptCheckProps {
  readonly receipt: ReceiptView;
  readonly network: Network;
}

/** The evaluation that answers a receipt. It starts by itself: opening such a link is asking. */
export function ReceiptCheck({ receipt, network }: ReceiptCheckProps) {
  const { processId, nonce, profile, envelope } = receipt;
  const request = useMemo(
    (): ReceiptCheckRequest => ({
      kind: 'receipt-check',
      network,
      processId,
      toNonce: nonce,
      profile,
      receipt: envelope,
    }),
    [network, processId, nonce, profile, envelope],
  );
  const { view, start, stop } = useJob(request);
  useEffect(() => {
    if (view.kind === 'idle') start(request);
  }, [view.kind, start, request]);
  const snapshot = view.kind === 'known' ? view.snapshot : null;
  const error = view.kind === 'refused' ? view.error : (snapshot?.error ?? null);
  const answer = snapshot?.state === 'done' ? snapshot.answer : null;
  return (
    <>
      {snapshot !== null && answer?.kind === 'receipt-check' ? (
        <Verdict snapshot={snapshot} answer={answer} />
      ) : null}
      {error === null ? null : (
        <>
          <p className="prose">
            It could not be evaluated again, so nothing can be said about what the receipt says.
          </p>
          <ErrorPanel error={error} onRetry={() => start(request)} facts={snapshot?.facts ?? []} />
          {snapshot === null || snapshot.facts.length === 0 ? null : (
            <EvidenceLedger facts={snapshot.facts} />
          )}
        </>
      )}
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {isUnsettled(view) || view.kind === 'idle' ? null : (
        <div className="row">
          <button type="button" className="button" onClick={() => start({ ...request, fromNothing: true })}>
            Evaluate from nothing
          </button>
          <span className="quiet">Ignores what this browser has saved</span>
        </div>
      )}
    </>
  );
}
