import { EvaluationError } from '../../base/errors.ts';
import type { FormatTraits } from '../formats.ts';
import { exportNames } from '../host/minifiedNames.ts';

/** A wasm function; what it takes and gives are numbers or BigInts by the module's pointer width. */
type WasmFunction = (...args: (number | bigint)[]) => unknown;

/** Imports are made before there are exports, and look them up when they are called. */
export type ExportsOf = () => ModuleExports;

/** The exports that the host calls, by what they do, with numbers for pointers whatever the module's width. */
export class ModuleExports {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  readonly #exports: WebAssembly.Exports;
  readonly #traits: FormatTraits;
  readonly #malloc: WasmFunction;
  readonly #free: WasmFunction | undefined;
  readonly #handle: WasmFunction;
  readonly #setThrew: WasmFunction | undefined;
  readonly #stackSave: WasmFunction;
  readonly #stackRestore: WasmFunction;
  readonly #stackAlloc: WasmFunction;

  /** @throws EvaluationError `module-invalid` where an export is missing */
  constructor(exports: WebAssembly.Exports, traits: FormatTraits) {
    this.#exports = exports;
    this.#traits = traits;
    const memory = exports[this.#name('memory')];
    if (!(memory instanceof WebAssembly.Memory)) throw missing('memory');
    this.memory = memory;
    const table = exports[this.#name('__indirect_function_table')];
    if (!(table instanceof WebAssembly.Table)) throw missing('__indirect_function_table');
    this.table = table;
    this.#malloc = this.#required('malloc');
    this.#free = this.find('free');
    this.#handle = this.#required('handle');
    this.#setThrew = this.find('setThrew');
    this.#stackSave = this.#required('stackSave', 'emscripten_stack_get_current');
    this.#stackRestore = this.#required('stackRestore', '_emscripten_stack_restore');
    this.#stackAlloc = this.#required('stackAlloc', '_emscripten_stack_alloc');
  }

  /** The exported function of the first of these names. */
  find(...names: readonly string[]): WasmFunction | undefined {
    for (const name of names) {
      const value = this.#exports[this.#name(name)];
      if (typeof value === 'function') return value as WasmFunction;
    }
    return undefined;
  }

  pointer(value: number): number | bigint {
    return this.#traits.pointerBytes === 8 ? BigInt(value) : value;
  }

  /** Calls an export whose arguments are all pointers. Its result, if any, as a number. */
  call(name: string, ...pointers: readonly number[]): number {
    const target = this.find(name);
    if (target === undefined) throw missing(name);
    return this.#toAddress(target(...pointers.map((value) => this.pointer(value))));
  }

  /** 0 where there is no room. */
  malloc(bytes: number): number {
    return this.#toAddress(this.#malloc(this.pointer(bytes)));
  }

  free(address: number): void {
    this.#free?.(this.pointer(address));
  }

  handle(message: number, environment: number): unknown {
    return this.#handle(this.pointer(message), this.pointer(environment));
  }

  /** Tells the C side that a longjmp has landed. */
  setThrew(): void {
    this.#setThrew?.(this.pointer(1), 0);
  }

  /** The stack pointer, in the module's own type: it is only ever given back. */
  stackSave(): number | bigint {
    return this.#stackSave() as number | bigint;
  }

  stackRestore(stackPointer: number | bigint): void {
    this.#stackRestore(stackPointer);
  }

  stackAlloc(bytes: number): number {
    return this.#toAddress(this.#stackAlloc(this.pointer(bytes)));
  }

  #name(name: string): string {
    return this.#traits.minified ? (exportNames[name] ?? name) : name;
  }

  #required(...names: readonly string[]): WasmFunction {
    const found = this.find(...names);
    if (found === undefined) throw missing(names.join(' or '));
    return found;
  }

  #toAddress(value: unknown): number {
    return typeof value === 'bigint' ? Number(value) : Number(value ?? 0) >>> 0;
  }
}

function missing(name: string): EvaluationError {
  return new EvaluationError('module-invalid', `The module does not export "${name}".`, {
    details: { export: name },
  });
}
