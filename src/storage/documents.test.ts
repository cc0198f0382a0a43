import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, expect, it } from 'vitest';
import { openIndexedDbStore } from './indexedDbStore.ts';
import { withRawDatabase } from './testing/rawDatabase.ts';

const name = 'documents';
const json = '{"blockHeight":7,"timestampMs":8}';
type RawRecord = Readonly<Record<string, unknown>>;

afterEach(() => deleteDB(name));

/** The process that is loaded after its record has been replaced by `damaged` behind the store's back. */
async function loadAfter(damaged: (record: RawRecord, other: RawRecord) => RawRecord) {
  const first = await openIndexedDbStore({ name });
  await first.saveDocument('process', 'p', { json, bytes: null });
  await first.saveDocument('process', 'q', { json: '{}', bytes: null });
  first.close();
  await withRawDatabase(name, async (raw) => {
    const [record, other] = (await raw.getAll('documents')) as RawRecord[];
    await raw.put('documents', damaged(record ?? {}, other ?? {}));
  });
  const store = await openIndexedDbStore({ name });
  try {
    return await store.loadDocument('process', 'p');
  } finally {
    store.close();
  }
}

it('a process is given back as it was saved', async () => {
  expect(await loadAfter((record) => record)).toEqual({ json, bytes: null });
});

it.each<[string, (record: RawRecord, other: RawRecord) => RawRecord]>([
  ['the time of its spawn differs', (record) => ({ ...record, json: json.replace('8', '9') })],
  ['it is sealed by nobody', (record) => ({ ...record, seal: 'x' })],
  ['an earlier version has kept it, without a seal', ({ seal: _, ...record }) => record],
  ['it is another process, seal and all', ({ id }, other) => ({ ...other, id })],
])('a process is absent where %s, and saved anew', async (_, damaged) => {
  expect(await loadAfter(damaged)).toBeUndefined();
  const store = await openIndexedDbStore({ name });
  await store.saveDocument('process', 'p', { json, bytes: null });
  expect(await store.loadDocument('process', 'p')).toEqual({ json, bytes: null });
  store.close();
});
