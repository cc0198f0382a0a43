import { isSelfsameError } from '../base/errors.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type { CapturedState, Evaluated, EvaluatorState, HostState } from './evaluator.ts';
import { FastPath } from './fastPath.ts';
import { History, type LineOptions } from './history.ts';
import { type HandleOutcome, mergeOutput } from './mergeOutput.ts';
import type { ModuleInstance, Path } from './moduleInstance.ts';
import { RollbackPace } from './rollbackPace.ts';
import { suspensionSignal } from './suspension.ts';
import { sameOutcome, type Trial, trialOf } from './trial.ts';
import { Undo } from './undo.ts';

export type { LineOptions } from './history.ts';

/** One message evaluated, nothing undone yet. */
interface Attempt {
  readonly outcome: HandleOutcome;
  readonly path: Path;
  readonly handleMs: number;
}

/**
 * The line of a process's states: one instance that each message moves on. A message that fails is undone in place where a shadow of the
 * memory had been taken; otherwise the instance is dropped, and the next use builds another from the base and re-runs the messages since
 * (docs/decisions/0010-rollback.md).
 */
export class Line {
  readonly #options: LineOptions;
  readonly #pace = new RollbackPace();
  readonly #history: History;
  readonly #fastPath: FastPath;
  readonly #undo = new Undo();
  #instance: ModuleInstance | undefined;
  #memoryBytes = 0;

  private constructor(options: LineOptions, restore: EvaluatorState | undefined) {
    this.#options = options;
    this.#history = new History(options, restore);
    this.#fastPath = new FastPath(options.module.fast !== undefined, { isFresh: restore === undefined });
  }

