/**
 * What `/dev/random` and `/dev/urandom` give.
 *
 * DIFF FROM REFERENCE CU: there it is real randomness, so that two evaluations of one schedule differ as soon as a process
 * looks (legacynet.md §5.4). Here it is a fixed sequence: every replay sees the selfsame bytes.
 */
export class RandomBytes {
  #state: number;

  constructor(state = 0x5e1f_5a3e) {
    this.#state = state;
  }

  /** All that a snapshot has to keep. */
  get state(): number {
    return this.#state;
  }

  /** Marsaglia's xorshift32, one byte a step. */
  fill(target: Uint8Array): void {
    let state = this.#state;
    for (let index = 0; index < target.length; index += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      target[index] = state;
    }
    this.#state = state >>> 0;
  }
}
