/**
 * How many messages to hand to the evaluator at once: enough that crossing threads costs nothing, few enough that progress,
 * stopping and the watchdog stay prompt.
 */
export interface BatchSize {
  readonly count: number;
  /** Learns from a finished batch. */
  next(evaluated: number, elapsedMs: number): BatchSize;
}

const targetMs = 80;
const largest = 200;

export function batchSize(count = 4): BatchSize {
  return {
    count,
    next(evaluated, elapsedMs) {
      const fitting = Math.floor((evaluated * targetMs) / Math.max(elapsedMs, 1));
      // At most doubling: the first messages of a process tell little about the later ones.
      return batchSize(Math.max(1, Math.min(largest, count * 2, fitting)));
    },
  };
}
