import { useEffect } from 'react';
import type { CompareRequest } from '../../engine/api.ts';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { EvidenceLedger } from '../components/EvidenceLedger.tsx';
import { JobProgress } from '../components/JobProgress.tsx';
import { isUnsettled } from '../jobs/jobStore.ts';
import { useJob } from '../jobs/useJob.ts';
import { Comparison } from './Comparison.tsx';

/** The comparison that a link asks for. It starts by itself: opening such a link is asking. */
export function CompareRun({ request }: { readonly request: CompareRequest }) {
  const { view, start, stop } = useJob(request);
  useEffect(() => {
    if (view.kind === 'idle') start(request);
  }, [view.kind, start, request]);
  const snapshot = view.kind === 'known' ? view.snapshot : null;
  const error = view.kind === 'refused' ? view.error : (snapshot?.error ?? null);
  return (
    <div className="stack">
      {snapshot !== null && snapshot.answer?.kind === 'compare' && error === null ? (
        <Comparison snapshot={snapshot} answer={snapshot.answer} question={request.question} />
      ) : null}
      {error === null ? null : (
        <>
          <ErrorPanel error={error} onRetry={() => start(request)} facts={snapshot?.facts ?? []} />
          {snapshot === null || snapshot.facts.length === 0 ? null : (
            <EvidenceLedger facts={snapshot.facts} />
          )}
        </>
      )}
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {isUnsettled(view) || view.kind === 'idle' ? null : (
        <div className="row">
          <button type="button" className="button" onClick={() => start(request)}>
            Ask again
          </button>
        </div>
      )}
    </div>
  );
}
