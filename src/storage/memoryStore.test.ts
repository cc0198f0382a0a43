import { expect, it } from 'vitest';
import type { LineId } from './line.ts';
import { createMemoryStore } from './memoryStore.ts';
import { describeStore } from './store.contract.ts';

describeStore('memory', async () => createMemoryStore());

it('remembers no more than it is given room for, and what is oldest goes first', async () => {
  const store = createMemoryStore({ mostBytes: 10_000 });
  const results = [{ nonce: 0, json: 'x'.repeat(4000) }];
  const lineOf = (processId: string) => `${processId}/module/profile` as LineId;
  for (const processId of ['first', 'second', 'third']) await store.saveResults(lineOf(processId), results);
  expect(await store.loadResults(lineOf('third'), { fromNonce: 0, toNonce: 0 })).toEqual(results);
  const kept = (await store.listProcesses()).map(({ processId }) => processId);
  expect(kept).toContain('third');
  expect(kept.length).toBeLessThan(3);
  // Replaced, not added.
  for (let again = 0; again < 5; again += 1) await store.saveResults(lineOf('third'), results);
  await expect(
    store.saveDocument('item', 'large', { json: '{}', bytes: new Uint8Array(10_000) }),
  ).rejects.toMatchObject({ code: 'quota-exceeded' });
  expect(await store.loadDocument('item', 'large')).toBeUndefined();
});
