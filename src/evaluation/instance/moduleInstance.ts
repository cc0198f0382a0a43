import { type Bytes, encodeUtf8 } from '../../base/bytes.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import type { FormatTraits } from '../formats.ts';
import { HostContext } from '../host/hostContext.ts';
import type { ImportContext } from '../host/hostImports.ts';
import { takeOver } from '../host/imports/heap.ts';
import type { EvaluationProfile } from '../profile.ts';
import type { RunnableModule } from '../rewriting/runnableModule.ts';
import { createMemory } from '../rewriting/sharing/shareMemory.ts';
import { type WatchedModuleSource, watchedModule } from '../rewriting/watching/watchedModule.ts';
import type { DriveDoor } from '../weaveDrive/driveDoor.ts';
import { WeaveDrive } from '../weaveDrive/weaveDrive.ts';
import { textUnits } from './cString.ts';
import { GasTank } from './gas.ts';
import type { Memories } from './memoryCopy.ts';
import { AbortedError } from './moduleErrors.ts';
import type { ModuleExports } from './moduleExports.ts';
import { ModuleMemory } from './moduleMemory.ts';
import { type GlobalValues, ModuleSide, startFailure } from './moduleSide.ts';
import type { Outside } from './outside.ts';
import { runMain } from './runMain.ts';
import { assertStackCookie, writeStackCookie } from './stackCookie.ts';
import { noSuspension, Suspension } from './suspension.ts';
import { type NextUsedPage, usedPageFinder } from './usedPages.ts';
import { WriteMarks } from './writeMarks.ts';

export interface InstanceOptions {
  readonly module: RunnableModule;
  readonly traits: FormatTraits;
  readonly profile: EvaluationProfile;
  readonly computeLimit: number | undefined;
  /** Undefined: no WeaveDrive is attached. */
  readonly drive: DriveDoor | undefined;
  /** Undefined: it is made here. */
  readonly watchedModule?: WatchedModuleSource | undefined;
}

/** What `handle` takes of a message. */
export type HandleInput = Pick<WasmMessage, 'json' | 'blockHeight'>;

/** How a message is evaluated: by the module's own instructions, by those that are left where nothing suspends, or by these with marks. */
export type Path = 'exact' | 'fast' | 'watched';

const nul = new Uint8Array(1);

/** A started module with its memory and its host, ready for `handle`. On a shared memory it has a side for each path, of which one is active. */
export class ModuleInstance {
  readonly memory: ModuleMemory;
  readonly host: HostContext;
  readonly gas: GasTank;
  readonly #options: InstanceOptions;
  /** Which pages have been written; known to the watched path and to the host. */
  readonly marks: WriteMarks | undefined;
  /** Looks for the pages of its memory that are not all zero. */
  readonly nextUsedPage: NextUsedPage;
  readonly #sharedMemory: WebAssembly.Memory | undefined;
  readonly #suspension: Suspension;
  readonly #drive: WeaveDrive | undefined;
  readonly #sides = new Map<Path, ModuleSide>();
  #active: ModuleSide | undefined;
  /** Its memory was grown while it started, and not by its host. */
  #startedUnseen = false;
  #environment: { readonly text: string; readonly bytes: Bytes; readonly reserved: number } | undefined;

  private constructor(options: InstanceOptions, sharedMemory: WebAssembly.Memory | undefined) {
    const { traits, profile, computeLimit, drive } = options;
    this.#options = options;
    this.#sharedMemory = sharedMemory;
    const memoryOf = sharedMemory === undefined ? () => this.exports.memory : () => sharedMemory;
    this.marks = options.module.watchable === undefined ? undefined : new WriteMarks();
    this.memory = new ModuleMemory(memoryOf, traits.pointerBytes, this.marks);
    const shared = sharedMemory && { memory: sharedMemory, wide: options.module.memory?.wide === true };
    this.nextUsedPage = usedPageFinder(() => this.memory.bytes, shared);
    this.host = new HostContext(profile, traits);
    this.gas = new GasTank(computeLimit);
    this.#suspension = new Suspension(this.memory, () => this.exports, this.gas);
    this.#drive = drive === undefined ? undefined : new WeaveDrive(this.memory, this.host, drive);
  }

