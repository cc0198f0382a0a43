import type { FastPathState } from '../evaluator.ts';
import type { Path } from '../instance/moduleInstance.ts';

/** How many messages on the fast path are also evaluated exactly, and compared. */
const comparedMessages = 2;
const firstDetour = 4;
const longestDetour = 1024;

/**
 * Which path a message takes. Those that suspend have to be done again on the exact one, so a process that has just opened a file
 * stays there for a while, longer each time; the first message of a process searches for files. The first on the fast path are evaluated on
 * both and compared, and one that differs ends it.
 */
export class FastPath {
  #left: number;
  #detour = firstDetour;
  #compared = 0;
  #state: FastPathState;

  /** @param exists false: there is only the exact path */
  constructor(exists: boolean, { isFresh }: { readonly isFresh: boolean }) {
    this.#state = exists ? 'trusted' : 'none';
    this.#left = isFresh ? 1 : 0;
  }

  get state(): FastPathState {
    return this.#state;
  }

  /** Of the next message. */
  next(): Path | 'both' {
    if (this.#state !== 'trusted') return 'exact';
    if (this.#left > 0) {
      this.#left -= 1;
      return 'exact';
    }
    return this.#compared < comparedMessages ? 'both' : 'fast';
  }

  /** A message had the same outcome on both paths. */
  agreed(): void {
    this.#compared += 1;
  }

  /** The message opened a file, or would have. */
  suspended(): void {
    this.#left = this.#detour;
    this.#detour = Math.min(longestDetour, this.#detour * 2);
  }

  /** The two paths did not agree: the exact one is right. */
  differed(): void {
    this.#state = 'differed';
  }
}
