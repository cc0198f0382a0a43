import { JobProgress } from '../components/progress/JobProgress.tsx';
import { JobFailure } from '../jobs/JobFailure.tsx';
import { isUnsettled } from '../jobs/jobStore.ts';
import { useJob } from '../jobs/useJob.ts';
import { type MessagePlace, useRequestThrough } from './useRequestThrough.ts';

/** What came of a message is known once its process has been evaluated as far as that message, and no further. */
export function EvaluateThrough(place: MessagePlace) {
  const request = useRequestThrough(place);
  const { view, snapshot, error, start, stop } = useJob(request);
  return (
    <div className="stack">
      <p className="quiet">Not evaluated in this browser yet.</p>
      {isUnsettled(view) || snapshot?.state === 'stopped' ? null : (
        <div>
          <button type="button" className="button" onClick={() => start(request)}>
            Evaluate through this message
          </button>
        </div>
      )}
      <JobProgress view={view} onStop={stop} onResume={() => start(request)} />
      {error === null ? null : (
        <JobFailure error={error} snapshot={snapshot} onRetry={() => start(request)} />
      )}
    </div>
  );
}