  /** @throws EvaluationError `unsupported-module`, `module-invalid`, `state-invalid`, `host-state-invalid` */
  static async open(options: LineOptions, restore?: EvaluatorState): Promise<Line> {
    const line = new Line(options, restore);
    const instance = await line.#current();
    line.#memoryBytes = instance.memory.byteLength;
    return line;
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** @throws EvaluationError what stops the evaluation without being the process's error; the line is as before */
  async evaluate(message: WasmMessage): Promise<Evaluated> {
    await this.#current();
    if (this.#pace.isBaseDue) await this.#moveBase();
    const path = this.#fastPath.next();
    if (path === 'both' || this.#pace.wantsShadow) await this.#takeShadow();
    const attempt = path === 'both' ? await this.#tryBoth(message) : await this.#attempt(message, path);
    const { result, memory } = mergeOutput(attempt.outcome);
    if (memory === 'keep') this.#keep(message, attempt);
    else this.#fail(memory);
    return { result, handleMs: attempt.handleMs };
  }

  /**
   * Evaluates on the line's memory with the host that a new instance has, and undoes it. So does the reference, whose dry-runs never see
   * the clock or the files of the stream that led to the state.
   */
  async dryRun(message: WasmMessage): Promise<Evaluated> {
    await this.#takeShadow();
    if (!this.#undo.isReady) return this.#dryRunApart(message);
    const { host } = await this.#current();
    const { freshHost } = this.#history;
    if (freshHost !== undefined) host.restore(freshHost);
    const { outcome, handleMs } = await this.#attempt(message, 'exact');
    this.#goBack();
    return { result: mergeOutput(outcome).result, handleMs };
  }

  async capture(): Promise<CapturedState> {
    const { memory, host } = await this.#moveBase();
    return { memoryBytes: memory.byteLength, pages: this.#history.takeChanges(), host: host.save() };
  }

  /** The whole memory as it is now; valid until the next call. */
  async memory(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#current()).memory.bytes;
  }

  #keep({ json, blockHeight }: WasmMessage, { outcome, path, handleMs }: Attempt): void {
    const text = outcome.kind === 'text' ? outcome.text : '';
    this.#history.record({ kind: 'message', message: { json, blockHeight }, path, text });
    this.#undo.passed();
    this.#pace.evaluated(handleMs);
    this.#memoryBytes = this.#instance?.memory.byteLength ?? this.#memoryBytes;
  }

  #fail(memory: 'back' | 'fresh-instance'): void {
    const fresh = memory === 'fresh-instance' ? this.#history.freshHost : undefined;
    const state = fresh ?? this.#instance?.host.save();
    if (state !== undefined) this.#history.record({ kind: 'host', state });
    this.#pace.failed();
    this.#goBack(state);
  }

  /** To the state before the message, with another host where one is given. */
  #goBack(host?: HostState): void {
    if (this.#instance === undefined || this.#undo.apply(this.#instance, host)) return;
    this.#instance = undefined;
  }

  async #attempt(message: WasmMessage, path: Path): Promise<Attempt> {
    const instance = await this.#current();
    const started = performance.now();
    const measured = (outcome: HandleOutcome): Attempt => {
      return { outcome, path, handleMs: performance.now() - started };
    };
    try {
      const text = await instance.handle(message, this.#options.environmentJson, path);
      return measured({ kind: 'text', text, gasUsed: instance.gas.used });
    } catch (error) {
      if (error === suspensionSignal) {
        this.#fastPath.suspended();
        this.#goBack();
        return this.#attempt(message, 'exact');
      }
      if (!isSelfsameError(error)) return measured({ kind: 'thrown', error });
      this.#goBack();
      throw error;
    }
  }

  /** On the fast path, and again on the exact one, whose outcome counts. */
  async #tryBoth(message: WasmMessage): Promise<Attempt> {
    if (!this.#undo.isReady) return this.#attempt(message, 'exact');
    const first = await this.#attempt(message, 'fast');
    if (first.path === 'exact') return first;
    const fast = this.#trial(first);
    this.#goBack();
    const second = await this.#attempt(message, 'exact');
    const exact = this.#trial(second);
    if (fast === undefined || exact === undefined || !sameOutcome(fast, exact)) this.#fastPath.differed();
    return second;
  }

  #trial({ outcome }: Attempt): Trial | undefined {
    return this.#instance === undefined ? undefined : trialOf(outcome, this.#instance, this.#undo);
  }

  /** A dry-run where nothing can be undone in place. */
  async #dryRunApart(message: WasmMessage): Promise<Evaluated> {
    if (!this.#history.isAtBase) await this.#moveBase();
    const kept = this.#instance;
    this.#instance = await this.#history.build({ restoreHost: false });
    try {
      const { outcome, handleMs } = await this.#attempt(message, 'exact');
      return { result: mergeOutput(outcome).result, handleMs };
    } finally {
      this.#instance = kept;
    }
  }

  async #takeShadow(): Promise<void> {
    const instance = await this.#current();
    if (!instance.isShared || this.#undo.isReady || this.#undo.isDistrusted) return;
    if (!this.#undo.follows) {
      if (!this.#history.isAtBase) await this.#moveBase();
      this.#undo.startFrom(this.#history.usedPages);
    }
    const started = performance.now();
    this.#undo.take(await this.#current());
    this.#pace.tookShadow(performance.now() - started);
  }

  async #current(): Promise<ModuleInstance> {
    if (this.#instance !== undefined) return this.#instance;
    const started = performance.now();
    this.#undo.lost();
    this.#instance = await this.#history.rebuild();
    const elapsedMs = performance.now() - started;
    this.#pace.rebuilt(elapsedMs);
    if (this.#pace.isWorthMoving(elapsedMs)) await this.#moveBase();
    return this.#instance;
  }

  async #moveBase(): Promise<ModuleInstance> {
    const instance = await this.#current();
    const started = performance.now();
    const different = this.#history.differences(instance);
    if (!this.#undo.explains(different)) {
      // Something was written where no shadow was, and may have been left behind by a message that was undone.
      this.#undo.distrust();
      this.#instance = undefined;
      return this.#moveBase();
    }
    this.#history.moveBase(instance, different);
    this.#undo.looked();
    this.#pace.movedBase(performance.now() - started);
    return instance;
  }
}
