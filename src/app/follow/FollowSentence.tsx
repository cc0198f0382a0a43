import { useSyncExternalStore } from 'react';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { readClock, subscribeClock } from '../components/values/clock.ts';
import { useJob } from '../jobs/useJob.ts';
import type { FollowRow } from './followStore.ts';
import { describeFollow } from './followWords.ts';

interface FollowSentenceProps {
  readonly row: FollowRow;
  readonly isElsewhere: boolean;
}

/** What is happening with it now. */
export function FollowSentence({ row, isElsewhere }: FollowSentenceProps) {
  const { snapshot } = useJob(row.request);
  const clockMs = useSyncExternalStore(subscribeClock, readClock);
  const { state, stop } = row;
  if (row.request === null) return 'Its network cannot be read.';
  if (state === null) {
    if (stop?.error) return <ForeignText text={`Stopped: ${stop.error.message}`} />;
    return isElsewhere ? 'Another tab keeps up with it.' : 'Paused.';
  }
  const progress = snapshot?.state === 'running' ? snapshot.progress : null;
  // The clock ticks seldom; what has just been told is not of a moment after it.
  const nowMs = Math.max(clockMs, state.askedMs ?? 0);
  return <ForeignText text={describeFollow(state, progress, nowMs)} />;
}
