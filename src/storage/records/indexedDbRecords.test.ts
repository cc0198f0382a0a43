import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CheckpointInput } from '../checkpoints/checkpoint.ts';
import { createCheckpointWriter } from '../checkpoints/checkpointWriter.ts';
import { openIndexedDbStore } from '../indexedDbStore.ts';
import { hashLine, type LineId } from '../line.ts';
import type { Store } from '../store.ts';
import { checkpointOf, MemoryModel, memoryOf } from '../testing/memoryModel.ts';
import { withRawDatabase } from '../testing/rawDatabase.ts';
import { databaseVersion, upgradeSteps } from './upgrades.ts';

const name = 'browser';
let line: LineId;

beforeEach(async () => {
  line = await hashLine({ processId: 'process', moduleId: 'module', profileJson: '{}' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await deleteDB(name);
});

/** From the `count`-th on, every write is refused, as when the disk is full. */
function failWritesAfter(count: number, error: () => DOMException) {
  const put = IDBObjectStore.prototype.put;
  let writes = 0;
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    value,
    key,
  ) {
    writes += 1;
    if (writes > count) throw error();
    return put.call(this, value, key);
  });
}

const quotaError = () => new DOMException('no space', 'QuotaExceededError');

describe('the database', () => {
  it('has the layout of its version, which is never edited', async () => {
    const store = await openIndexedDbStore({ name });
    store.close();
    const raw = await openDB(name);
    const transaction = raw.transaction([...raw.objectStoreNames]);
    const layout = [...raw.objectStoreNames].map((table) => [table, transaction.objectStore(table).keyPath]);
    raw.close();
    expect(raw.version).toBe(5);
    expect(Object.fromEntries(layout)).toEqual({
      checkpoints: ['lineId', 'nonce'],
      documents: ['kind', 'id'],
      keys: ['name'],
      packs: ['lineId', 'packId', 'byteCount'],
      preferences: ['kind', 'id'],
      receipts: ['processId', 'nonce', 'receiptId', 'byteCount'],
      results: ['owner', 'firstNonce', 'lastNonce', 'revision', 'byteCount'],
      schedule: ['owner', 'firstNonce', 'lastNonce', 'revision', 'byteCount'],
      secrets: ['name'],
    });
  });

  /** What `fill` stores, as a database that stopped at `version` holds it. */
  async function writeAsVersion(version: number, fill: (store: Store) => Promise<unknown>): Promise<void> {
    const written = await openIndexedDbStore({ name: 'newer' });
    await fill(written);
    written.close();
    await withRawDatabase('newer', async (newer) => {
      const older = await openDB(name, version, {
        upgrade: (database) => {
          for (const step of upgradeSteps.slice(0, version)) step(database);
        },
      });
      for (const table of older.objectStoreNames) {
        for (const record of await newer.getAll(table)) await older.put(table, record);
      }
      older.close();
    });
    await deleteDB('newer');
  }

  it('opens what version 1 wrote, whose manifests do not say how long they took', async () => {
    const model = new MemoryModel();
    model.grow(3);
    model.write(1, 7);
    const { evaluationMs: _, ...asBefore } = checkpointOf(model, 4, null);
    await writeAsVersion(1, (store) => store.saveCheckpoint(line, asBefore as CheckpointInput));

    const store = await openIndexedDbStore({ name });
    const { checkpoint, skipped } = await store.loadCheckpoint(line);
    await store.setPinned('process', true);
    const processes = await store.listProcesses();
    store.close();
    expect(skipped).toEqual([]);
    expect(checkpoint).toMatchObject({ nonce: 4, evaluationMs: 0 });
    expect(checkpoint && memoryOf(checkpoint)).toEqual(model.snapshot());
    expect(processes).toMatchObject([{ processId: 'process', pinned: true }]);
  });

  it('opens what version 2 wrote, and keeps its rules and pins', async () => {
    const model = new MemoryModel();
    model.grow(3);
    model.write(2, 9);
    await writeAsVersion(2, async (store) => {
      await store.saveCheckpoint(line, checkpointOf(model, 6, null));
      await store.setPinned('process', true);
      await store.saveRules({ reachWithinMs: 700 });
    });

    const store = await openIndexedDbStore({ name });
    const { checkpoint } = await store.loadCheckpoint(line);
    const processes = await store.listProcesses();
    const rules = await store.loadRules();
    store.close();
    expect(checkpoint && memoryOf(checkpoint)).toEqual(model.snapshot());
    expect(processes).toMatchObject([{ processId: 'process', pinned: true, lines: [{ nonce: 6 }] }]);
    expect(rules).toEqual({ reachWithinMs: 700 });
  });

  it('opens what version 3 wrote, without its texts, whose seals were made in another way', async () => {
    const model = new MemoryModel();
    model.grow(3);
    model.write(0, 3);
    const texts = [0, 1].map((nonce) => ({ nonce, json: `"${nonce}"` }));
    await writeAsVersion(3, async (store) => {
      await store.saveCheckpoint(line, checkpointOf(model, 1, null));
      await store.saveSchedule('process', texts);
      await store.saveResults(line, texts);
    });

    const range = { fromNonce: 0, toNonce: 1 };
    const store = await openIndexedDbStore({ name });
    const { checkpoint, skipped } = await store.loadCheckpoint(line);
    expect(skipped).toEqual([]);
    expect(checkpoint && memoryOf(checkpoint)).toEqual(model.snapshot());
    expect(await store.loadSchedule('process', range)).toEqual([]);
    expect(await store.loadResults(line, range)).toEqual([]);
    await store.saveSchedule('process', texts);
    await store.saveResults(line, texts);
    expect(await store.loadSchedule('process', range)).toEqual(texts);
    expect(await store.loadResults(line, range)).toEqual(texts);
    store.close();
  });

  it('keeps its sealing key where no script can read it', async () => {
    const store = await openIndexedDbStore({ name });
    await store.saveResults(line, [{ nonce: 1, json: '1' }]);
    store.close();
    const raw = await openDB(name);
    const secret = (await raw.get('secrets', ['seal'])) as { readonly key: CryptoKey };
    await expect(crypto.subtle.exportKey('raw', secret.key)).rejects.toThrow();
    raw.close();
  });
});

