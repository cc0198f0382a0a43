import { EvaluationError } from '../../base/errors.ts';
import type { GasTank } from './gas.ts';
import { AbortedError } from './moduleErrors.ts';
import type { ExportsOf } from './moduleExports.ts';
import type { ModuleMemory } from './moduleMemory.ts';

const stackBytes = 41_943_040;

/** Where an import that takes time asks to be suspended. */
export interface Suspends {
  suspend(operation: () => Promise<number>): number;
}

/** What ends an attempt on the fast path: the message has to be evaluated by the module's own instructions. One object, no stack trace. */
export const suspensionSignal = new Error('a suspension where none is possible');

/** For instances that cannot unwind. Nothing has been asked of the outside when the signal leaves the module. */
export const noSuspension: Suspends = {
  suspend() {
    throw suspensionSignal;
  },
};

/**
 * Asyncify: a call out of the module that takes time unwinds the wasm stack into a block of the module's own heap, and later
 * winds it up again (legacynet.md §5.8). The block's allocation grows the heap and leaves bytes behind, so a shorter way
 * (a synchronous answer, JSPI) would not end in the same memory.
 */
export class Suspension implements Suspends {
  readonly #memory: ModuleMemory;
  readonly #exportsOf: ExportsOf;
  readonly #gas: GasTank;
  #phase: 'running' | 'unwinding' | 'rewinding' = 'running';
  #block = 0;
  #operation: (() => Promise<number>) | undefined;
  #answer = 0;

  constructor(memory: ModuleMemory, exportsOf: ExportsOf, gas: GasTank) {
    this.#memory = memory;
    this.#gas = gas;
    this.#exportsOf = exportsOf;
  }

  /**
   * What an import that takes time does: entered twice, once to leave the module and once to come back with the answer. The operation begins
   * only when the module has been left: of a call that ends before, none would be waited for, and it would write into what has been undone.
   * @throws AbortedError as the reference, where the module goes on instead of leaving, and asks again
   */
  suspend(operation: () => Promise<number>): number {
    if (this.#phase === 'rewinding') {
      this.#phase = 'running';
      this.#exportsOf().call('asyncify_stop_rewind');
      this.#exportsOf().free(this.#block);
      this.#block = 0;
      return this.#answer;
    }
    if (this.#phase === 'unwinding') throw new AbortedError('invalid state: 1');
    // Nothing is asked of the outside for a message that has run out of gas.
    this.#gas.assertLeft();
    this.#operation = operation;
    this.#block = this.#allocateBlock();
    this.#phase = 'unwinding';
    this.#exportsOf().call('asyncify_start_unwind', this.#block);
    // Not looked at while unwinding.
    return this.#answer;
  }

  /** Whether the module is neither leaving nor coming back. */
  get isRunning(): boolean {
    return this.#phase === 'running';
  }

  /** Forgets a suspension that nothing came back from. */
  reset(): void {
    this.#phase = 'running';
    this.#block = 0;
    this.#operation = undefined;
  }

  /**
   * Calls into the module until it has returned for good. Rejects with what an operation rejects with.
   * @throws EvaluationError `weavedrive-halt` where it came back and did not take the answer: in the reference such a request never ends
   */
  async run(call: () => unknown): Promise<unknown> {
    let result = call();
    while (this.#phase === 'unwinding') {
      this.#exportsOf().call('asyncify_stop_unwind');
      this.#answer = (await this.#operation?.()) ?? 0;
      this.#phase = 'rewinding';
      this.#exportsOf().call('asyncify_start_rewind', this.#block);
      result = call();
    }
    if (!this.isRunning) {
      throw new EvaluationError(
        'weavedrive-halt',
        'The module was given an answer of WeaveDrive and went on without it: it cannot be asked anything more.',
      );
    }
    return result;
  }

  /** Header: where the saved stack starts and ends, and which export to re-enter (number 0, always `handle`). */
  #allocateBlock(): number {
    const pointers = this.#memory.pointerBytes;
    const headerBytes = 3 * pointers;
    const block = this.#exportsOf().malloc(headerBytes + stackBytes);
    if (block === 0) throw new AbortedError('no memory left to suspend in');
    this.#memory.writePointer(block, block + headerBytes);
    this.#memory.writePointer(block + pointers, block + headerBytes + stackBytes);
    this.#memory.writeInt32(block + 2 * pointers, 0);
    return block;
  }
}
