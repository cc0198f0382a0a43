import { isSelfsameError } from '../../base/errors.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import type {
  CapturedState,
  CaptureOptions,
  Evaluated,
  EvaluatorState,
  FastPathState,
  WatchingState,
} from '../evaluator.ts';
import type { ModuleInstance, Path } from '../instance/moduleInstance.ts';
import type { Outside } from '../instance/outside.ts';
import { withGlobals } from '../instance/savedGlobals.ts';
import { suspensionSignal } from '../instance/suspension.ts';
import { History, type LineOptions } from '../rollback/history.ts';
import { RollbackPace } from '../rollback/rollbackPace.ts';
import { Undo } from '../rollback/undo.ts';
import { FastPath } from './fastPath.ts';
import { assertShallow, type HandleOutcome, mergeOutput } from './mergeOutput.ts';
import { sameOutcome, trialOf } from './trial.ts';
import { Watching } from './watching.ts';

export type { LineOptions } from '../rollback/history.ts';

/** One message evaluated, nothing undone yet. */
interface Attempt {
  readonly outcome: HandleOutcome;
  readonly path: Path;
  readonly handleMs: number;
}

/**
 * The line of a process's states: one instance that each message moves on. A message that fails is undone in place where its writes were
 * watched; otherwise the instance goes back to the base, and the next use re-runs the messages since (docs/decisions/0010-rollback.md).
 */
export class Line {
  readonly #options: LineOptions;
  readonly #pace = new RollbackPace();
  readonly #history: History;
  readonly #fastPath: FastPath;
  readonly #undo = new Undo();
  readonly #watching: Watching;
  #instance: ModuleInstance | undefined;
  /** Was the instance, until a message failed. */
  #spoilt: ModuleInstance | undefined;
  #memoryBytes = 0;

