import type { CompareRequest } from '../../engine/api.ts';
import { handOnFocus } from '../components/handOnFocus.ts';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { JobFailure } from '../jobs/JobFailure.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useStartedJob } from '../jobs/useJob.ts';
import { Comparison } from './Comparison.tsx';

/** The comparison that a link asks for. It starts by itself: opening such a link is asking. */
export function CompareRun({ request }: { readonly request: CompareRequest }) {
  const { view, snapshot, error, start, stop } = useStartedJob(request);
  return (
    <div className="stack run">
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {snapshot !== null && snapshot.answer?.kind === 'compare' && error === null ? (
        <Comparison snapshot={snapshot} answer={snapshot.answer} question={request.question} />
      ) : null}
      {error === null ? null : (
        <JobFailure error={error} snapshot={snapshot} onRetry={() => start(request)} />
      )}
      {isUnsettled(view) || view.kind === 'idle' || error !== null ? null : (
        <div className="row">
          <button ref={handOnFocus} type="button" className="button" onClick={() => start(request)}>
            Ask again
          </button>
        </div>
      )}
    </div>
  );
}
