import { type Entry, earliest, isAt, isResting } from './entry.ts';

/** Evaluated at once: each has a memory of its own, and a phone has few cores. */
const mostAtOnce = 2;
/** Work goes on from where it was stopped, so that a process of a million messages keeps none waiting. */
const turnMs = 300_000;

const never = Number.POSITIVE_INFINITY;

/** Looks go one after the other, to whoever has been due for longest. */
export function dueForLook(entries: readonly Entry[], now: number): Entry | undefined {
  if (entries.some(({ isLooking }) => isLooking)) return undefined;
  const next = earliest(entries.filter(isResting));
  return next === undefined || next.dueMs > now ? undefined : next;
}

/** Those that have waited longest, as many as there is room for. */
export function dueForWork(entries: readonly Entry[]): readonly Entry[] {
  const free = mostAtOnce - entries.filter((entry) => isAt(entry, 'evaluating')).length;
  const queued = entries.filter(isNext).sort((a, b) => a.dueMs - b.dueMs);
  return queued.slice(0, Math.max(0, free));
}

/** Whose evaluation others wait for, and has had its time. What somebody has begun by hand is theirs to stop. */
export function overdue(entries: readonly Entry[], now: number): Entry | undefined {
  const longest = longestWork(entries);
  return longest === undefined || longest.dueMs + turnMs > now ? undefined : longest;
}

function longestWork(entries: readonly Entry[]): Entry | undefined {
  if (!entries.some(isNext)) return undefined;
  return earliest(entries.filter((entry) => isAt(entry, 'evaluating') && entry.isOurs && !entry.isTurnOver));
}

/** It could be evaluated now, were there room. */
function isNext(entry: Entry): boolean {
  return isAt(entry, 'queued') && !entry.isWanted;
}

/**
 * Until there is something to do; infinite where that is for others to say: a look or an evaluation that ends.
 * @param lookWaitMs until another look is allowed
 */
export function untilNext(entries: readonly Entry[], now: number, lookWaitMs: number): number {
  const isLooking = entries.some((entry) => entry.isLooking);
  const lookMs = isLooking ? never : (earliest(entries.filter(isResting))?.dueMs ?? never) - now;
  const turnLeftMs = (longestWork(entries)?.dueMs ?? never) + turnMs - now;
  return Math.min(Math.max(lookMs, lookWaitMs), turnLeftMs);
}
