import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../base/bytes.ts';
import { assemble, nameOf, vectorOf } from '../testing/memoryModule.ts';
import { wasm32, wasm64 } from '../testing/modules.ts';
import { foldBody } from './asyncify/foldBody.ts';
import { ifKnown } from './ifKnown.ts';
import { runnableBytes } from './runnableModule.ts';
import { WasmReader } from './wasm/bytes.ts';
import { section, skipLocals, WasmSections } from './wasm/sections.ts';
import { skipImmediates } from './wasm/skipImmediates.ts';
import { watchStores } from './watching/watchStores.ts';

/*
 * Modules that no compiler of the network makes, and that its engine runs all the same: they run here as they were published, or are read rightly.
 */

interface Foreign {
  readonly types?: readonly (readonly number[])[];
  /** Type, mutability, initial value. */
  readonly globals?: readonly (readonly number[])[];
  readonly memory?: readonly number[];
  readonly exports?: readonly (readonly number[])[];
  /** Without their length. */
  readonly body?: readonly number[];
}

/** A function `f` of type `[] -> [i32]` and a memory. */
function foreign({ types = [], globals = [], memory = [1, 1, 1, 2], exports = [], body }: Foreign): Bytes {
  const code = body ?? [0, 0x41, 7, 0x0b];
  return assemble([
    [section.type, vectorOf([[0x60, 0, 1, 0x7f], ...types])],
    [section.function, [1, 0]],
    [section.memory, memory],
    [section.global, vectorOf(globals)],
    [section.export, vectorOf([[...nameOf('f'), 0, 0], [...nameOf('memory'), 2, 0], ...exports])],
    [section.code, [1, code.length, ...code]],
  ]);
}

const refused = expect.objectContaining({ code: 'unsupported-module' }) as Error;
const i32 = 0x7f;

describe('globals', () => {
  test.each([
    ['an extended constant', [i32, 0, 0x41, 3, 0x41, 5, 0x6a, 0x0b]],
    ['a vector', [0x7b, 0, 0xfd, 12, ...new Uint8Array(16).fill(0x0b), 0x0b]],
    ['a null reference', [0x70, 0, 0xd0, 0x70, 0x0b]],
    ['a function', [0x70, 0, 0xd2, 0, 0x0b]],
  ])('%s is read', (_what, global) => {
    const bytes = foreign({ globals: [[i32, 0, 0x41, 3, 0x0b], global, [i32, 1, 0x41, 9, 0x0b]] });
    const { exact, memory } = runnableBytes(bytes, wasm32, { memories: false });
    expect(memory).toEqual({ initial: 1, maximum: 2, wide: false });
    // Not every engine of the tests compiles them.
    const [before, after] = [bytes, exact].map((binary) => WasmSections.read(binary));
    expect(after?.find(section.global)).toEqual(before?.find(section.global));
    const exports = Buffer.from(after?.find(section.export) ?? []);
    expect([0, 1, 2].filter((index) => exports.includes(`selfsame_global_${index}`))).toEqual([2]);
  });

  test.each([
    ['a float', [0x7c, 1, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x0b]],
    ['a function', [0x70, 1, 0xd0, 0x70, 0x0b]],
    ['a vector', [0x7b, 1, 0xfd, 12, ...new Uint8Array(16), 0x0b]],
  ])('%s that changes cannot be kept: the module is refused', (_what, global) => {
    expect(() => runnableBytes(foreign({ globals: [global] }), wasm32)).toThrow(refused);
  });

  test('a name of ours that the module has itself: it is refused', () => {
    const globals = [[i32, 1, 0x41, 3, 0x0b]];
    const bytes = foreign({ globals, exports: [[...nameOf('selfsame_global_0'), 3, 0]] });
    expect(() => runnableBytes(bytes, wasm32)).toThrow(refused);
  });

  test('are told also where memory cannot be shared', () => {
    const bytes = foreign({ globals: [[i32, 1, 0x41, 3, 0x0b]], memory: [1, 4, 1] });
    const { exact, memory } = runnableBytes(bytes, wasm64, { memory64: true });
    expect(memory).toBeUndefined();
    const exports = Buffer.from(WasmSections.read(exact).find(section.export) ?? []);
    expect(exports.includes('selfsame_global_0')).toBe(true);
  });
});

