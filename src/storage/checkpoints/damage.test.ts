import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { openIndexedDbStore } from '../indexedDbStore.ts';
import { hashLine } from '../line.ts';
import { createRecordStore } from '../recordStore.ts';
import { createMemoryRecords } from '../records/memoryRecords.ts';
import { checkpointOf, MemoryModel, memoryOf, sidesOf } from '../testing/memoryModel.ts';
import { listDamages, withRawDatabase } from '../testing/rawDatabase.ts';

const name = 'damaged';
const line = hashLine({ processId: 'process', moduleId: 'module', profileJson: '{}' });

/** Four checkpoints that share packs, some compressed and some not, and one that was moved by compaction. */
async function fillDatabase(): Promise<ReadonlyMap<number, Uint8Array>> {
  const store = await openIndexedDbStore({ name });
  const model = new MemoryModel();
  const memories = new Map<number, Uint8Array>();
  model.grow(6);
  for (let page = 0; page < 6; page += 1) model.write(page, page + 1);
  let previous: number | null = null;
  for (const nonce of [3, 4, 5, 6]) {
    model.write(nonce % 3, nonce);
    model.write(nonce % 2, nonce * 3);
    await store.saveCheckpoint(await line, checkpointOf(model, nonce, previous));
    memories.set(nonce, model.snapshot());
    previous = nonce;
  }
  store.close();
  return memories;
}

afterEach(() => deleteDB(name));

