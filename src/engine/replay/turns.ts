import { type Abortable, raceAbort } from '../../base/abort.ts';

/**
 * Who evaluates now, where more processes want to than there are cores. More threads than cores would all get on, each more slowly: every
 * switch between two of them empties a core's caches of a memory that the next message reads whole, and no thread's time would mean anything.
 */
export interface Turns {
  join(): Turn;
}

/** One process's place among them. */
export interface Turn {
  /** True where others wait, who should be let in after the batch that is being evaluated. */
  readonly isWanted: boolean;
  /** Resolves when it may evaluate: at once where it may already, or a core is free. @throws the signal's reason */
  take(options?: Abortable): Promise<void>;
  /** Lets the next one in; whoever is done for good calls it, too. */
  give(): void;
}

/** Whoever has waited this long goes ahead: the others must be at messages that take long, and nobody starves. */
const patienceMs = 1000;

/** @param count how many may evaluate at once */
export function createTurns(count: number): Turns {
  let taken = 0;
  /** First come, first served. */
  const waiting = new Set<() => void>();

  function letIn(): void {
    for (const enter of waiting) {
      if (taken >= count) return;
      enter();
    }
  }

  return {
    join() {
      let has = false;
      const give = () => {
        if (!has) return;
        has = false;
        taken -= 1;
        letIn();
      };
      return {
        get isWanted() {
          return waiting.size > 0;
        },
        async take({ signal } = {}) {
          if (has) return;
          let enter = () => {};
          const entered = new Promise<void>((resolve) => {
            enter = () => {
              waiting.delete(enter);
              taken += 1;
              has = true;
              resolve();
            };
          });
          waiting.add(enter);
          letIn();
          const patience = setTimeout(enter, patienceMs);
          try {
            await raceAbort(entered, signal);
          } finally {
            clearTimeout(patience);
            waiting.delete(enter);
            if (signal?.aborted) give();
          }
        },
        give,
      };
    },
  };
}