describe('where the browser gives no more space', () => {
  it('says quota-exceeded, shows nothing of the failed save, and loses nothing', async () => {
    const store = await openIndexedDbStore({ name });
    const writer = createCheckpointWriter(store, line, null);
    const model = new MemoryModel();
    model.grow(4);
    model.write(0, 5);
    await writer.save(checkpointOf(model, 1, null));
    const saved = model.snapshot();
    // A save writes its pack, its files and its manifest: let it fail at each of them.
    for (const count of [0, 1, 2, 3]) {
      model.write(1 + (count % 3), 11 + count);
      const full = failWritesAfter(count, quotaError);
      await expect(writer.save(checkpointOf(model, 2 + count, null))).rejects.toMatchObject({
        layer: 'storage',
        code: 'quota-exceeded',
      });
      full.mockRestore();
      const { checkpoint, skipped } = await store.loadCheckpoint(line);
      expect(skipped).toEqual([]);
      expect(checkpoint && memoryOf(checkpoint)).toEqual(saved);
    }
    await writer.save(checkpointOf(model, 9, null));
    const { checkpoint } = await store.loadCheckpoint(line);
    expect(checkpoint?.nonce).toBe(9);
    expect(checkpoint && memoryOf(checkpoint)).toEqual(model.snapshot());
    store.close();
  });
});

describe('where the browser refuses storage', () => {
  it('says so when there is no IndexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openIndexedDbStore({ name })).rejects.toMatchObject({ layer: 'storage', code: 'refused' });
  });

  it.each(['SecurityError', 'UnknownError', 'InvalidStateError'])('says so on %s', async (errorName) => {
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('denied', errorName);
    });
    await expect(openIndexedDbStore({ name })).rejects.toMatchObject({ layer: 'storage', code: 'refused' });
  });

  it('does not touch what a newer version wrote', async () => {
    const newer = await openDB(name, databaseVersion + 1, {
      upgrade: (database) => database.createObjectStore('future'),
    });
    newer.close();
    await expect(openIndexedDbStore({ name })).rejects.toMatchObject({ code: 'version-newer' });
    const again = await openDB(name);
    expect([...again.objectStoreNames]).toEqual(['future']);
    again.close();
  });
});

describe('two tabs', () => {
  it('share one sealing key, whoever opens first', async () => {
    const stores = await Promise.all([openIndexedDbStore({ name }), openIndexedDbStore({ name })]);
    const [first, second] = stores;
    await Promise.all([
      first.saveResults(line, [{ nonce: 1, json: '"first"' }]),
      second.saveResults(line, [{ nonce: 2, json: '"second"' }]),
    ]);
    for (const store of stores) {
      expect(await store.loadResults(line, { fromNonce: 0, toNonce: 9 })).toHaveLength(2);
      store.close();
    }
  });

  it('lose nothing when both save at once', async () => {
    const stores = await Promise.all([openIndexedDbStore({ name }), openIndexedDbStore({ name })]);
    const [first, second] = stores;
    await Promise.all(
      Array.from({ length: 60 }, (_, nonce) =>
        (nonce % 2 === 0 ? first : second).saveResults(line, [{ nonce, json: String(nonce) }]),
      ),
    );
    const loaded = await first.loadResults(line, { fromNonce: 0, toNonce: 99 });
    expect(loaded.map(({ nonce }) => nonce)).toEqual(Array.from({ length: 60 }, (_, nonce) => nonce));
    for (const store of stores) store.close();
  });

  it('let a newer version in, and say why they stop', async () => {
    const onLost = vi.fn();
    const store = await openIndexedDbStore({ name, onLost });
    const newer = await openDB(name, databaseVersion + 1, { upgrade: () => undefined });
    await expect(store.loadDocument('process', 'a')).rejects.toMatchObject({
      code: 'closed',
      message: expect.stringContaining('newer version') as unknown,
    });
    expect(onLost).toHaveBeenCalledOnce();
    newer.close();
    const closedByUs = await openIndexedDbStore({ name: 'another', onLost });
    closedByUs.close();
    expect(onLost).toHaveBeenCalledOnce();
  });
});
