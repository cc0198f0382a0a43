import { expect, it } from 'vitest';
import type { LineId } from './line.ts';
import { createRecordStore } from './recordStore.ts';
import { createMemoryRecords } from './records/memoryRecords.ts';
import { checkpointOf, MemoryModel } from './testing/memoryModel.ts';

it.each(['', '{"reach', 'null', '7', '{}', '{"reachWithinMs":"soon"}', '{"reachWithinMs":null}'])(
  'rules that were damaged to %j are the usual ones, and checkpoints are saved',
  async (json) => {
    const records = createMemoryRecords();
    const store = createRecordStore(records);
    const usual = await store.loadRules();
    await store.saveRules({ reachWithinMs: 7000 });
    expect(await store.loadRules()).toEqual({ reachWithinMs: 7000 });
    await records.write(['preferences'], (transaction) =>
      transaction.put('preferences', { kind: 'rules', id: '', json }),
    );
    expect(await store.loadRules()).toEqual(usual);
    const model = new MemoryModel();
    model.grow(1);
    await expect(
      store.saveCheckpoint('p/m/l' as LineId, checkpointOf(model, 0, null)),
    ).resolves.toMatchObject({ nonce: 0 });
  },
);
