import type { Bytes } from '../../base/bytes.ts';
import type { FormatTraits } from '../formats.ts';
import type { ImportedFunction } from '../host/imports/define.ts';
import { sharedMemoryImport } from '../rewriting/sharing/shareMemory.ts';
import { valueType } from '../rewriting/wasm/functionTypes.ts';
import { oneFunctionModule } from '../rewriting/wasm/oneFunctionModule.ts';
import { op, prefixed } from '../rewriting/wasm/skipImmediates.ts';
import { marksImport, marksPages, pageShift } from '../rewriting/watching/watchStores.ts';

/** What a module imports; without `shared` it has a memory of its own. */
export interface Memories {
  readonly shared: WebAssembly.Memory | undefined;
  /** Its addresses have 64 bits. */
  readonly wide?: boolean;
  readonly marks?: WebAssembly.Memory | undefined;
}

/**
 * A `memcpy` that stays in WebAssembly. A message of aos calls it some ninety times, and each call into JavaScript costs as much as a
 * thousand instructions. Where a range does not lie in memory, `outside` does it, which knows what the reference does then.
 * @param memories of the calling module: copies are marked where its own writes are
 * @param outside the same as a function of the host
 */
export function memoryCopy(
  { shared, wide = false, marks }: Memories,
  { pointerBytes }: FormatTraits,
  outside: ImportedFunction,
): ImportedFunction {
  // Lowered modules have pointers that are wider than their addresses.
  if (shared === undefined || wide !== (pointerBytes === 8)) return outside;
  const module = compiled({ wide, marked: marks !== undefined });
  const given = { [sharedMemoryImport.name]: shared, ...(marks && { [marksImport.name]: marks }), outside };
  const { copy } = new WebAssembly.Instance(module, { [sharedMemoryImport.module]: given }).exports;
  return copy as ImportedFunction;
}

interface Variant {
  /** Addresses have 64 bits. */
  readonly wide: boolean;
  /** There is a second memory, for marks. */
  readonly marked: boolean;
}

const modules = new Map<string, WebAssembly.Module>();

function compiled(variant: Variant): WebAssembly.Module {
  const key = JSON.stringify(variant);
  const known = modules.get(key);
  if (known !== undefined) return known;
  const module = new WebAssembly.Module(assemble(variant));
  modules.set(key, module);
  return module;
}

const [target, source, count, end] = [0, 1, 2, 3];

function assemble({ wide, marked }: Variant): Bytes {
  const pointer = wide ? valueType.i64 : valueType.i32;
  return oneFunctionModule({
    parameters: [pointer, pointer, pointer],
    results: [],
    locals: [pointer],
    code: copyBody(wide, marked),
    name: 'copy',
    importedFrom: sharedMemoryImport.module,
    imports: [
      { kind: 'function', name: 'outside' },
      { kind: 'memory', name: sharedMemoryImport.name, wide },
      ...(marked
        ? [{ kind: 'memory' as const, name: marksImport.name, wide: false, fixedPages: marksPages }]
        : []),
    ],
  });
}

function copyBody(wide: boolean, marked: boolean): readonly number[] {
  const [constant, add, subtract, shiftLeft, shiftRight, greater] = wide ? wideOps : narrowOps;
  const bytes = [op.memorySize, 0, constant, 16, shiftLeft];
  // The count, and then a range's end, is compared with what is left, so that nothing overflows.
  const tooMany = [op.localGet, count, ...bytes, op.localTee, end, greater];
  const beyond = (from: number) => [
    ...[op.localGet, from, op.localGet, end, op.localGet, count, subtract, greater, 0x72],
  ];
  const pageOf = (address: readonly number[]) => [...address, constant, pageShift, shiftRight, ...cut(wide)];
  const first = pageOf([op.localGet, target]);
  const last = pageOf([op.localGet, target, op.localGet, count, add, constant, 1, subtract]);
  const mark = [...first, op.i32Const, 1, ...last, ...first, 0x6b, op.i32Const, 1, 0x6a];
  return [
    ...tooMany,
    ...beyond(target),
    ...beyond(source),
    ...[op.localGet, count, isZero(wide), 0x72],
    ...[op.if, 0x40, op.localGet, target, op.localGet, source, op.localGet, count, 0x10, 0],
    ...[op.else, ...(marked ? [...mark, op.prefixed, prefixed.memoryFill, 1] : [])],
    ...[op.localGet, target, op.localGet, source, op.localGet, count],
    ...[op.prefixed, prefixed.memoryCopy, 0, 0, op.end, op.end],
  ];
}

const cut = (wide: boolean) => (wide ? [0xa7] : []);
const isZero = (wide: boolean) => (wide ? 0x50 : 0x45);
/** Constants, addition, subtraction, shifts (the right one unsigned), unsigned comparison. */
const wideOps = [op.i64Const, 0x7c, 0x7d, 0x86, 0x88, 0x56] as const;
const narrowOps = [op.i32Const, 0x6a, 0x6b, 0x74, 0x76, 0x4b] as const;
