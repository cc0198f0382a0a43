import { gasLimitExport, gasUsedExport } from '../rewriting/metering/meterModule.ts';

const defaultLimit = 9e15;
/** The largest number that a counter holds. */
const mostGas = 2n ** 63n - 1n;

/**
 * Gas of one instance (legacynet.md §5.7). Modules that were published metered report to `metering.usegas`; those that
 * `meterModule` has metered count in a global of their own.
 */
export class GasTank {
  readonly #limit: number;
  #used = 0;
  #counter: WebAssembly.Global | undefined;

  constructor(limit: number | undefined) {
    // A limit of 0 means the default, as in the reference.
    this.#limit = limit || defaultLimit;
  }

  /** Looks for the counter of a module that we have metered, and gives it its limit. */
  attach(exports: WebAssembly.Exports): void {
    const { [gasUsedExport]: used, [gasLimitExport]: limit } = exports;
    if (!(used instanceof WebAssembly.Global) || !(limit instanceof WebAssembly.Global)) return;
    this.#counter = used;
    limit.value = this.#limit < 2 ** 63 ? BigInt(Math.floor(this.#limit)) : mostGas;
  }

  get used(): number {
    return this.#counter === undefined ? this.#used : Number(this.#counter.value);
  }

  refill(): void {
    this.#used = 0;
    if (this.#counter !== undefined) this.#counter.value = 0n;
  }

  /** @throws Error as the reference's, a failed message: more was used than there is */
  use(amount: number): void {
    this.#used += amount;
    if (this.#used > this.#limit) throw new Error('out of gas!');
  }

  /**
   * Of modules that we have metered, which look themselves only now and then. Others have been told, and in the reference may go on all the same.
   * @throws Error as `use`
   */
  assertLeft(): void {
    if (this.#counter !== undefined && this.used > this.#limit) throw new Error('out of gas!');
  }
}
