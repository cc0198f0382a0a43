import { useEffect, useRef } from 'react';
import type { BalanceRequest } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { isUnsettled } from '../jobs/jobView.ts';
import { useJob } from '../jobs/useJob.ts';
import { useFollow } from './useFollows.ts';

/** Asks for a balance anew when its process has been evaluated further: by then there is nothing left to evaluate for it. */
export function useBalanceKeptUp(request: BalanceRequest, followId: string): void {
  const { jobs } = useApp();
  const { view, shown } = useJob(request);
  const followed = useFollow(followId)?.state?.answer?.nonce ?? null;
  const askedFor = useRef(-1);
  const answered = shown?.answer?.kind === 'balance' ? shown.answer.nonce : null;
  const isBusy = isUnsettled(view);
  useEffect(() => {
    if (isBusy || followed === null || answered === null) return;
    // Once for each nonce: an answer that stays behind is no reason to ask without end.
    if (followed <= answered || followed <= askedFor.current) return;
    askedFor.current = followed;
    jobs.goOn(request);
  }, [jobs, request, isBusy, followed, answered]);
}
