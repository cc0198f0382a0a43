import { type ReactNode, useMemo } from 'react';
import type { Network, ReceiptCheckRequest, ReceiptView } from '../../engine/api.ts';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { JobFailure } from '../jobs/JobFailure.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useStartedJob } from '../jobs/useJob.ts';
import { Verdict } from './Verdict.tsx';

interface ReceiptCheckProps {
  readonly receipt: ReceiptView;
  readonly network: Network;
  /** Where to go from a memory that was found here. */
  readonly children: ReactNode;
}

/** The evaluation that answers a receipt. It starts by itself: opening such a link is asking. */
export function ReceiptCheck({ receipt, network, children }: ReceiptCheckProps) {
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
  const { view, snapshot, error, start, stop } = useStartedJob(request);
  const answer = snapshot?.state === 'done' ? snapshot.answer : null;
  return (
    <div className="stack run">
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {snapshot !== null && answer?.kind === 'receipt-check' ? (
        <Verdict snapshot={snapshot} answer={answer}>
          {children}
        </Verdict>
      ) : null}
      {error === null ? null : (
        <>
          <p className="prose">
            It could not be evaluated again, so nothing can be said about what the receipt says.
          </p>
          <JobFailure error={error} snapshot={snapshot} onRetry={() => start(request)} />
        </>
      )}
      {isUnsettled(view) || view.kind === 'idle' ? null : (
        <div className="row">
          <button type="button" className="button" onClick={() => start({ ...request, fromNothing: true })}>
            Evaluate from nothing
          </button>
          <span className="quiet">Ignores what this browser has saved</span>
        </div>
      )}
    </div>
  );
}
