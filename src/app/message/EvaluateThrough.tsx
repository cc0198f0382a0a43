import { useMemo } from 'react';
import type { Network, ReplayRequest } from '../../engine/api.ts';
import { JobProgress } from '../components/progress/JobProgress.tsx';
import { JobFailure } from '../jobs/JobFailure.tsx';
import { isUnsettled } from '../jobs/jobStore.ts';
import { useJob } from '../jobs/useJob.ts';
import { useProfile } from '../profile.ts';

interface EvaluateThroughProps {
  readonly network: Network;
  readonly processId: string;
  readonly nonce: number;
}

/** What came of a message is known once its process has been evaluated as far as that message, and no further. */
export function EvaluateThrough({ network, processId, nonce }: EvaluateThroughProps) {
  const profile = useProfile();
  const request = useMemo((): ReplayRequest => {
    const asked = { kind: 'replay', network, processId, toNonce: nonce } as const;
    return profile === undefined ? asked : { ...asked, profile };
  }, [network, processId, nonce, profile]);
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
