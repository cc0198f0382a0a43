import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { assemble, memoryModule } from '../testing/memoryModule.ts';
import { modulePath, wasm32, wasm64 } from '../testing/modules.ts';
import { foldAsyncifyState } from './asyncify/foldState.ts';
import { findAsyncifyState } from './asyncify/stateGlobal.ts';
import { fastRecipe, runnableBytes } from './runnableModule.ts';
import { shareMemory } from './sharing/shareMemory.ts';
import { section, WasmSections } from './wasm/sections.ts';
import { watchedModule } from './watching/watchedModule.ts';
import { marksImport, watchStores } from './watching/watchStores.ts';

const meteredWasm32 = 'wasm32-unknown-emscripten-metering';
const meteredWasm64 = 'wasm64-unknown-emscripten-draft_2024_10_16-metering';

const modules = [
  ...['aos', 'aos2_0_1', 'aos2_0_3', 'aos2_0_6', 'process', 'sqlite'].map((name) => [name, wasm64] as const),
  ['aos2_0_4_32', wasm32] as const,
];

describe.each(modules)('%s', (name, format) => {
  const bytes = readFileSync(modulePath(name));

  test('runs by its own instructions, on a memory that it imports', async () => {
    const { exact, memory } = runnableBytes(bytes, format, { memories: false });
    for (const id of [section.code, section.data]) {
      const [before, after] = [bytes, exact].map((binary) => WasmSections.read(binary).find(id) ?? []);
      expect(Buffer.compare(Buffer.from(after ?? []), Buffer.from(before ?? []))).toBe(0);
    }
    expect(memory?.wide).toBe(format === wasm64);
    const imports = WebAssembly.Module.imports(await WebAssembly.compile(exact));
    expect(imports.filter(({ kind }) => kind === 'memory')).toEqual([
      { module: 'selfsame', name: 'memory', kind: 'memory' },
    ]);
  });

  test('can be watched where the engine has two memories', async () => {
    const { fast, watchable, memory } = runnableBytes(bytes, format, { memories: true });
    expect(watchable).toBe(fast);
    expect(runnableBytes(bytes, format, { memories: false }).watchable).toBeUndefined();
    const watched = watchStores(watchable ?? bytes, { wide: memory?.wide === true }) ?? bytes;
    const imports = WasmSections.read(watched).find(section.import);
    expect(Buffer.from(imports ?? []).includes(marksImport.name)).toBe(true);
  });

  test('has a fast path when it is metered, too', () => {
    const metered = format === wasm32 ? meteredWasm32 : meteredWasm64;
    // The instructions behind a prefix are not metered by the reference either.
    if (name === 'sqlite') expect(() => runnableBytes(bytes, metered)).toThrow(/instruction 0xfd/);
    else expect(runnableBytes(bytes, metered, { memories: false }).fast).toBeDefined();
  });

  test.each([true, false])('has a fast path, with memory64 %s', async (memory64) => {
    const { exact, fast } = runnableBytes(bytes, format, { memory64, memories: false });
    if (fast === undefined) throw new Error('no fast path');
    // Less to compile, and functions short enough to be put into those that call them.
    expect(sizeOf(fast, section.code)).toBeLessThan(0.7 * sizeOf(exact, section.code));
    const exports = WebAssembly.Module.exports(await WebAssembly.compile(fast)).map((one) => one.name);
    const globals = exports.filter((one) => one.startsWith('selfsame_global_'));
    // The stack pointer, the high word, the stack's bounds, and Asyncify's state and data.
    expect(globals).toHaveLength(6);
  });
});

function sizeOf(bytes: Uint8Array, id: number): number {
  return WasmSections.read(bytes).find(id)?.length ?? 0;
}

/** (global (mut i32)), four functions that steer Asyncify, and `other`. */
function steered(states: readonly number[], other: readonly number[]): Uint8Array<ArrayBuffer> {
  const names = ['start_unwind', 'stop_unwind', 'start_rewind', 'stop_rewind'].map(
    (name) => `asyncify_${name}`,
  );
  const bodies = [...states.map((state) => [0, 0x41, state, 0x24, 0, 0x0b]), [0, ...other, 0x0b]];
  const exports = names.flatMap((name, index) => [name.length, ...Buffer.from(name), 0, index]);
  return assemble([
    [section.type, [1, 0x60, 0, 0]],
    [section.function, [5, 0, 0, 0, 0, 0]],
    [section.memory, [1, 0, 1]],
    [section.global, [1, 0x7f, 1, 0x41, 0, 0x0b]],
    [section.export, [4, ...exports]],
    [section.code, [5, ...bodies.flatMap((body) => [body.length, ...body])]],
  ]);
}

const steering = [1, 0, 2, 0];
const reads = [0x23, 0, 0x1a];

function fold(bytes: Uint8Array): Uint8Array | undefined {
  const state = findAsyncifyState(WasmSections.read(bytes));
  return state === undefined ? undefined : foldAsyncifyState(bytes, state);
}

/** What runs on a memory in use would put its data there once more, and start once more. */
function beginning(bytes: Uint8Array | undefined): readonly boolean[] {
  if (bytes === undefined) throw new Error('there is no such form');
  const sections = WasmSections.read(bytes);
  return [section.start, section.data].map((id) => sections.find(id) !== undefined);
}

