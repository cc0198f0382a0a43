import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { memoryPageBytes } from '../../evaluation/evaluator.ts';
import { hashInPieces } from '../../evaluation/instance/memoryHash.ts';
import { usedPageFinder } from '../../evaluation/instance/usedPages.ts';
import { createMemory } from '../../evaluation/rewriting/sharing/shareMemory.ts';
import { PageSnapshot, usedPagesOf } from '../../evaluation/rollback/pageSnapshot.ts';
import { createCheckpointWriter } from '../../storage/checkpoints/checkpointWriter.ts';
import { hashLine } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';

const gibibyte = 1024 ** 3;
const wasmPages = gibibyte / 65_536;
/** Far apart, the last one included. */
const usedPages = Array.from({ length: 256 }, (_, index) => (index + 1) * 1024 - 1);
/** What everything but the memory may take: a hundredth of it. */
const roomBytes = gibibyte / 100;

/** The most bytes in buffers beyond those at the start, after each step, and the most that WebCrypto was given to copy. */
function counting() {
  const digest = vi.spyOn(crypto.subtle, 'digest');
  const atStart = process.memoryUsage().arrayBuffers;
  let most = 0;
  return {
    async step<Value>(work: () => Value | Promise<Value>): Promise<Value> {
      const value = await work();
      most = Math.max(most, process.memoryUsage().arrayBuffers - atStart);
      return value;
    },
    counts() {
      const given = digest.mock.calls.map(([, bytes]) => bytes.byteLength);
      digest.mockRestore();
      return { heldBytes: most, givenBytes: Math.max(0, ...given) };
    },
  };
}

/** Issue: memories to 1 GB without ever holding two copies of it outside the evaluator. */
it('a memory of 1 GiB is captured, saved, loaded, restored and hashed without a second one', {
  timeout: 120_000,
}, async () => {
  const memory = createMemory({ initial: wasmPages, maximum: wasmPages, wide: false });
  const bytes = new Uint8Array(memory.buffer);
  for (const page of usedPages)
    bytes.fill(1 + (page % 255), page * memoryPageBytes, (page + 1) * memoryPageBytes - 7);
  const nextUsed = usedPageFinder(() => bytes, { memory, wide: false });
  const store = createMemoryStore();
  const lineId = await hashLine({ processId: 'p'.repeat(43), moduleId: 'module', profileJson: '{}' });
  const count = counting();

  const snapshot = new PageSnapshot();
  const different = await count.step(() => snapshot.differences(bytes, nextUsed));
  expect(different).toEqual(usedPages);
  const pages = await count.step(() => {
    snapshot.advance(bytes, different);
    return snapshot.takeChanges();
  });
  expect(pages.bytes.length).toBe(usedPages.length * memoryPageBytes);
  const writer = createCheckpointWriter(store, lineId, null);
  await count.step(() =>
    writer.save({
      ...{ pages, memoryBytes: gibibyte, host: { clockTick: 0, files: [] } },
      ...{ nonce: 0, assignmentId: 'a', hashChain: 'h', timestampMs: 0, blockHeight: 0 },
      ...{ evaluationMs: 0, ledgerJson: '{}' },
    }),
  );
  const { checkpoint } = await count.step(() => store.loadCheckpoint(lineId));
  if (checkpoint === undefined) throw new Error('The checkpoint is not there.');
  const restored = await count.step(() => PageSnapshot.from(checkpoint.pages, checkpoint.memoryBytes));
  expect(restored.differences(bytes, nextUsed)).toEqual([]);

  bytes.fill(0);
  expect(usedPagesOf(bytes, nextUsed)).toEqual([]);
  restored.writeTo(bytes, []);
  expect(restored.differences(bytes, nextUsed)).toEqual([]);
  const hash = await count.step(() => hashInPieces(bytes));
  expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));

  const { heldBytes, givenBytes } = count.counts();
  expect(heldBytes).toBeLessThan(roomBytes);
  expect(givenBytes).toBeLessThan(roomBytes);
});
