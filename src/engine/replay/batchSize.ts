/**
 * How many messages to hand to the evaluator at once: enough that crossing threads costs nothing, few enough that progress,
 * stopping and the watchdog stay prompt.
 */
export interface BatchSize {
  readonly count: number;
  /** Learns from a finished batch. */
  next(evaluated: number, elapsedMs: number): BatchSize;
}

/** How long a batch is meant to take. */
export const batchTargetMs = 80;
const largest = 200;

/** The first message is handed over alone: whoever has just asked sees that something happens. */
export function batchSize(count = 1): BatchSize {
  return {
    count,
    next(evaluated, elapsedMs) {
      const fitting = Math.floor((evaluated * batchTargetMs) / Math.max(elapsedMs, 1));
      // At most doubling: the first messages of a process tell little about the later ones.
      const wanted = Math.max(1, Math.min(largest, count * 2, fitting));
      // Even, because after an even number of messages Lua's collector has left several times fewer pages changed (performance.md §3.2).
      return batchSize(wanted === 1 ? 1 : wanted - (wanted % 2));
    },
  };
}
