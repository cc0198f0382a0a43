import { EvaluationError, isSelfsameError } from '../base/errors.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type { CapturedState, Evaluated, EvaluatorState, HostState } from './evaluator.ts';
import { type HandleOutcome, mergeOutput } from './mergeOutput.ts';
import { type HandleInput, type InstanceOptions, ModuleInstance } from './moduleInstance.ts';
import { wasmPageBytes } from './moduleMemory.ts';
import { nonZeroPages, PageSnapshot } from './pageSnapshot.ts';
import { RollbackPace } from './rollbackPace.ts';

export interface LineOptions extends InstanceOptions {
  readonly environmentJson: string;
}

/** What happened since the base, enough to do it again. */
type JournalEntry =
  | { readonly kind: 'message'; readonly message: HandleInput }
  /** The host became this. */
  | { readonly kind: 'host'; readonly state: HostState };

interface Base {
  /** Undefined: the instance as it starts, nothing restored. */
  readonly state: { readonly memoryBytes: number; readonly host: HostState } | undefined;
}

/**
 * The line of a process's states: one instance that each message moves on. Nothing is done for a message that succeeds.
 * One that fails costs: the instance is dropped, and the next use builds another from the base and re-runs the
 * messages since (docs/decisions: rollback). Evaluation is deterministic, clock included, so that ends in the same memory.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #pace = new RollbackPace();
  readonly #snapshot: PageSnapshot;
  #base: Base;
  #journal: JournalEntry[] = [];
  #instance: ModuleInstance | undefined;
  /** Pages that are not zero in an instance that has just started. */
  #imagePages: readonly number[] | undefined;
  /** What a new instance has outside its memory. */
  #freshHost: HostState | undefined;
  #memoryBytes = 0;

  private constructor(options: LineOptions, base: Base, snapshot: PageSnapshot) {
    this.#options = options;
    this.#base = base;
    this.#snapshot = snapshot;
  }

  /** @throws EvaluationError `unsupported-module`, `module-invalid`, `state-invalid`, `host-state-invalid` */
  static async open(options: LineOptions, restore?: EvaluatorState): Promise<Line> {
    const base = restore === undefined ? undefined : { memoryBytes: restore.memoryBytes, host: restore.host };
    const snapshot =
      restore === undefined ? new PageSnapshot() : PageSnapshot.from(restore.pages, restore.memoryBytes);
    const line = new Line(options, { state: base }, snapshot);
    const instance = await line.#current();
    line.#memoryBytes = instance.memory.byteLength;
    return line;
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** @throws EvaluationError what stops the evaluation without being the process's error; the line is as before */
  async evaluate(message: WasmMessage): Promise<Evaluated> {
    let instance = await this.#current();
    if (this.#pace.isDue) instance = await this.#moveBase();
    const started = performance.now();
    const outcome = await this.#handle(instance, message);
    const handleMs = performance.now() - started;
    const { result, memory } = mergeOutput(outcome);
    if (memory === 'keep') {
      const { json, blockHeight } = message;
      this.#journal.push({ kind: 'message', message: { json, blockHeight } });
      this.#pace.evaluated(handleMs);
      this.#memoryBytes = instance.memory.byteLength;
    } else {
      const state = memory === 'fresh-instance' ? this.#freshHost : undefined;
      this.#journal.push({ kind: 'host', state: state ?? instance.host.save() });
      this.#pace.failed();
      this.#instance = undefined;
    }
    return { result, handleMs };
  }

  /**
   * Evaluates on an instance of its own: the line's memory, and the host that a new instance has. So does the reference, whose
   * dry-runs never see the clock or the files of the stream that led to the state.
   */
  async dryRun(message: WasmMessage): Promise<Evaluated> {
    if (this.#journal.length > 0) await this.#moveBase();
    const instance = await this.#build({ restoreHost: false });
    const started = performance.now();
    const outcome = await this.#handle(instance, message);
    const handleMs = performance.now() - started;
    return { result: mergeOutput(outcome).result, handleMs };
  }

  async capture(): Promise<CapturedState> {
    const instance = await this.#moveBase();
    const { memory, host } = instance;
    return { memoryBytes: memory.byteLength, pages: this.#snapshot.takeChanges(), host: host.save() };
  }

  /** The whole memory as it is now; valid until the next call. */
  async memory(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#current()).memory.bytes;
  }

  async #handle(instance: ModuleInstance, message: WasmMessage): Promise<HandleOutcome> {
    try {
      const text = await instance.handle(message, this.#options.environmentJson);
      return { kind: 'text', text, gasUsed: instance.gas.used };
    } catch (error) {
      if (instance === this.#instance && isSelfsameError(error)) this.#instance = undefined;
      if (isSelfsameError(error)) throw error;
      return { kind: 'thrown', error };
    }
  }

  async #current(): Promise<ModuleInstance> {
    if (this.#instance !== undefined) return this.#instance;
    const instance = await this.#build({ restoreHost: true });
    const started = performance.now();
    for (const entry of this.#journal) await this.#redo(instance, entry);
    this.#instance = instance;
    if (this.#pace.isWorthMoving(performance.now() - started)) await this.#moveBase();
    return instance;
  }

  async #redo(instance: ModuleInstance, entry: JournalEntry): Promise<void> {
    if (entry.kind === 'host') {
      instance.host.restore(entry.state);
      return;
    }
    try {
      await instance.handle(entry.message, this.#options.environmentJson);
    } catch (cause) {
      if (isSelfsameError(cause)) throw cause;
      throw new EvaluationError(
        'not-repeatable',
        'A message that had been evaluated fails when it is evaluated again: this engine does not repeat itself.',
        { cause },
      );
    }
  }

  async #moveBase(): Promise<ModuleInstance> {
    const instance = this.#instance ?? (await this.#current());
    const started = performance.now();
    this.#snapshot.advance(instance.memory.bytes);
    const memoryBytes = instance.memory.byteLength;
    this.#base = { state: { memoryBytes, host: instance.host.save() } };
    this.#journal = [];
    this.#pace.movedBase(performance.now() - started);
    return instance;
  }

  /** A new instance with the base's memory, and with its host or with that of a new instance. */
  async #build({ restoreHost }: { readonly restoreHost: boolean }): Promise<ModuleInstance> {
    const instance = await ModuleInstance.create(this.#options);
    this.#freshHost ??= instance.host.save();
    const { state } = this.#base;
    if (state === undefined) return instance;
    const { memory, host } = instance;
    this.#imagePages ??= nonZeroPages(memory.bytes);
    const missingPages = (state.memoryBytes - memory.byteLength) / wasmPageBytes;
    if (missingPages < 0 || !Number.isInteger(missingPages) || !memory.grow(missingPages)) {
      throw new EvaluationError(
        'state-invalid',
        `The saved memory of ${state.memoryBytes} bytes does not fit the module, which starts with ${memory.byteLength}.`,
        { details: { memoryBytes: state.memoryBytes, initialBytes: memory.byteLength } },
      );
    }
    this.#snapshot.writeTo(memory.bytes, this.#imagePages);
    if (restoreHost) host.restore(state.host);
    return instance;
  }
}
