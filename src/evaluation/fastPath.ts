import type { Path } from './moduleInstance.ts';

/** Which of the messages on the fast path are also evaluated exactly, and compared. */
const comparedTurns: ReadonlySet<number> = new Set([1, 2, 16]);
const firstDetour = 4;
const longestDetour = 1024;

/**
 * Which path a message takes. Those that suspend have to be done again on the exact one, so a process that has just opened a file
 * stays there for a while, longer each time; the first messages of a process search for files. Some of the first on the fast path are
 * evaluated on both and compared, and one that differs ends it.
 */
export class FastPath {
  #left: number;
  #detour = firstDetour;
  #turn = 0;
  #trusted: boolean;

  /** @param exists false: there is only the exact path */
  constructor(exists: boolean, { isFresh }: { readonly isFresh: boolean }) {
    this.#trusted = exists;
    this.#left = isFresh ? 1 : 0;
  }

  /** Of the next message. */
  next(): Path | 'both' {
    if (!this.#trusted) return 'exact';
    if (this.#left > 0) {
      this.#left -= 1;
      return 'exact';
    }
    this.#turn += 1;
    return comparedTurns.has(this.#turn) ? 'both' : 'fast';
  }

  /** The message opened a file, or would have. */
  suspended(): void {
    this.#left = this.#detour;
    this.#detour = Math.min(longestDetour, this.#detour * 2);
    this.#turn = Math.max(0, this.#turn - 1);
  }

  /** The two paths did not agree: the exact one is right. */
  differed(): void {
    this.#trusted = false;
  }
}