test('only the module as published brings data and a start function into memory', () => {
  // A byte at address 5, and the last function starts.
  const data = Uint8Array.of(1, 0, 0x41, 5, 0x0b, 1, 7);
  const bytes = WasmSections.read(steered(steering, reads))
    .with(
      new Map([
        [section.start, Uint8Array.of(4)],
        [section.data, data],
      ]),
    )
    .write();
  const { exact, fast } = runnableBytes(bytes, wasm32, { memories: true });
  expect(beginning(exact)).toEqual([true, true]);
  expect(beginning(fast)).toEqual([false, false]);
  // Formats that never suspend have no faster form: what watches is made of the module itself.
  const { watchable } = runnableBytes(bytes, 'wasm32-unknown-emscripten3', { memories: true });
  expect(beginning(watchable)).toEqual([true, true]);
  expect(beginning(watchStores(watchable ?? bytes, { wide: false }))).toEqual([false, false]);
});

test('where Asyncify’s state is read, the constant 0 stands, and what nobody uses is left out', () => {
  const kept = [0x24, 1];
  const folded = fold(steered(steering, [...reads.slice(0, 2), ...kept]));
  expect(folded).toEqual(steered(steering, [0x41, 0, ...kept]));
  expect(fold(steered(steering, reads))).toEqual(steered(steering, []));
});

test.each([
  ['a function that steers sets another state', steered([1, 0, 2, 1], reads)],
  ['something else sets the state', steered(steering, [0x41, 1, 0x24, 0])],
  ['there is no Asyncify', memoryModule([{ kind: 'size' }])],
])('left as it is where %s', (_, bytes) => {
  expect(fold(bytes)).toBeUndefined();
});

test('the state is found by what the functions that steer do, not by its number', () => {
  const wide = WasmSections.read(readFileSync(modulePath('aos2_0_6')));
  expect(findAsyncifyState(wide)).toMatchObject({ global: 4 });
  expect(findAsyncifyState(wide)?.setters.size).toBe(4);
});

test('what cannot be watched is not, and what it is made of is asked for once', async () => {
  const bulk = memoryModule([{ kind: 'fill', address: 0n, value: 1, count: 1n }]);
  const exact = await WebAssembly.compile(assemble([]));
  const module = { exact, memory: { wide: true, initial: 2, maximum: 4 }, watchable: bulk };
  expect(await watchedModule(module)).toBeUndefined();
  expect(watchedModule(module)).toBe(watchedModule(module));
  expect(await watchedModule({ exact })).toBeUndefined();
});

test('what watches is had from another thread where there is one, once', async () => {
  const exact = await WebAssembly.compile(assemble([]));
  const elsewhere = vi.fn(() => Promise.resolve(exact));
  const module = { exact };
  expect(await watchedModule(module, elsewhere)).toBe(exact);
  expect(await watchedModule(module, elsewhere)).toBe(exact);
  expect(elsewhere).toHaveBeenCalledOnce();
});

test('what watches and cannot be made says why, and is tried once', async () => {
  const module = { exact: await WebAssembly.compile(assemble([])) };
  const source = vi.fn(() => Promise.reject(new RangeError('There is no room for its code.')));
  await expect(watchedModule(module, source)).rejects.toThrow('no room');
  await expect(watchedModule(module, source)).rejects.toThrow('no room');
  expect(source).toHaveBeenCalledOnce();
});

test('a memory that JavaScript cannot create in every engine stays where it is', () => {
  expect(shareMemory(readFileSync(modulePath('llama')))).toBeUndefined();
  // Two pages to begin with: at most four, or as many as there is room for, where 32 bits do not reach.
  const limited = (...limits: readonly number[]) => assemble([[section.memory, [1, ...limits]]]);
  expect(shareMemory(limited(5, 2, 4))?.limits).toEqual({ initial: 2, maximum: 4, wide: true });
  expect(shareMemory(limited(4, 2))).toBeUndefined();
  expect(shareMemory(limited(0, 2))?.limits).toEqual({ initial: 2, maximum: undefined, wide: false });
});

test('what is kept of a module is found again only by the rewriter that made it', () => {
  const { fast = new Uint8Array(0) } = runnableBytes(readFileSync(modulePath('aos2_0_6')), wasm64, {
    memory64: true,
  });
  // Where this fails, the rewriters do something else than before: raise `rewriterVersion`, and put the new hash here.
  expect({ recipe: fastRecipe({ memory64: true }), sha256: sha256(fast) }).toEqual({
    recipe: 'fast 3',
    sha256: 'd0cc658a663c3b82ec7546377ad7acddde3c9f8bb4c93bb5e3c50a2d68c1add5',
  });
  expect(fastRecipe({ memory64: false })).not.toBe(fastRecipe({ memory64: true }));
});

test('a faster form that was made before is taken as it is', () => {
  const bytes = readFileSync(modulePath('aos2_0_6'));
  const made = runnableBytes(bytes, wasm64, { memories: true });
  const fast = Uint8Array.of(7);
  expect(runnableBytes(bytes, wasm64, { memories: true, fast })).toEqual({ ...made, fast, watchable: fast });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
