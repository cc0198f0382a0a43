import type { JobProgress } from '../api.ts';
import type { Line } from '../line/line.ts';
import { createRateMeter } from './rate.ts';
import type { Advance } from './replay.ts';

/** Turns what the loop reports into what a person wants to know. */
export interface ProgressMeter {
  advance(line: Line, change: Advance): Partial<JobProgress>;
  metrics(): Readonly<Record<string, number>>;
}

export function createProgressMeter(steadyMs: () => number, targetNonce: number | null): ProgressMeter {
  const startMs = steadyMs();
  const rate = createRateMeter();
  rate.add(0, startMs);
  let evaluatedCount = 0;
  let errorCount = 0;
  let handleMs = 0;
  return {
    advance({ position }, change) {
      evaluatedCount += change.evaluatedCount;
      errorCount += change.errorCount;
      handleMs += change.handleMs;
      const now = steadyMs();
      rate.add(change.evaluatedCount, now);
      const perSecond = rate.perSecond(now);
      const nonce = position?.nonce ?? null;
      const left = targetNonce === null || nonce === null ? null : Math.max(0, targetNonce - nonce);
      return {
        nonce,
        evaluatedCount,
        errorCount,
        messagesPerSecond: perSecond,
        elapsedMs: now - startMs,
        remainingMs:
          left === null || perSecond === null || perSecond === 0 ? null : (left * 1000) / perSecond,
      };
    },
    metrics: () => ({ evaluatedCount, errorCount, handleMs, evaluationMs: steadyMs() - startMs }),
  };
}
