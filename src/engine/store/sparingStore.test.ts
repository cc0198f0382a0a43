import { describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../base/errors.ts';
import type { LineId } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { describeStore } from '../../storage/store.contract.ts';
import { createSpares, sparingStore } from './sparingStore.ts';

describeStore('one that spares results', async () => sparingStore(createMemoryStore(), createSpares()));

const line = 'process/module/profile' as LineId;
const other = 'process/module/another profile' as LineId;
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
    const { kept } = fullStore();
    await kept.saveSchedule('process', [result(0)]);
    const store = sparingStore(kept, createSpares());
    await expect(store.saveResults(line, [result(0), result(1)])).rejects.toMatchObject({
      code: 'quota-exceeded',
    });
    await expect(store.saveResults(line, [result(2)])).rejects.toThrow('No room.');
    expect(await store.loadResults(line, all)).toEqual([0, 1, 2].map(result));
    expect(await store.loadResults(line, { fromNonce: 1, toNonce: 1 })).toEqual([result(1)]);
    await store.deleteProcess('process');
    expect(await store.loadResults(line, all)).toEqual([]);
  });

  it('go with the next save of their line, whoever makes it', async () => {
    const { kept, grantRoom } = fullStore();
    const store = sparingStore(kept, createSpares());
    await expect(store.saveResults(line, [result(0), result(1)])).rejects.toThrow('No room.');
    await expect(store.saveResults(other, [result(5)])).rejects.toThrow('No room.');
    grantRoom();
    await store.saveResults(line, [result(2)]);
    expect(await kept.loadResults(line, all)).toEqual([0, 1, 2].map(result));
    expect(await kept.loadResults(other, all)).toEqual([]);
    kept.saveResults.mockClear();
    await store.saveResults(line, [result(3)]);
    expect(kept.saveResults.mock.calls).toEqual([[line, [result(3)]]]);
  });

  it('wait for the database that comes after one that was taken away', async () => {
    const spares = createSpares();
    const lost = createMemoryStore();
    lost.close();
    await expect(sparingStore(lost, spares).saveResults(line, [result(0)])).rejects.toThrow();
    const next = createMemoryStore();
    await sparingStore(next, spares).saveResults(line, [result(1)]);
    expect(await next.loadResults(line, all)).toEqual([0, 1].map(result));
  });

  it('are tried a few at a time, so that a full disk is asked for little', async () => {
    const { kept } = fullStore();
    const store = sparingStore(kept, createSpares());
    const many = Array.from({ length: 1000 }, (_, nonce) => result(nonce));
    await store.saveResults(line, many).catch(() => undefined);
    kept.saveResults.mockClear();
    await store.saveResults(line, [result(1000)]).catch(() => undefined);
    expect(kept.saveResults.mock.calls.map(([, tried]) => tried.length)).toEqual([256]);
    expect(await store.loadResults(line, { fromNonce: 0, toNonce: 1000 })).toHaveLength(1001);
  });

  it('are let go, the oldest first, where the tab has no room either, and that is known', async () => {
    const { kept, grantRoom } = fullStore();
    const store = sparingStore(kept, createSpares(1000));
    for (let nonce = 0; nonce <= 9; nonce += 1) {
      expect(store.hasLetGo(line)).toBe(nonce > 4);
      await expect(store.saveResults(line, [result(nonce)])).rejects.toThrow('No room.');
    }
    const held = await store.loadResults(line, all);
    expect(held).toEqual([6, 7, 8, 9].map(result));
    grantRoom();
    await store.saveResults(line, [result(10)]);
    expect(await kept.loadResults(line, { fromNonce: 0, toNonce: 10 })).toEqual([7, 8, 9, 10].map(result));
  });

  it('keep a process readable that could not be saved either', async () => {
    const kept = createMemoryStore({ mostBytes: 10 });
    const store = sparingStore(kept, createSpares());
    const document = { json: '{"item":{}, "blockHeight":1}', bytes: null };
    await expect(store.saveDocument('process', 'process', document)).rejects.toThrow();
    expect(await store.loadDocument('process', 'process')).toEqual(document);
    await store.deleteProcess('process');
    expect(await store.loadDocument('process', 'process')).toBeUndefined();
  });
});

describe('what was found on the way to a nonce', () => {
  it('is held of each line, and goes with it', async () => {
    const store = sparingStore(createMemoryStore(), createSpares());
    const ledger = { nonce: 5, ledgerJson: '{}', foundMs: 1 };
    store.spareLedger(line, ledger);
    store.spareLedger(other, { ...ledger, nonce: 7 });
    expect(store.sparedLedger(line)).toEqual(ledger);
    await store.deleteLine(line);
    expect(store.sparedLedger(line)).toBeUndefined();
    expect(store.sparedLedger(other)?.nonce).toBe(7);
    await store.deleteProcess('process');
    expect(store.sparedLedger(other)).toBeUndefined();
  });
});
