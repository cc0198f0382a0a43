const defaultLimit = 9e15;

/** Gas of one instance: what metered modules report through `metering.usegas` (legacynet.md §5.7). */
export class GasTank {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number | undefined) {
    // A limit of 0 means the default, as in the reference.
    this.#limit = limit || defaultLimit;
  }

  get used(): number {
    return this.#used;
  }

  refill(): void {
    this.#used = 0;
  }

  use(amount: number): void {
    this.#used += amount;
    if (this.#used > this.#limit) throw new Error('out of gas!');
  }
}