describe('a damaged database', () => {
  it('never gives wrong memory, and says what it left out', async () => {
    let fellBack = 0;
    let count = 1;
    for (let index = 0; index < count; index += 1) {
      await deleteDB(name);
      const memories = await fillDatabase();
      // Made anew each time: this database has its own sealing key.
      const damages = await listDamages(name, ['checkpoints', 'packs', 'secrets']);
      count = damages.length;
      const damage = damages[index];
      if (damage === undefined) break;
      await withRawDatabase(name, damage.inflict);
      const store = await openIndexedDbStore({ name });
      const { checkpoint, skipped } = await store.loadCheckpoint(await line);
      const again = await store.loadCheckpoint(await line);
      store.close();

      if (checkpoint !== undefined) {
        const expected = memories.get(checkpoint.nonce);
        expect(Buffer.compare(memoryOf(checkpoint), expected ?? new Uint8Array(0)), damage.name).toBe(0);
        expect(checkpoint, damage.name).toMatchObject(sidesOf(checkpoint.nonce));
      }
      // A manifest that is gone leaves no trace of its checkpoint; everything else has to be reported.
      const isUnnoticeable = /^checkpoints\[3\](\.lineId changed| deleted)$/.test(damage.name);
      if (checkpoint?.nonce !== 6 && !isUnnoticeable) {
        fellBack += 1;
        expect(skipped[0]?.reason, damage.name).toMatch(/pack|manifest/);
      }
      // What was found broken is gone, so that it is reported once.
      expect(again.skipped, damage.name).toEqual([]);
      expect(again.checkpoint?.nonce, damage.name).toBe(checkpoint?.nonce);
    }
    expect(count).toBeGreaterThan(40);
    expect(fellBack).toBeGreaterThan(10);
  });

  it('falls back to the checkpoint before, when only the newest is broken', async () => {
    const memories = await fillDatabase();
    const damage = (await listDamages(name)).find((each) => each.name === 'checkpoints[3].json changed');
    await withRawDatabase(name, async (raw) => damage?.inflict(raw));
    const store = await openIndexedDbStore({ name });
    const { checkpoint, skipped } = await store.loadCheckpoint(await line);
    expect(skipped).toEqual([{ nonce: 6, reason: 'its manifest was changed' }]);
    expect(checkpoint?.nonce).toBe(5);
    expect(checkpoint && memoryOf(checkpoint)).toEqual(memories.get(5));
    store.close();
  });

  it('keeps the good checkpoint that was saved in the place of a broken one while that was read', async () => {
    const records = createMemoryRecords();
    const writer = createRecordStore(records);
    const model = new MemoryModel();
    model.grow(2);
    model.write(0, 1);
    await writer.saveCheckpoint(await line, checkpointOf(model, 5, null));
    model.write(1, 2);
    const newest = checkpointOf(model, 6, 5);
    await writer.saveCheckpoint(await line, newest);
    await records.write(['checkpoints'], async (transaction) => {
      const record = await transaction.get('checkpoints', [await line, 6]);
      if (record !== undefined) await transaction.put('checkpoints', { ...record, json: `${record.json} ` });
    });
    const reader = createRecordStore({
      ...records,
      write: async (tables, body) => {
        await writer.saveCheckpoint(await line, newest);
        return records.write(tables, body);
      },
    });
    expect((await reader.loadCheckpoint(await line)).checkpoint?.nonce).toBe(5);
    const { checkpoint, skipped } = await writer.loadCheckpoint(await line);
    expect(skipped).toEqual([]);
    expect(checkpoint?.nonce).toBe(6);
    expect(checkpoint && memoryOf(checkpoint)).toEqual(model.snapshot());
  });

  it('keeps what it could not read for a moment below what is newer', async () => {
    const records = createMemoryRecords();
    let isFaulty = false;
    const store = createRecordStore({
      ...records,
      read: (tables, body) =>
        records.read(tables, (transaction) =>
          body({
            ...transaction,
            async get(table, key) {
              const record = await transaction.get(table, key);
              if (isFaulty && record !== undefined && 'packId' in record) record.bytes.fill(1);
              return record;
            },
          }),
        ),
    });
    const model = new MemoryModel();
    model.grow(50);
    const save = async (nonce: number, pages: readonly number[]) => {
      for (const page of pages) model.write(page, 100 * nonce + page);
      await store.saveCheckpoint(await line, checkpointOf(model, nonce, nonce === 1 ? null : nonce - 1));
    };
    const upTo = (first: number, last: number) => Array.from({ length: last - first }, (_, at) => first + at);
    await save(1, upTo(0, 10));
    // More pages than there were: no differences, but a layer on top.
    await save(2, upTo(6, 20));
    isFaulty = true;
    // Of the first layer one page is left, which is not worth keeping the layer.
    await save(3, [...upTo(1, 6), ...upTo(20, 42)]);
    isFaulty = false;
    const { checkpoint, skipped } = await store.loadCheckpoint(await line);
    expect(skipped).toEqual([]);
    expect(checkpoint?.nonce).toBe(3);
    expect(checkpoint && Buffer.compare(memoryOf(checkpoint), model.bytes)).toBe(0);
  });

  it('does not believe a good manifest in the place of another', async () => {
    await fillDatabase();
    await withRawDatabase(name, async (raw) => {
      const [older] = await raw.getAll('checkpoints');
      await raw.put('checkpoints', { ...older, nonce: 6 });
    });
    const store = await openIndexedDbStore({ name });
    const { checkpoint, skipped } = await store.loadCheckpoint(await line);
    expect(checkpoint?.nonce).toBe(5);
    expect(skipped.map((each) => each.nonce)).toEqual([6]);
    store.close();
  });

  it('goes on from the checkpoint that it fell back to', async () => {
    const memories = await fillDatabase();
    const damage = (await listDamages(name)).find((each) => each.name === 'checkpoints[3].seal changed');
    await withRawDatabase(name, async (raw) => damage?.inflict(raw));
    const store = await openIndexedDbStore({ name });
    const { checkpoint } = await store.loadCheckpoint(await line);
    const model = new MemoryModel(memories.get(5)?.slice() ?? new Uint8Array(0));
    model.write(2, 44);
    await store.saveCheckpoint(await line, checkpointOf(model, 7, checkpoint?.nonce ?? null));
    const after = await store.loadCheckpoint(await line);
    expect(after.checkpoint && memoryOf(after.checkpoint)).toEqual(model.snapshot());
    store.close();
  });

  it('leaves no pack behind that no checkpoint names', async () => {
    await fillDatabase();
    const store = await openIndexedDbStore({ name });
    const model = new MemoryModel();
    model.grow(6);
    let previous: number | null = null;
    for (let nonce = 100; nonce < 160; nonce += 1) {
      model.write(nonce % 6, nonce);
      // Fifteen to a bound: most of them are let go again.
      const checkpoint = { ...checkpointOf(model, nonce, previous), evaluationMs: (2000 / 15) * nonce };
      await store.saveCheckpoint(await line, checkpoint);
      previous = nonce;
    }
    store.close();
    await withRawDatabase(name, async (raw) => {
      const manifests = (await raw.getAll('checkpoints')) as { readonly json: string }[];
      const packs = (await raw.getAll('packs')) as { readonly packId: string }[];
      expect(manifests.length).toBeLessThan(12);
      for (const { packId } of packs)
        expect(
          manifests.some(({ json }) => json.includes(packId)),
          packId,
        ).toBe(true);
    });
  });
});
