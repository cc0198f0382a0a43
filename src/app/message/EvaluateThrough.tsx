import { handOnFocus } from '../components/handOnFocus.ts';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { JobFailure } from '../jobs/JobFailure.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useJob } from '../jobs/useJob.ts';
import { type MessagePlace, useRequestThrough } from './useRequestThrough.ts';

interface EvaluateThroughProps extends MessagePlace {
  readonly why: 'not-evaluated' | 'not-kept';
}

const reasons = {
  'not-evaluated': 'Not evaluated in this browser yet.',
  'not-kept':
    'It was evaluated in this browser, but there is no result of it: there was no room for it, or it was damaged.',
} as const;

/** What came of a message is known once its process has been evaluated as far as that message, and no further. */
export function EvaluateThrough({ why, ...place }: EvaluateThroughProps) {
  const request = useRequestThrough(place);
  const { view, snapshot, error, start, stop } = useJob(request);
  return (
    <div className="stack">
      <p className="quiet">{reasons[why]}</p>
      {isUnsettled(view) || snapshot?.state === 'stopped' ? null : (
        <div>
          <button ref={handOnFocus} type="button" className="button" onClick={() => start(request)}>
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
