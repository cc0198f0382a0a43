import { type Bytes, encodeUtf8 } from '../../base/bytes.ts';
import type { FormatTraits } from '../formats.ts';
import { exportNames, importNames } from '../host/minifiedNames.ts';
import { encodeSigned, encodeUnsigned } from '../rewriting/wasm/bytes.ts';
import { valueType } from '../rewriting/wasm/functionTypes.ts';
import { section } from '../rewriting/wasm/sections.ts';
import { assemble, nameOf, vectorOf, wide } from './memoryModule.ts';

/** A call into the host. `signature` as `define` in `host/imports/define.ts` has it. */
export interface HostCall {
  readonly name: string;
  readonly signature: string;
  readonly args: readonly bigint[];
}

/**
 * What a program does: calls the host, puts a number of 32 bits or a pointer into memory, grows memory by an instruction, or tells how long memory is: by the
 * first letter of its output, which is `0` for `callModulePages`, `1` for one more.
 */
export type CallStep =
  /** `caught`: the module catches whatever comes of it. */
  | ({ readonly kind: 'call'; readonly caught?: boolean } & HostCall)
  | { readonly kind: 'put'; readonly address: number; readonly value: bigint; readonly pointer: boolean }
  | { readonly kind: 'grow'; readonly pages: bigint }
  | { readonly kind: 'tell' };

