import { encodeUtf8 } from '../base/bytes.ts';
import { EvaluationError, isSelfsameError } from '../base/errors.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type { FormatTraits } from './formats.ts';
import { GasTank } from './gas.ts';
import { HostContext } from './hostContext.ts';
import { hostImports } from './hostImports.ts';
import { flushStreams } from './imports/process.ts';
import { ExitError } from './moduleErrors.ts';
import { ModuleExports } from './moduleExports.ts';
import { ModuleMemory } from './moduleMemory.ts';
import type { EvaluationProfile } from './profile.ts';
import { Suspension } from './suspension.ts';
import type { DriveDoor } from './weaveDrive/driveDoor.ts';
import { WeaveDrive } from './weaveDrive/weaveDrive.ts';

export interface InstanceOptions {
  readonly module: WebAssembly.Module;
  readonly traits: FormatTraits;
  readonly profile: EvaluationProfile;
  readonly computeLimit: number | undefined;
  /** Undefined: no WeaveDrive is attached. */
  readonly drive: DriveDoor | undefined;
}

/** What `handle` takes of a message. */
export type HandleInput = Pick<WasmMessage, 'json' | 'blockHeight'>;

/** Written at the end of the stack and at address zero where the format checks them. */
const stackCookie = [0x0213_5467, 0x89ba_cdfe] as const;
const nullCookie = 0x6373_6d65;

/** One WebAssembly instance with its host: started, and ready for `handle`. */
export class ModuleInstance {
  readonly memory: ModuleMemory;
  readonly host: HostContext;
  readonly gas: GasTank;
  readonly #traits: FormatTraits;
  readonly #profile: EvaluationProfile;
  readonly #suspension: Suspension;
  readonly #drive: WeaveDrive | undefined;
  #exports: ModuleExports | undefined;

  private constructor({ traits, profile, computeLimit, drive }: InstanceOptions) {
    this.#traits = traits;
    this.#profile = profile;
    this.memory = new ModuleMemory(() => this.exports.memory, traits.pointerBytes);
    this.host = new HostContext(profile, traits);
    this.gas = new GasTank(computeLimit);
    this.#suspension = new Suspension(this.memory, () => this.exports);
    this.#drive = drive === undefined ? undefined : new WeaveDrive(this.memory, this.host, drive);
  }

  /** @throws EvaluationError `unsupported-module`, `module-invalid` */
  static async create(options: InstanceOptions): Promise<ModuleInstance> {
    const { module, traits, profile } = options;
    const created = new ModuleInstance(options);
    const { memory, host, gas } = created;
    const exports = () => created.exports;
    const suspension = created.#suspension;
    const drive = created.#drive;
    const context = { traits, profile, memory, exports, host, gas, suspension, drive };
    const imports = hostImports(module, context);
    try {
      const instance = await WebAssembly.instantiate(module, imports);
      created.#exports = new ModuleExports(instance.exports, traits);
      gas.attach(instance.exports);
      created.#start();
    } catch (error) {
      if (isSelfsameError(error)) throw error;
      throw new EvaluationError('module-invalid', `The module could not be started: ${String(error)}`, {
        cause: error,
      });
    }
    return created;
  }

  get exports(): ModuleExports {
    if (this.#exports === undefined) {
      throw new EvaluationError(
        'module-invalid',
        'The module calls its host before it has been instantiated.',
      );
    }
    return this.#exports;
  }

  /**
   * Calls `handle` and returns its text. Rejects with whatever ended the call: a trap, an `ExitError`, an `EvaluationError`.
   * After a rejection the instance must not be used again.
   */
  async handle(message: HandleInput, environment: string): Promise<string> {
    const { exports, memory } = this;
    if (this.#drive !== undefined) this.#drive.blockHeight = message.blockHeight;
    this.gas.refill();
    const stackPointer = exports.stackSave();
    const messageAddress = this.#pushText(message.json);
    const environmentAddress = this.#pushText(environment);
    const result = await this.#suspension.run(() => exports.handle(messageAddress, environmentAddress));
    exports.stackRestore(stackPointer);
    return memory.readText(typeof result === 'bigint' ? Number(result) : Number(result) >>> 0);
  }

  #start(): void {
    const { exports } = this;
    exports.find('emscripten_stack_init')?.();
    if (this.#traits.stackCookie) this.#writeStackCookie();
    exports.find('__wasm_call_ctors')?.();
    if (this.#traits.main !== 'not-run') this.#runMain();
  }

  #writeStackCookie(): void {
    const end = this.exports.call('emscripten_stack_get_end');
    // A stack that ends at address zero leaves room for the cookie of the null pointer.
    const address = end === 0 ? 4 : end;
    for (const [index, word] of stackCookie.entries()) this.memory.writeInt32(address + index * 4, word);
    this.memory.writeInt32(0, nullCookie);
  }

  /** `main` boots Lua in these formats. Its return and its `exit` end it alike, and the streams are flushed. */
  #runMain(): void {
    const { exports, memory } = this;
    let count = 0;
    let address = 0;
    if (this.#traits.main === 'with-program-name') {
      count = 1;
      address = exports.stackAlloc(2 * memory.pointerBytes);
      memory.writePointer(address, this.#pushArgument(programName(this.#profile)));
      memory.writePointer(address + memory.pointerBytes, 0);
    }
    try {
      exports.find('main')?.(count, exports.pointer(address));
      flushStreams(this.#traits, exports);
    } catch (error) {
      if (!(error instanceof ExitError)) throw error;
    }
  }

  #pushArgument(text: string): number {
    const bytes = encodeUtf8(`${text}\0`);
    const address = this.exports.stackAlloc(bytes.length);
    this.memory.writeBytes(address, bytes);
    return address;
  }

  /** Puts a text and its NUL on the wasm stack. What is reserved beyond them keeps its old bytes (legacynet.md §5.1). */
  #pushText(text: string): number {
    const bytes = encodeUtf8(`${text}\0`);
    const exact = this.#traits.stringReservation === 'exact';
    const address = this.exports.stackAlloc(exact ? bytes.length : text.length * 4 + 1);
    this.memory.writeBytes(address, bytes);
    return address;
  }
}

/** `argv[0]`: what the reference also gives as the environment string `_`. */
function programName(profile: EvaluationProfile): string {
  const entry = profile.environmentStrings.find((text) => text.startsWith('_='));
  return entry?.slice(2) ?? './this.program';
}
