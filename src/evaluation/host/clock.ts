/**
 * The counter that stands in for the host's clock: each look at the time is one tick, the file system's own looks included
 * (legacynet.md §5.3). It belongs to the host, not to linear memory.
 */
export class TickClock {
  #next: number;

  constructor(firstTick: number) {
    this.#next = firstTick;
  }

  /** What the next look will see. */
  get next(): number {
    return this.#next;
  }

  tick(): number {
    const now = this.#next;
    this.#next += 1;
    return now;
  }
}