export interface CallModule {
  readonly traits: FormatTraits;
  /** The first message's, the second's, and so on, by the letters in `letterOf`. */
  readonly programs: readonly (readonly CallStep[])[];
  /** What its constructors do; nothing where it is left out. */
  readonly beginning?: readonly CallStep[];
  /** What lies in memory from the start. */
  readonly data: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

/** Where results are put, sixteen bytes apart. */
export const resultsAddress = 0x30000;
export const callModulePages = 64;
const [responseAddress, stackAddress, heapAddress] = [0x7000, 0x80000, 0x100000];
const response = '{"ok":true,"response":{"Output":"done","Messages":[],"Spawns":[],"Assignments":[]}}';

/** The message that has a program run: its letters are the sixth byte of the text and the next. */
export function messageFor(program: number): Bytes {
  const letters = String.fromCharCode(65 + Math.floor(program / 26), 65 + (program % 26));
  return encodeUtf8(`{"N":"${letters}"}`);
}

/** A module of a format that does nothing but call its host. */
export function callModule({ traits, programs, beginning = [], data }: CallModule): Bytes {
  const isWide = traits.pointerBytes === 8;
  const pointer = isWide ? valueType.i64 : valueType.i32;
  const types: (readonly number[])[] = [];
  const typeOf = (parameters: readonly number[], results: readonly number[]): number => {
    const type = [0x60, parameters.length, ...parameters, results.length, ...results];
    const known = types.findIndex((other) => other.join() === type.join());
    return known < 0 ? types.push(type) - 1 : known;
  };
  const calls = new Map<string, string>();
  for (const step of [beginning, ...programs].flat())
    if (step.kind === 'call') calls.set(step.name, step.signature);
  const names = [...calls.keys()];
  const wasm = (kind: string): readonly number[] => {
    if (kind === 'v') return [];
    if (kind === 'l') return isWide ? [valueType.i64] : [valueType.i32, valueType.i32];
    if (kind === 'p') return [pointer];
    return [kind === 'i' ? valueType.i32 : valueType.f64];
  };
  /** With 32-bit pointers the upper word of a 64-bit result goes another way. */
  const signatureOf = (signature: string) => {
    const [parameters = '', result = 'v'] = signature.split('>');
    return {
      parameters: [...parameters].flatMap(wasm),
      results: wasm(result).slice(0, 1),
      kinds: [...parameters],
    };
  };
  const constant = (value: bigint) => (isWide ? wide(value) : narrow(value));
  const argument = (kind: string, value: bigint): readonly number[] => {
    if (kind === 'i') return narrow(value);
    if (kind === 'p') return constant(value);
    return isWide ? wide(value) : [...narrow(value), ...narrow(value >> 32n)];
  };
  const store = (address: bigint, value: readonly number[], type: number) => [
    ...[...constant(address), ...value, storeOf[type] ?? 0x36, 0, 0],
  ];
  const codeOf = (step: CallStep, index: number): readonly number[] => {
    switch (step.kind) {
      case 'grow':
        return [...constant(step.pages), 0x40, 0, 0x1a];
      case 'tell': {
        const pages = [0x3f, 0, ...(isWide ? [0xa7] : []), ...narrow(BigInt(callModulePages - 48)), 0x6b];
        return [...constant(BigInt(responseAddress + response.indexOf('done'))), ...pages, 0x3a, 0, 0];
      }
      case 'put': {
        const value = step.pointer ? constant(step.value) : narrow(step.value);
        return store(BigInt(step.address), value, step.pointer ? pointer : valueType.i32);
      }
      case 'call': {
        const { kinds, results } = signatureOf(step.signature);
        const args = kinds.flatMap((kind, at) => argument(kind, step.args[at] ?? 0n));
        const code = [...args, 0x10, ...encodeUnsigned(names.indexOf(step.name))];
        const [type] = results;
        const whole = type === undefined ? code : store(BigInt(resultsAddress + index * 16), code, type);
        return step.caught === true ? [0x06, 0x40, ...whole, 0x19, 0x0b] : whole;
      }
    }
  };

  const functions: {
    readonly names: readonly string[];
    readonly type: number;
    readonly body: readonly number[];
  }[] = [];
  const define = (
    exported: string,
    parameters: readonly number[],
    results: readonly number[],
    body: readonly number[],
  ) => {
    functions.push({
      names: exported.split(' '),
      type: typeOf(parameters, results),
      body: [0, ...body, 0x0b],
    });
  };
  const [add, subtract, and] = isWide ? [0x7c, 0x7d, 0x83] : [0x6a, 0x6b, 0x71];
  const zero = narrow(0n);
  for (const [index, steps] of programs.entries()) define(`program${index}`, [], [], steps.flatMap(codeOf));
  const letter = (at: number) => [0x20, 0, 0x2d, 0, at, ...narrow(65n), 0x6b];
  const chosen = [...letter(6), ...narrow(26n), 0x6c, ...letter(7), 0x6a];
  const dispatch = programs.flatMap((_, index) => [
    ...[
      ...chosen,
      ...narrow(BigInt(index)),
      0x46,
      0x04,
      0x40,
      0x10,
      ...encodeUnsigned(names.length + index),
      0x0b,
    ],
  ]);
  define('handle', [pointer, pointer], [pointer], [...dispatch, ...constant(BigInt(responseAddress))]);
  define('main __main_argc_argv', [valueType.i32, pointer], [valueType.i32], zero);
  /** Sixteen bytes aligned, never given back. */
  const allocate = (size: number) => [
    ...[0x23, 1, 0x23, 1, 0x20, size, add, ...constant(15n), add, ...constant(-16n), and, 0x24, 1],
  ];
  define('malloc', [pointer], [pointer], allocate(0));
  define('emscripten_builtin_memalign', [pointer, pointer], [pointer], allocate(1));
  define('free', [pointer], [], []);
  define('fflush', [pointer], [valueType.i32], zero);
  define('setThrew', [pointer, valueType.i32], [], []);
  define('__wasm_call_ctors', [], [], beginning.flatMap(codeOf));
  define('emscripten_stack_init', [], [], []);
  const stackBounds = 'emscripten_stack_get_end emscripten_stack_get_base emscripten_stack_get_free';
  define(`${stackBounds} __errno_location`, [], [pointer], constant(0x6000n));
  define('stackSave emscripten_stack_get_current', [], [pointer], [0x23, 0]);
  define('stackRestore _emscripten_stack_restore', [pointer], [], [0x20, 0, 0x24, 0]);
  const push = [0x23, 0, 0x20, 0, subtract, ...constant(-16n), and, 0x24, 0, 0x23, 0];
  define('stackAlloc _emscripten_stack_alloc', [pointer], [pointer], push);
  define('setTempRet0 _emscripten_tempret_set', [valueType.i32], [], [0x20, 0, 0x24, 2]);
  define('getTempRet0 _emscripten_tempret_get', [], [valueType.i32], [0x23, 2]);
  define('sbrk', [pointer], [pointer], constant(BigInt(heapAddress)));
  define('__cxa_is_pointer_type', [pointer], [valueType.i32], zero);
  define('asyncify_start_unwind asyncify_start_rewind', [pointer], [], []);
  define('asyncify_stop_unwind asyncify_stop_rewind', [], [], []);

  const exportedAs = (name: string) => (traits.minified ? (exportNames[name] ?? name) : name);
  const imports = names.map((name) => {
    const { parameters, results } = signatureOf(calls.get(name) ?? '>v');
    const [from, known] = importedAs(name, traits);
    return [...nameOf(from), ...nameOf(known), 0, ...encodeUnsigned(typeOf(parameters, results))];
  });
  const exports = functions.flatMap(({ names: exported }, index) =>
    exported.map((name) => [...nameOf(exportedAs(name)), 0, ...encodeUnsigned(names.length + index)]),
  );
  const given = [...data, { address: responseAddress, bytes: encodeUtf8(`${response}\0`) }];
  const global = (type: number, value: readonly number[]) => [type, 1, ...value, 0x0b];
  return assemble([
    [section.type, vectorOf(types)],
    [section.import, vectorOf(imports)],
    [section.function, vectorOf(functions.map(({ type }) => encodeUnsigned(type)))],
    [section.table, [1, 0x70, 0, 1]],
    [section.memory, [1, isWide ? 5 : 1, ...encodeUnsigned(callModulePages), ...encodeUnsigned(200)]],
    [
      section.global,
      vectorOf([
        global(pointer, constant(BigInt(stackAddress))),
        global(pointer, constant(BigInt(heapAddress))),
        global(valueType.i32, zero),
      ]),
    ],
    [
      section.export,
      vectorOf([
        [...nameOf(exportedAs('memory')), 2, 0],
        [...nameOf(exportedAs('__indirect_function_table')), 1, 0],
        ...exports,
      ]),
    ],
    [section.code, vectorOf(functions.map(({ body }) => [...encodeUnsigned(body.length), ...body]))],
    [
      section.data,
      vectorOf(
        given.map(({ address, bytes }) => [
          ...[0, ...constant(BigInt(address)), 0x0b, ...encodeUnsigned(bytes.length), ...bytes],
        ]),
      ),
    ],
  ]);
}

function importedAs(name: string, { minified }: FormatTraits): readonly [from: string, name: string] {
  const letter = [...importNames].find(([, full]) => full === name)?.[0];
  if (minified) return ['a', letter ?? name];
  if (name === 'usegas') return ['metering', name];
  return [/^(fd|environ)_/.test(name) ? 'wasi_snapshot_preview1' : 'env', name];
}

const storeOf: Readonly<Record<number, number>> = {
  [valueType.i32]: 0x36,
  [valueType.i64]: 0x37,
  [valueType.f64]: 0x39,
};

/** i32.const */
function narrow(value: bigint): readonly number[] {
  return [0x41, ...encodeSigned(Number(BigInt.asIntN(32, value)))];
}
