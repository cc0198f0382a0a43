import { describe, expect, it } from 'vitest';
import { StorageError } from '../base/errors.ts';
import { hashLine, type LineId } from './line.ts';
import { createRecordStore } from './recordStore.ts';
import { createMemoryRecords } from './records/memoryRecords.ts';
import { allKeys, type Records } from './records/records.ts';
import type { Store } from './store.ts';
import { checkpointOf, MemoryModel, memoryOf } from './testing/memoryModel.ts';

/** A browser that grants so many bytes, and refuses the transaction that would pass them. */
function limitedRecords(records: Records, grantedBytes: number): Records {
  return {
    ...records,
    write: (tables, body) =>
      records.write(tables, async (transaction) => {
        const value = await body(transaction);
        let usedBytes = 0;
        for (const table of ['schedule', 'results', 'packs'] as const) {
          for (const key of await transaction.keys(table, allKeys)) usedBytes += Number(key.at(-1));
        }
        if (usedBytes > grantedBytes) throw new StorageError('quota-exceeded', 'No space.');
        return value;
      }),
  };
}

const lineOf = (processId: string) => hashLine({ processId, moduleId: 'module', profileJson: '{}' });

/** One checkpoint of an incompressible page: some 4,100 bytes with its files. */
async function saveOne(store: Store, processId: string, nonce: number): Promise<LineId> {
  const line = await lineOf(processId);
  const model = new MemoryModel();
  model.grow(1);
  model.write(0, 2 * nonce + 1);
  await store.saveCheckpoint(line, checkpointOf(model, nonce, null));
  return line;
}

function openStore(grantedBytes: number, atWork: readonly string[] = []): Store {
  let nowMs = 0;
  return createRecordStore(limitedRecords(createMemoryRecords(), grantedBytes), {
    nowMs: () => nowMs++,
    listAtWork: () => Promise.resolve(new Set(atWork)),
  });
}

const noncesOf = async (store: Store, processId: string) =>
  (await store.listCheckpoints(await lineOf(processId))).map(({ nonce }) => nonce);

describe('where space runs out', () => {
  it('goes oldest first, and never the newest of a pinned process', async () => {
    const store = openStore(17_000);
    await store.setPinned('dear', true);
    await saveOne(store, 'dear', 10);
    await saveOne(store, 'dear', 20);
    await saveOne(store, 'other', 10);
    await saveOne(store, 'other', 20);
    await saveOne(store, 'current', 5);
    expect(await noncesOf(store, 'dear')).toEqual([20]);
    expect(await noncesOf(store, 'current')).toEqual([5]);
    const { checkpoint } = await store.loadCheckpoint(await lineOf('dear'));
    expect(checkpoint && memoryOf(checkpoint)).toHaveLength(4096);
  });

  it('comes to what another tab is evaluating last, and takes even that before a save fails', async () => {
    const store = openStore(17_000, ['busy']);
    await saveOne(store, 'busy', 10);
    await saveOne(store, 'busy', 20);
    await store.saveSchedule('busy', [{ nonce: 0, json: 'x'.repeat(100) }]);
    await saveOne(store, 'idle', 10);
    await saveOne(store, 'idle', 20);
    await saveOne(store, 'current', 5);
    // All of them were older than the last of the idle one's.
    expect(await noncesOf(store, 'busy')).toEqual([20]);
    expect(await store.loadSchedule('busy', { fromNonce: 0, toNonce: 0 })).toHaveLength(1);
    expect(await noncesOf(store, 'idle')).toEqual([]);
    await store.saveSchedule('current', [{ nonce: 0, json: 'x'.repeat(10_000) }]);
    expect(await noncesOf(store, 'current')).toEqual([5]);
    expect(await noncesOf(store, 'busy')).toEqual([]);
  });

  it('takes schedules and results of what was not saved for longest, when checkpoints do not do', async () => {
    const store = openStore(17_000);
    await store.saveSchedule('forgotten', [{ nonce: 0, json: 'x'.repeat(14_000) }]);
    await saveOne(store, 'current', 5);
    expect(await store.loadSchedule('forgotten', { fromNonce: 0, toNonce: 0 })).toEqual([]);
    expect(await noncesOf(store, 'current')).toEqual([5]);
  });

  it('leaves receipts of what goes, which only the user deletes', async () => {
    const store = openStore(17_000);
    const { receiptId } = await store.saveReceipt({ processId: 'forgotten', nonce: 3, json: '{"signed":1}' });
    await store.saveSchedule('forgotten', [{ nonce: 0, json: 'x'.repeat(14_000) }]);
    await saveOne(store, 'current', 5);
    expect(await store.loadSchedule('forgotten', { fromNonce: 0, toNonce: 0 })).toEqual([]);
    expect(await store.listReceipts('forgotten')).toMatchObject([{ receiptId }]);
    expect(await store.listProcesses()).toContainEqual(
      expect.objectContaining({ processId: 'forgotten', storedBytes: 12 }),
    );
    await store.deleteProcess('forgotten');
    expect(await store.listReceipts('forgotten')).toEqual([]);
  });

  it('is said when nothing is left that may go, and what is kept stays whole', async () => {
    const store = openStore(9000);
    await store.setPinned('dear', true);
    await saveOne(store, 'dear', 20);
    await saveOne(store, 'current', 5);
    const line = await lineOf('current');
    const large = new MemoryModel();
    large.grow(2);
    for (const page of [0, 1]) large.write(page, 99 + 2 * page);
    await expect(store.saveCheckpoint(line, checkpointOf(large, 6, null))).rejects.toMatchObject({
      code: 'quota-exceeded',
    });
    expect(await noncesOf(store, 'dear')).toEqual([20]);
    expect(await noncesOf(store, 'current')).toEqual([5]);
  });

  it('keeps rules and pins, and forgets a pin with its process', async () => {
    const store = openStore(9000);
    expect(await store.loadRules()).toEqual({ reachWithinMs: 2000 });
    await store.saveRules({ reachWithinMs: 500 });
    expect(await store.loadRules()).toEqual({ reachWithinMs: 500 });
    await saveOne(store, 'dear', 20);
    await store.setPinned('dear', true);
    expect(await store.listProcesses()).toMatchObject([{ pinned: true }]);
    await store.deleteProcess('dear');
    await saveOne(store, 'dear', 20);
    expect(await store.listProcesses()).toMatchObject([{ pinned: false }]);
  });
});
