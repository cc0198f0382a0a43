import { expect, it } from 'vitest';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { tracelessStore } from './tracelessStore.ts';

it('remembers a schedule as far as there is room, and tells nobody where there is none', async () => {
  const asked: (number | undefined)[] = [];
  const store = tracelessStore({
    openMemoryStore: (options) => {
      asked.push(options?.mostBytes);
      return createMemoryStore({ mostBytes: 5000 });
    },
  });
  const entry = (nonce: number) => ({ nonce, json: 'x'.repeat(1000) });
  for (let nonce = 0; nonce < 10; nonce += 1) await store.saveSchedule('process', [entry(nonce)]);
  const kept = await store.loadSchedule('process', { fromNonce: 0, toNonce: 9 });
  expect(kept).toEqual(kept.map(({ nonce }) => entry(nonce)));
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.length).toBeLessThan(6);
  expect(asked[0]).toBeLessThan(1e9);
});