describe('what an instance changes beside its memory', () => {
  const nothing = [0x41, 7, 0x0b];
  const [i32Const, drop] = [0x41, 0x1a];
  // With a table of one function, and a segment of each kind.
  const withTable = (code: readonly number[]) => {
    const body = [0, ...code, ...nothing];
    return assemble([
      [section.type, vectorOf([[0x60, 0, 1, 0x7f]])],
      [section.function, [1, 0]],
      [section.table, [1, 0x70, 0, 1]],
      [section.memory, [1, 1, 1, 2]],
      [section.export, vectorOf([[...nameOf('f'), 0, 0]])],
      [9, [1, 1, 0, 1, 0]],
      [section.dataCount, [1]],
      [section.code, [1, body.length, ...body]],
      [section.data, [1, 1, 2, 5, 6]],
    ]);
  };
  const zeros = (count: number) => Array.from({ length: count }, () => [i32Const, 0]).flat();
  const noFunction = [0xd0, 0x70];

  test.each([
    ['table.set', [...zeros(1), ...noFunction, 0x26, 0]],
    ['table.grow', [...noFunction, ...zeros(1), 0xfc, 15, 0, drop]],
    ['table.fill', [...zeros(1), ...noFunction, ...zeros(1), 0xfc, 17, 0]],
    ['table.copy', [...zeros(3), 0xfc, 14, 0, 0]],
    ['table.init', [...zeros(3), 0xfc, 12, 0, 0]],
    ['elem.drop', [0xfc, 13, 0]],
    ['data.drop', [0xfc, 9, 0]],
    // Behind others, some of which the rewriters do not know.
    [
      'table.set behind a lane',
      [0xfd, 12, ...new Uint8Array(16).fill(0x0b), drop, ...zeros(1), ...noFunction, 0x26, 0],
    ],
    ['data.drop in a try', [0x06, 0x40, 0xfc, 9, 0, 0x19, 0x0b]],
  ])('%s cannot be kept: the module is refused', (_what, code) => {
    const bytes = withTable(code);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(() => runnableBytes(bytes, wasm32)).toThrow(refused);
  });

  test.each([
    ['table.get, table.size', [...zeros(1), 0x25, 0, 0xd1, drop, 0xfc, 16, 0, drop]],
    [
      'memory.init, copy and fill',
      [...zeros(3), 0xfc, 8, 0, 0, ...zeros(3), 0xfc, 10, 0, 0, ...zeros(3), 0xfc, 11, 0],
    ],
    ['select with a type', [...zeros(3), 0x1c, 1, 0x7f, drop]],
    ['try and catch_all', [0x06, 0x40, 0x19, 0x0b]],
    ['atomics', [...zeros(1), 0xfe, 0x10, 2, 0, drop, 0xfe, 3, 0]],
    [
      'loads, calls and tables of labels',
      [...zeros(1), 0x28, 2, 0, drop, 0x10, 0, drop, 0x02, 0x40, ...zeros(1), 0x0e, 1, 0, 0, 0x0b],
    ],
  ])('%s change nothing else', (_what, code) => {
    const bytes = withTable(code);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(runnableBytes(bytes, wasm32).memory).toBeDefined();
  });

  test('a second memory, and an instruction that nobody knows, are refused', () => {
    expect(() => runnableBytes(foreign({ memory: [2, 0, 1, 0, 1] }), wasm32)).toThrow(refused);
    expect(() => runnableBytes(foreign({ body: [0, 0xfb, 0, 0, 0x1a, ...nothing] }), wasm32)).toThrow(
      refused,
    );
  });
});

describe('code', () => {
  const dropped = 0x1a;
  // i32.store in memory 0, named: what stands behind bit 6 would be taken for the offset.
  const named = [0, 0x41, 0, 0x41, 1, 0x36, 0x42, 0, 0, 0x41, 7, 0x0b];
  // A block that gives (ref null func): the type's second byte would be taken for an instruction.
  const typedBlock = [0, 0x02, 0x63, 0x70, 0xd0, 0x70, 0x0b, dropped, 0x41, 7, 0x0b];
  const typedLocal = [1, 1, 0x63, 0x70, 0x41, 7, 0x0b];

  test.each([
    ['a memory that is named', named],
    ['a block with a reference of its own type', typedBlock],
    ['a local with such', typedLocal],
  ])('%s is not rewritten', (_what, body) => {
    const bytes = foreign({ body });
    const { watchable = bytes } = runnableBytes(bytes, wasm32, { memories: true });
    expect(ifKnown(() => watchStores(watchable, { wide: false }))).toBeUndefined();
    expect(ifKnown(() => foldBody(Uint8Array.from(body), 0))).toBeUndefined();
  });

  test('a type with a reference of its own is not misread', () => {
    const bytes = foreign({ types: [[0x60, 1, 0x63, 0x70, 0]] });
    expect(ifKnown(() => watchStores(bytes, { wide: false }))).toBeUndefined();
    expect(runnableBytes(bytes, wasm32, { memories: false }).memory).toBeDefined();
  });

  test('a block’s type by its number is read to its end', () => {
    const reader = new WasmReader(Uint8Array.of(0, 0x02, 0x80, 0x01, 0x0b, 0x0b));
    skipLocals(reader);
    const opcodes: number[] = [];
    while (!reader.done) {
      const opcode = reader.byte();
      opcodes.push(opcode);
      skipImmediates(reader, opcode);
    }
    expect(opcodes).toEqual([0x02, 0x0b, 0x0b]);
  });
});
