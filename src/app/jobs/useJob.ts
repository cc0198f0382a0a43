import { useCallback, useSyncExternalStore } from 'react';
import type { JobRequest } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { type JobView, jobKey } from './jobStore.ts';

export interface JobControls {
  readonly view: JobView;
  readonly start: (request: JobRequest) => void;
  readonly stop: () => void;
}

/** The work that `request` names, whoever started it. */
export function useJob(request: JobRequest | null): JobControls {
  const { jobs } = useApp();
  const key = request === null ? '' : jobKey(request);
  const view = useSyncExternalStore(jobs.subscribe, () => jobs.read(key));
  const start = useCallback((wanted: JobRequest) => jobs.start(wanted), [jobs]);
  const stop = useCallback(() => jobs.stop(key), [jobs, key]);
  return { view, start, stop };
}
