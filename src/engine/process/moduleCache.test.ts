import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { concatBytes } from '../../base/bytes.ts';
import type { RunnableModule } from '../../evaluation/rewriting/runnableModule.ts';
import { modulePath, wasm32 } from '../../evaluation/testing/modules.ts';
import type { Address, ModuleId } from '../../protocol/ids.ts';
import type { AoModule } from '../../protocol/module.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { createModuleCache } from './moduleCache.ts';

const signed = new Uint8Array(readFileSync(modulePath('aos2_0_4_32')));
/** Told apart by a custom section, which stands for any other code. */
const other = concatBytes([signed, Uint8Array.of(0, 2, 1, 120)]);
const module: AoModule = {
  id: 'M'.repeat(43) as ModuleId,
  owner: 'O'.repeat(43) as Address,
  tags: [],
  format: wasm32,
  memoryLimitBytes: undefined,
  computeLimit: undefined,
};

const isOther = ({ exact, fast }: RunnableModule) =>
  [exact, fast].some((each) => each && WebAssembly.Module.customSections(each, 'x').length > 0);

it('bytes that nobody could verify never run in the place of those that were signed', async () => {
  const store = createMemoryStore();
  const save = vi.spyOn(store, 'saveRewriting');
  const options = { store, onNotice: () => undefined };
  const modules = createModuleCache();
  const unverified = await modules.compile(module, other, { ...options, isVerified: false });
  expect(isOther(unverified)).toBe(true);
  expect(save).not.toHaveBeenCalled();
  const verified = await modules.compile(module, signed, { ...options, isVerified: true });
  expect(isOther(verified)).toBe(false);
  expect(await modules.compile(module, signed, { ...options, isVerified: true })).toBe(verified);
});
