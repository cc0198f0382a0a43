// @ts-check
import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { openIndexedDbStore } from '../../src/storage/indexedDbStore.ts';
import { hashLine } from '../../src/storage/line.ts';
import { checkpointOf, MemoryModel } from '../../src/storage/testing/memoryModel.ts';
import { inspectDatabase } from './database.mjs';

const name = 'selfsame';
const processId = 'process';

/** Three messages with a checkpoint at the last, as the app writes them. */
async function fillDatabase() {
  const store = await openIndexedDbStore({ name });
  const line = await hashLine({ processId, moduleId: 'module', profileJson: '{}' });
  const model = new MemoryModel();
  model.grow(3);
  model.write(0, 7);
  await store.saveResults(
    line,
    [0, 1, 2].map((nonce) => ({ nonce, json: '{}' })),
  );
  await store.saveCheckpoint(line, checkpointOf(model, 2, null));
  store.close();
}

/** @param {(database: import('idb').IDBPDatabase) => Promise<unknown>} damage around the app's back */
async function faultsAfter(damage) {
  await fillDatabase();
  const database = await openDB(name);
  await damage(database);
  database.close();
  return (await inspectDatabase(processId)).faults;
}

afterEach(() => deleteDB(name));

describe('what chaos makes of a database', () => {
  it('is nothing where all is in order, and nothing where there is none', async () => {
    expect(await inspectDatabase(processId)).toMatchObject({ savedNonce: null, faults: [] });
    expect(await faultsAfter(async () => undefined)).toEqual([]);
    expect(await inspectDatabase(processId)).toMatchObject({ savedNonce: 2, checkpoints: 1 });
  });

  it('names a pack that no checkpoint names', async () => {
    const faults = await faultsAfter(async (database) => {
      const [pack] = await database.getAll('packs');
      const bytes = Uint8Array.of(1, 2, 3);
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      const packId = Buffer.from(digest).toString('base64url');
      await database.put('packs', { ...pack, packId, byteCount: bytes.length, bytes });
    });
    expect(faults).toEqual([expect.stringMatching(/^pack .* is an orphan$/)]);
  });

  it('names a pack that is missing, and one that was changed', async () => {
    const missing = await faultsAfter(async (database) => {
      const [key] = await database.getAllKeys('packs');
      if (key !== undefined) await database.delete('packs', key);
    });
    expect(missing).toEqual([expect.stringMatching(/^checkpoint 2 lacks pack /)]);
    await deleteDB(name);
    const changed = await faultsAfter(async (database) => {
      const [pack] = await database.getAll('packs');
      pack.bytes[0] ^= 1;
      await database.put('packs', pack);
    });
    expect(changed).toEqual([expect.stringMatching(/ holds other bytes$/)]);
  });

  it('names a checkpoint that stands beyond its results', async () => {
    const faults = await faultsAfter((database) => database.clear('results'));
    expect(faults).toEqual([expect.stringMatching(/^results end at nonce -1, before checkpoint 2$/)]);
  });
});
