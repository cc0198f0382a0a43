import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, expect, it } from 'vitest';
import { openIndexedDbStore } from './indexedDbStore.ts';
import { withRawDatabase } from './testing/rawDatabase.ts';

const name = 'rewritings';
const made = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
type RawRecord = Readonly<Record<string, unknown>>;

afterEach(() => deleteDB(name));

/** What is loaded after its record has been replaced by `damaged` behind the store's back. */
async function loadAfter(damaged: (record: RawRecord, other: RawRecord) => RawRecord) {
  const first = await openIndexedDbStore({ name });
  await first.saveRewriting('module', 'recipe', made);
  await first.saveRewriting('other', 'recipe', Uint8Array.of(7, 7));
  first.close();
  await withRawDatabase(name, async (raw) => {
    const [record, other] = (await raw.getAll('documents')) as RawRecord[];
    await raw.put('documents', damaged(record ?? {}, other ?? {}));
  });
  const store = await openIndexedDbStore({ name });
  try {
    return await store.loadRewriting('module', 'recipe');
  } finally {
    store.close();
  }
}

it('gives back what this browser made', async () => {
  expect(await loadAfter((record) => record)).toEqual({ kind: 'kept', bytes: made });
});

it.each<[string, (record: RawRecord, other: RawRecord) => RawRecord]>([
  ['a byte differs', (record) => ({ ...record, bytes: Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 1) })],
  ['bytes are missing', (record) => ({ ...record, bytes: made.subarray(1).slice() })],
  ['there are no bytes', (record) => ({ ...record, bytes: null })],
  ['it is sealed by nobody', (record) => ({ ...record, json: 'x' })],
  ['it is another module’s, seal and all', ({ id }, other) => ({ ...other, id })],
])('says that it was changed where %s', async (_, damaged) => {
  expect(await loadAfter(damaged)).toEqual({ kind: 'changed' });
});
