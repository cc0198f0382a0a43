import { expect, it } from 'vitest';
import { deflate } from '../../base/deflate.ts';
import type { LineId } from '../line.ts';
import type { Deflate } from '../pages/pack.ts';
import { pageBytes } from '../pages/pages.ts';
import { createRecordStore } from '../recordStore.ts';
import { createMemoryRecords } from '../records/memoryRecords.ts';
import { MemoryModel, memoryOf } from '../testing/memoryModel.ts';
import { createCheckpointWriter } from './checkpointWriter.ts';

const line = 'line' as LineId;
const place = { assignmentId: 'a', hashChain: 'h', timestampMs: 0, blockHeight: 0 };

/** Saves a memory of so many pages with something in them, and gives back what was restored and how long the pieces were that went elsewhere. */
async function save(pageCount: number) {
  const pagesElsewhere: number[] = [];
  const deflateElsewhere: Deflate = (content) => {
    pagesElsewhere.push(content.length / pageBytes);
    return deflate(content);
  };
  const store = createRecordStore(createMemoryRecords(), { deflateElsewhere });
  const writer = createCheckpointWriter(store, line, null);
  const model = new MemoryModel();
  async function saveAt(nonce: number) {
    const memoryBytes = model.pageCount * pageBytes;
    const host = { clockTick: 0, files: [] };
    const checkpoint = { nonce, ...place, evaluationMs: nonce, memoryBytes, host, ledgerJson: '{}' };
    await writer.save({ ...checkpoint, pages: model.capture() });
    const { checkpoint: restored } = await store.loadCheckpoint(line);
    expect(restored?.nonce).toBe(nonce);
    expect(restored && Buffer.compare(memoryOf(restored), model.snapshot())).toBe(0);
  }
  model.grow(pageCount);
  for (let page = 0; page < pageCount; page += 1) model.write(page, 2 + 2 * (page % 100));
  await saveAt(1);
  return { model, saveAt, pagesElsewhere };
}

it.each([
  [255, []],
  [256, [128]],
  [257, [128]],
  [1419, [709]],
  [2048, [1024]],
  // Too many to compress.
  [2049, []],
])('of %i pages, these many are compressed elsewhere: %o', async (pageCount, expected) => {
  const { pagesElsewhere } = await save(pageCount);
  expect(pagesElsewhere).toEqual(expected);
});

it('differences stay in one pack, and are compressed here', async () => {
  const { model, saveAt, pagesElsewhere } = await save(600);
  for (let page = 0; page < 500; page += 1) model.write(page, 4 + 2 * (page % 100));
  await saveAt(2);
  model.write(3, 5);
  await saveAt(3);
  expect(pagesElsewhere).toEqual([300]);
});