  private constructor(options: LineOptions, restore: EvaluatorState | undefined) {
    this.#options = options;
    this.#history = new History(options, restore);
    this.#watching = new Watching(options.module, options.watchedModule);
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

  get fastPath(): FastPathState {
    return this.#fastPath.state;
  }

  get watching(): WatchingState {
    return this.#watching.state;
  }

  /** @throws EvaluationError what stops the evaluation without being the process's error; the line is as before */
  async evaluate(message: WasmMessage): Promise<Evaluated> {
    await this.#current();
    if (this.#pace.isBaseDue || this.#history.isLong) await this.#moveBase();
    const path = this.#fastPath.next();
    const attempt = path === 'both' ? await this.#tryBoth(message) : await this.#tryOne(message, path);
    const { result, memory } = mergeOutput(attempt.outcome);
    if (memory === 'keep') await this.#keep(message, attempt);
    else this.#fail(memory, attempt);
    return { result, handleMs: attempt.handleMs };
  }

  /**
   * Evaluates on the line's memory with what a new instance has outside it, and undoes it. So does the reference, whose dry-runs never see
   * the clock or the files of the stream that led to the state.
   */
  async dryRun(message: WasmMessage): Promise<Evaluated> {
    await this.#current();
    // For a question alone the watched binary is not worth making.
    const watched = this.#undo.follows ? await this.#tryAside(message, 'watched') : undefined;
    const attempt = watched ?? (await this.#tryAside(message, 'exact'));
    if (attempt === undefined) throw cannotSuspend();
    return { result: mergeOutput(attempt.outcome).result, handleMs: attempt.handleMs };
  }

  async capture({ whole = false }: CaptureOptions = {}): Promise<CapturedState> {
    const instance = await this.#moveBase();
    const pages = whole ? this.#history.takeAll() : this.#history.takeChanges();
    const { memory, host } = instance;
    const globals = instance.saveGlobals();
    const saved = withGlobals(host.save(), globals, this.#history.fresh?.globals ?? globals);
    return { memoryBytes: memory.byteLength, pages, host: saved };
  }

  /** The whole memory as it is now; valid until the next call. */
  async memory(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#current()).memory.bytes;
  }

  async #keep({ json, blockHeight }: WasmMessage, { outcome, path, handleMs }: Attempt): Promise<void> {
    const instance = await this.#current();
    const text = outcome.kind === 'text' ? outcome.text : '';
    this.#history.record({ kind: 'message', message: { json, blockHeight }, path, text });
    this.#pace.evaluated(handleMs);
    this.#memoryBytes = instance.memory.byteLength;
    if (path !== 'watched') {
      this.#undo.lose();
      return;
    }
    const started = performance.now();
    this.#undo.follow(instance);
    this.#pace.followed(performance.now() - started);
  }

  #fail(memory: 'back' | 'fresh-instance', { path }: Attempt): void {
    const fresh = memory === 'fresh-instance' ? this.#history.fresh : undefined;
    const outside = fresh ?? outsideOf(this.#instance);
    if (outside !== undefined) this.#history.record({ kind: 'outside', outside });
    this.#pace.failed();
    this.#goBack(path, outside);
  }

  /** To the state before a message that took this path, with something else outside memory where that is given. */
  #goBack(path: Path, outside?: Outside): void {
    const instance = this.#instance;
    if (instance === undefined || (path === 'watched' && this.#undo.apply(instance, outside))) return;
    this.#instance = undefined;
    this.#spoilt = instance;
  }

  async #tryOne(message: WasmMessage, path: Path): Promise<Attempt> {
    const isFastest = path === 'fast' || this.#options.module.fast === undefined;
    const wantsShadow = this.#options.watchesAlways === true || this.#pace.wantsShadow;
    const isWatched = isFastest && wantsShadow && (await this.#watch());
    const taken = isWatched ? 'watched' : path;
    const attempt = await this.#attempt(message, taken);
    if (isWatched && attempt !== undefined) this.#watching.noteMessage();
    return attempt ?? this.#detour(message, taken);
  }

  /** On the fast path, and again on the exact one, whose outcome counts. */
  async #tryBoth(message: WasmMessage): Promise<Attempt> {
    if (!this.#history.isAtBase) await this.#moveBase();
    const first = await this.#attempt(message, 'fast');
    if (first === undefined) return this.#detour(message, 'fast');
    const used = await this.#current();
    const different = this.#history.differences(used);
    const fast = trialOf(first.outcome, used, different);
    if (!this.#history.resetToBase(used, different)) this.#goBack('fast');
    const second = await this.#exactly(message);
    const instance = await this.#current();
    const exact = trialOf(second.outcome, instance, this.#history.differences(instance));
    if (sameOutcome(fast, exact)) this.#fastPath.agreed();
    else this.#fastPath.differed();
    return second;
  }

  /** A message that could not be suspended where it was tried. */
  #detour(message: WasmMessage, tried: Path): Promise<Attempt> {
    this.#fastPath.suspended();
    this.#goBack(tried);
    return this.#exactly(message);
  }

  async #exactly(message: WasmMessage): Promise<Attempt> {
    const attempt = await this.#attempt(message, 'exact');
    if (attempt === undefined) throw cannotSuspend();
    return attempt;
  }

  /** Undefined where the message wants to be suspended and cannot be. What was thrown by others than the process has been undone. */
  async #attempt(message: WasmMessage, path: Path): Promise<Attempt | undefined> {
    const instance = await this.#current();
    const started = performance.now();
    const measured = (outcome: HandleOutcome): Attempt => {
      return { outcome, path, handleMs: performance.now() - started };
    };
    try {
      const text = await instance.handle(message, this.#options.environmentJson, path);
      assertShallow(text);
      return measured({ kind: 'text', text, gasUsed: instance.gas.used });
    } catch (error) {
      if (error === suspensionSignal) return undefined;
      if (!isSelfsameError(error)) return measured({ kind: 'thrown', error });
      this.#goBack(path);
      throw error;
    }
  }

  /** A message as if no other had been evaluated by this instance, and nothing of it stays. */
  async #tryAside(message: WasmMessage, path: Path): Promise<Attempt | undefined> {
    if (path === 'exact' && !this.#history.isAtBase) await this.#moveBase();
    const instance = await this.#current();
    const { fresh } = this.#history;
    if (fresh !== undefined) instance.goOnWith(fresh);
    const attempt = await this.#attempt(message, path);
    this.#goBack(path);
    return attempt;
  }

  /** From here on every write is known; false where that is not possible. */
  async #watch(): Promise<boolean> {
    if (this.#undo.follows) return true;
    if (!(await this.#watching.isPossible())) return false;
    if (!this.#history.isAtBase) await this.#moveBase();
    this.#undo.start(await this.#current(), this.#history.usedPages);
    return true;
  }

  async #current(): Promise<ModuleInstance> {
    if (this.#instance !== undefined) return this.#instance;
    const started = performance.now();
    const spoilt = this.#spoilt;
    this.#spoilt = undefined;
    this.#undo.lose();
    this.#instance = await this.#history.rebuild(spoilt, { exactly: this.#fastPath.state === 'differed' });
    const elapsedMs = performance.now() - started;
    if (this.#history.hasJournal && this.#pace.isWorthMoving(elapsedMs)) await this.#moveBase();
    this.#pace.rebuilt(performance.now() - started);
    return this.#instance;
  }

  async #moveBase(): Promise<ModuleInstance> {
    const instance = await this.#current();
    const started = performance.now();
    this.#history.moveBase(instance, this.#history.differences(instance));
    this.#pace.movedBase(performance.now() - started);
    return instance;
  }
}

function outsideOf(instance: ModuleInstance | undefined): Outside | undefined {
  return instance && { host: instance.host.save(), globals: instance.saveGlobals() };
}

function cannotSuspend(): Error {
  return new Error('The exact path can suspend, and said that it cannot.');
}
