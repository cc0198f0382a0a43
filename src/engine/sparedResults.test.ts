import { describe, expect, it, vi } from 'vitest';
import { StorageError } from '../base/errors.ts';
import type { LineId } from '../storage/line.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import { describeStore } from '../storage/store.contract.ts';
import { sparingResults } from './sparedResults.ts';

describeStore('one that spares results', async () =>
  sparingResults(createMemoryStore(), createMemoryStore()),
);

const line = 'process/module/profile' as LineId;
const result = (nonce: number) => ({ nonce, json: `{"nonce":${nonce}}` });
const all = { fromNonce: 0, toNonce: 9 };

/** A browser that grants no room for results, until it does. */
function fullStore() {
  const kept = createMemoryStore();
  const saveResults = vi.fn(kept.saveResults);
  saveResults.mockRejectedValue(new StorageError('quota-exceeded', 'No room.'));
  return {
    kept: { ...kept, saveResults },
    grantRoom: () => void saveResults.mockImplementation(kept.saveResults),
  };
}

describe('results that the browser has no room for', () => {
  it('can be read as long as the tab lives, and whoever saves them is told', async () => {
    const { kept, grantRoom } = fullStore();
    await kept.saveSchedule('process', [result(0)]);
    const spare = createMemoryStore();
    const store = sparingResults(kept, spare);
    await expect(store.saveResults(line, [result(0), result(1)])).rejects.toMatchObject({
      code: 'quota-exceeded',
    });
    expect(await store.loadResults(line, all)).toEqual([result(0), result(1)]);
    // Tried again with what came since; what was spared is not spared twice.
    const sparing = vi.spyOn(spare, 'saveResults');
    await expect(store.saveResults(line, [result(0), result(1), result(2)])).rejects.toThrow('No room.');
    expect(sparing.mock.calls).toEqual([[line, [result(2)]]]);
    grantRoom();
    await store.saveResults(line, [result(3)]);
    expect(await store.loadResults(line, { fromNonce: 1, toNonce: 9 })).toEqual([1, 2, 3].map(result));
    await store.deleteProcess('process');
    expect(await store.loadResults(line, all)).toEqual([]);
  });

  it('are left where the tab has no room either', async () => {
    const { kept } = fullStore();
    const store = sparingResults(kept, createMemoryStore({ mostBytes: 10 }));
    await expect(store.saveResults(line, [result(0)])).rejects.toThrow('No room.');
    expect(await store.loadResults(line, all)).toEqual([]);
  });
});