  /** @throws EvaluationError `unsupported-module`, `module-invalid` */
  static async create(options: InstanceOptions): Promise<ModuleInstance> {
    const { exact, memory } = options.module;
    try {
      const shared = memory === undefined ? undefined : createMemory(memory);
      const created = new ModuleInstance(options, shared);
      const side = await ModuleSide.instantiate(exact, created.#memories(), created.#context());
      created.#sides.set('exact', side);
      created.#activate(side);
      created.memory.lookAnew();
      created.#start();
      created.host.startBytes = created.memory.byteLength;
      created.#startedUnseen = created.memory.seen.length < created.memory.byteLength;
      return created;
    } catch (error) {
      throw startFailure(error);
    }
  }

  /** Of the side that is active. */
  get exports(): ModuleExports {
    return this.#side.exports;
  }

  /** Whether all that it has beside its memory can be set, so that it can become what it was. */
  get isShared(): boolean {
    return this.#sharedMemory !== undefined;
  }

  /**
   * Calls `handle` and returns its text. Rejects with whatever ended the call: a trap, an `ExitError`, an `EvaluationError`, and on the
   * fast path the `suspensionSignal`. After a rejection the instance must be `undone`
   * or dropped.
   */
  async handle(message: HandleInput, environment: string, path: Path = 'exact'): Promise<string> {
    await this.#take(path);
    const { exports, memory } = this;
    // The reference then copies nothing, not even an empty memory, into what it still has for this one.
    if (this.#startedUnseen) throw new AbortedError('the module grew its memory while it started');
    memory.lookAnew();
    this.#takeOver();
    if (this.#drive !== undefined) this.#drive.blockHeight = message.blockHeight;
    this.gas.refill();
    const stackPointer = exports.stackSave();
    const messageAddress = this.#pushText(message.json, this.#reservedFor(message.json));
    const { bytes, reserved } = this.#encodedEnvironment(environment);
    const environmentAddress = this.#pushText(bytes, reserved);
    const result = await this.#suspension
      .run(() => exports.handle(messageAddress, environmentAddress))
      .finally(() => {
        this.host.assertNotRefused();
        this.gas.assertLeft();
      });
    exports.stackRestore(stackPointer);
    // That was metered, too.
    this.gas.assertLeft();
    return memory.readText(typeof result === 'bigint' ? Number(result) : Number(result) >>> 0);
  }

  saveGlobals(): GlobalValues {
    return this.#side.saveGlobals();
  }

  /** Forgets a call that did not end well. Memory and host are the caller's to restore. */
  undone(globals: GlobalValues): void {
    this.#side.restoreGlobals(globals);
    this.#suspension.reset();
  }

  /** Has something else outside its memory. After a call that did not end well, memory is the caller's to restore first. */
  goOnWith({ host, globals }: Outside): void {
    this.undone(globals);
    this.host.restore(host);
  }

  /** Where it is as a new instance, its memory becomes as long as one that a new instance takes over. */
  #takeOver(): void {
    const { startBytes } = this.host;
    if (startBytes === undefined) return;
    takeOver(this.memory, startBytes, this.#options.traits);
    this.host.startBytes = undefined;
  }

  get #side(): ModuleSide {
    if (this.#active === undefined) throw startFailure('it is used before it has been instantiated');
    return this.#active;
  }

  /** Goes on with another side, as if it had been active all the time: all that it has for itself are its globals. */
  async #take(path: Path): Promise<void> {
    const side = this.#sides.get(path) ?? (await this.#makeSide(path));
    if (side !== this.#active) this.#activate(side, this.#side.saveGlobals());
  }

  async #makeSide(path: Path): Promise<ModuleSide> {
    const { module, traits, watchedModule: source } = this.#options;
    const compiled = path === 'watched' ? await watchedModule(module, source) : module[path];
    if (compiled === undefined) return this.#side;
    const memories = this.#memories(path === 'watched' ? this.marks : undefined);
    const context = traits.suspends ? { ...this.#context(), suspension: noSuspension } : this.#context();
    const side = await ModuleSide.instantiate(compiled, memories, context);
    this.#sides.set(path, side);
    return side;
  }

  #activate(side: ModuleSide, globals?: GlobalValues): void {
    if (globals !== undefined) side.restoreGlobals(globals);
    this.#active = side;
    this.gas.attach(side.raw);
  }

  #memories(marks?: WriteMarks): Memories {
    const { memory } = this.#options.module;
    return { shared: this.#sharedMemory, wide: memory?.wide === true, marks: marks?.memory };
  }

  #context(): Omit<ImportContext, 'exports' | 'copyWith'> {
    const { traits, profile } = this.#options;
    const { memory, host, gas } = this;
    return { traits, profile, memory, host, gas, suspension: this.#suspension, drive: this.#drive };
  }

  #start(): void {
    const { exports, memory } = this;
    const { traits, profile } = this.#options;
    const checkStack = () => {
      if (traits.stackCookie) assertStackCookie(memory, exports, traits);
    };
    exports.find('emscripten_stack_init')?.();
    if (traits.stackCookie) writeStackCookie(memory, exports, traits);
    exports.find('__wasm_call_ctors')?.();
    if (traits.main !== 'not-run') {
      checkStack();
      runMain(memory, exports, traits, profile);
    }
    checkStack();
    this.host.assertNotRefused();
    // What came of it would depend on when an instance was started.
    if (!this.#suspension.isRunning) throw startFailure('it waits for something while it starts');
  }

  /** Every message of a line has the same. */
  #encodedEnvironment(text: string): { readonly bytes: Bytes; readonly reserved: number } {
    if (this.#environment?.text !== text) {
      const bytes = encodeUtf8(text);
      this.#environment = { text, bytes, reserved: this.#reservedFor(bytes) };
    }
    return this.#environment;
  }

  /** Bytes of the wasm stack for a text and its NUL (legacynet.md §5.1). */
  #reservedFor(text: Bytes): number {
    return this.#options.traits.stringReservation === 'exact' ? text.length + 1 : textUnits(text) * 4 + 1;
  }

  /** Puts a text in UTF-8, and a NUL, on the wasm stack. What is reserved beyond them keeps its old bytes. */
  #pushText(text: Bytes, reserved: number): number {
    const address = this.exports.stackAlloc(reserved);
    this.memory.writeBytes(address, text);
    this.memory.writeBytes(address + text.length, nul);
    return address;
  }
}
