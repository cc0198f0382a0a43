import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../base/bytes.ts';
import { assemble, nameOf, vectorOf } from '../testing/memoryModule.ts';
import { wasm32 } from '../testing/modules.ts';
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

function run(bytes: Bytes): unknown {
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  return (f as () => unknown)();
}

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
  ])('%s that changes leaves the module as it is', (_what, global) => {
    const bytes = foreign({ globals: [global] });
    expect(runnableBytes(bytes, wasm32, { memories: true })).toEqual({ exact: bytes });
  });

  test('a name of ours that the module has itself leaves it as it is', () => {
    const globals = [[i32, 1, 0x41, 3, 0x0b]];
    const bytes = foreign({ globals, exports: [[...nameOf('selfsame_global_0'), 3, 0]] });
    expect(runnableBytes(bytes, wasm32, { memories: true })).toEqual({ exact: bytes });
    expect(run(bytes)).toBe(7);
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
