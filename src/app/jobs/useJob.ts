import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { ErrorReport, JobRequest, JobSnapshot } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { jobKey } from './jobStore.ts';
import { type JobView, shownSnapshot } from './jobView.ts';

export interface JobControls {
  readonly view: JobView;
  /** Null until the engine has told of it. */
  readonly snapshot: JobSnapshot | null;
  /** Whose answer and evidence are shown: while it goes on from an earlier answer, that one's. */
  readonly shown: JobSnapshot | null;
  /** Why it failed, or why the engine did not even take it. */
  readonly error: ErrorReport | null;
  readonly start: (request: JobRequest) => void;
  readonly stop: () => void;
}

/** The work that `request` names, whoever started it. */
export function useJob(request: JobRequest | null): JobControls {
  const { jobs } = useApp();
  const key = request === null ? '' : jobKey(request);
  const view = useSyncExternalStore(jobs.subscribe, () => jobs.read(key));
  const snapshot = view.kind === 'known' ? view.snapshot : null;
  const error = view.kind === 'refused' ? view.error : (snapshot?.error ?? null);

  const start = useCallback((wanted: JobRequest) => jobs.start(wanted), [jobs]);
  const stop = useCallback(() => jobs.stop(key), [jobs, key]);
  return { view, snapshot, shown: shownSnapshot(view), error, start, stop };
}

/** The same, started by itself unless it was before: opening its link is asking. */
export function useStartedJob(request: JobRequest): JobControls {
  const job = useJob(request);
  const { view, start } = job;
  useEffect(() => {
    if (view.kind === 'idle') start(request);
  }, [view.kind, start, request]);
  return job;
}
