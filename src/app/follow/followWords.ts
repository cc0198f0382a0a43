import type { JobProgress } from '../../engine/api.ts';
import { formatCount, formatTimeOfDay } from '../format.ts';
import type { FollowState } from './followState.ts';

/** What is happening with a process that is kept up with, in one sentence. */
export function describeFollow(state: FollowState, progress: JobProgress | null, nowMs: number): string {
  const { step, askedMs, nextMs, headNonce, answer } = state;
  switch (step.kind) {
    case 'queued':
      return 'Waiting for its turn.';
    case 'evaluating':
      return describeEvaluation(progress);
    case 'resting': {
      const known = answer?.nonce ?? null;
      if (headNonce !== null && known !== null && headNonce < known) {
        return `Its scheduler unit tells nonce ${formatCount(headNonce)} as its latest now, and has signed messages up to nonce ${formatCount(known)}.`;
      }
      return askedMs === null ? 'Nothing new.' : `Nothing new, asked ${formatAgo(nowMs - askedMs)}.`;
    }
    case 'unreachable': {
      const next = nextMs === null ? '' : `; next try ${formatSoon(nextMs - nowMs)}`;
      return `Could not be reached since ${formatTimeOfDay(step.sinceMs)}${next}.`;
    }
    case 'stopped':
      return step.error === null ? 'Stopped by hand.' : `Stopped: ${step.error.message}`;
  }
}

function describeEvaluation(progress: JobProgress | null): string {
  const { nonce = null, targetNonce = null } = progress ?? {};
  if (nonce === null || targetNonce === null) return 'Evaluating what is new.';
  return `Evaluating: nonce ${formatCount(nonce)} of ${formatCount(targetNonce)}.`;
}

/** `just now`, `20 s ago`, `4 min ago`. */
function formatAgo(agoMs: number): string {
  return agoMs < 10_000 ? 'just now' : `${formatSpan(agoMs, Math.floor)} ago`;
}

/** `now`, `in 20 s`, `in 3 min`. */
function formatSoon(leftMs: number): string {
  return leftMs <= 0 ? 'now' : `in ${formatSpan(leftMs, Math.ceil)}`;
}

function formatSpan(spanMs: number, round: (count: number) => number): string {
  if (spanMs < 60_000) return `${round(spanMs / 1000)} s`;
  if (spanMs < 3_600_000) return `${round(spanMs / 60_000)} min`;
  return `${round(spanMs / 3_600_000)} h`;
}
