import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { fastRecipe, runnableBytes } from '../../evaluation/rewriting/runnableModule.ts';
import { modulePath, wasm32 } from '../../evaluation/testing/modules.ts';
import type { Address, ModuleId } from '../../protocol/ids.ts';
import type { AoModule } from '../../protocol/module.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { compileModule } from './compileModule.ts';

const bytes = new Uint8Array(readFileSync(modulePath('aos2_0_4_32')));
const module: AoModule = {
  id: 'M'.repeat(43) as ModuleId,
  owner: 'O'.repeat(43) as Address,
  tags: [],
  format: wasm32,
  memoryLimitBytes: undefined,
  computeLimit: undefined,
};
const recipe = fastRecipe();
const functionsOf = (compiled: WebAssembly.Module | undefined) =>
  compiled === undefined ? [] : WebAssembly.Module.exports(compiled).map(({ name }) => name);

/** Compiled over a store that answers so. */
async function compileOver(stored: Partial<Store>) {
  const store = { ...createMemoryStore(), ...stored };
  const saveRewriting = vi.spyOn(store, 'saveRewriting');
  const onNotice = vi.fn<(sentence: string) => void>();
  const runnable = await compileModule(module, bytes, { store, onNotice });
  const notices = onNotice.mock.calls.map(([sentence]) => sentence);
  return { runnable, notices, saved: saveRewriting.mock.calls };
}

describe('compiling a module', () => {
  const { fast } = runnableBytes(bytes, wasm32);
  if (fast === undefined) throw new Error('This module has a faster form.');

  it('makes its faster form, and keeps it', async () => {
    const { saved, notices } = await compileOver({});
    expect(saved).toEqual([[module.id, recipe, fast]]);
    expect(notices).toEqual([]);
  });

  it('takes what is kept as it is', async () => {
    // Told apart from what would be made by a custom section, which means nothing.
    const kept = new Uint8Array(Buffer.concat([fast, Buffer.of(0, 2, 1, 120)]));
    const loadRewriting = vi.fn(async () => ({ kind: 'kept' as const, bytes: kept }));
    const { runnable, saved } = await compileOver({ loadRewriting });
    expect(loadRewriting).toHaveBeenCalledWith(module.id, recipe);
    expect(runnable.fast && WebAssembly.Module.customSections(runnable.fast, 'x')).toHaveLength(1);
    expect(saved).toEqual([]);
  });

  it('makes it anew where it was changed, and says so', async () => {
    const { runnable, saved, notices } = await compileOver({
      loadRewriting: async () => ({ kind: 'changed' }),
    });
    expect(functionsOf(runnable.fast)).toContain('handle');
    expect(saved).toEqual([[module.id, recipe, fast]]);
    expect(notices).toEqual([expect.stringContaining('made anew')]);
  });

  it('does without a store that fails', async () => {
    const failing = () => Promise.reject(new Error('The disk is gone.'));
    const { runnable, notices } = await compileOver({ loadRewriting: failing, saveRewriting: failing });
    expect(functionsOf(runnable.fast)).toContain('handle');
    expect(notices).toEqual([]);
  });

  it('is done once for processes of one module', async () => {
    const store = createMemoryStore();
    const options = { store, onNotice: () => undefined };
    await compileModule(module, bytes, options);
    // It is saved beside what comes next.
    const isKept = async () =>
      expect(await store.loadRewriting(module.id, recipe)).toHaveProperty('kind', 'kept');
    await vi.waitFor(isKept, { timeout: 60_000 });
    const load = vi.spyOn(store, 'loadRewriting');
    await compileModule(module, bytes, options);
    expect(await load.mock.results[0]?.value).toEqual({ kind: 'kept', bytes: fast });
  });
});
