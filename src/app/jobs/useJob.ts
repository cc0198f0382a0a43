import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { JobRequest } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { processKey } from '../queries.ts';
import { isUnsettled, type JobView, jobKey } from './jobStore.ts';

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
  // What the schedule's rows say of their outcome is younger now.
  const queries = useQueryClient();
  const settledJob = view.kind === 'known' && !isUnsettled(view) ? view.snapshot.jobId : null;
  const processId = request?.processId;
  useEffect(() => {
    if (settledJob !== null && processId !== undefined)
      void queries.invalidateQueries({ queryKey: processKey(processId) });
  }, [settledJob, queries, processId]);

  const start = useCallback((wanted: JobRequest) => jobs.start(wanted), [jobs]);
  const stop = useCallback(() => jobs.stop(key), [jobs, key]);
  return { view, start, stop };
}
