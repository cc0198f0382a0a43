import { lookAhead } from './lookAhead.ts';
import type { Step } from './steps.ts';

/** Steps for the evaluator, as many at once as it wants. */
export interface StepFeed {
  /** True where `take` answers without waiting for anybody. */
  readonly isReady: boolean;
  /**
   * The next steps: `count` at most, from one batch of the source, and none after a head, so that what is saved there is the state there.
   * They end with a message where they have one: a line can be saved there, and not between a timer and the next message.
   * Undefined at the end.
   * @throws what the source throws, after the steps before it
   */
  take(count: number): Promise<readonly Step[] | undefined>;
  /** Lets the source go. */
  close(): void;
}

/** Batches that the source may be ahead. */
const lookAheadBatches = 2;

export function createStepFeed(source: AsyncIterable<readonly Step[]>): StepFeed {
  const batches = lookAhead(source, lookAheadBatches);
  let batch: readonly Step[] = [];
  let start = 0;
  let arrived = false;
  let coming = fetchNext();

  function fetchNext(): Promise<IteratorResult<readonly Step[], void>> {
    arrived = false;
    const next = batches.next();
    next.then(
      () => {
        arrived = true;
      },
      // Told to whoever takes it.
      () => {
        arrived = true;
      },
    );
    return next;
  }

  return {
    get isReady() {
      return start < batch.length || arrived;
    },
    async take(count) {
      while (start >= batch.length) {
        const { done, value } = await coming;
        if (done === true) return undefined;
        batch = value;
        start = 0;
        coming = fetchNext();
      }
      const steps = batch.slice(start, start + count);
      const head = steps.findIndex(({ kind }) => kind === 'head');
      const taken = head === -1 ? upToMessage(steps) : steps.slice(0, head + 1);
      start += taken.length;
      return taken;
    },
    close() {
      void batches.return().catch(() => undefined);
    },
  };
}

/** All of them where none is a message. */
function upToMessage(steps: readonly Step[]): readonly Step[] {
  const last = steps.findLastIndex((step) => 'verified' in step);
  return last === -1 ? steps : steps.slice(0, last + 1);
}
