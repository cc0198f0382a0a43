import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../base/errors.ts';
import { type Evaluator, memoryPageBytes } from '../../evaluation/evaluator.ts';
import type { LineId } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { MessageResult } from '../api.ts';
import type { Line } from './line.ts';
import { createSaver, type Saver } from './saver.ts';

const captured = {
  memoryBytes: 0,
  pages: { indices: new Uint32Array(0), bytes: new Uint8Array(0) },
  host: { clockTick: 0, files: [] },
};
const evaluator = {
  capture: () => Promise.resolve(captured),
  status: () => Promise.resolve({ memoryBytes: 0 }),
} as unknown as Evaluator;
const line = {
  ...{ id: 'line' as LineId, evaluator, tallies: [], restoredNonce: null, evaluationMs: 5000 },
} as unknown as Line;
let saver: Saver;
beforeEach(() => {
  saver = createSaver(createMemoryStore(), line, { startMs: 0, reachWithinMs: 1_000_000 });
});

describe('a line is due to be saved', () => {
  it('when two seconds were spent evaluating it, or will have been with what lies ahead', () => {
    expect(saver.isDue({ ...line, evaluationMs: 6999 }, 2500, 0)).toBe(false);
    expect(saver.isDue({ ...line, evaluationMs: 7000 }, 2500, 0)).toBe(true);
    expect(saver.isDue({ ...line, evaluationMs: 6920 }, 2500, 80)).toBe(true);
  });

  it('after three seconds in any case, in which others may have had their turns', () => {
    expect(saver.isDue({ ...line, evaluationMs: 5001 }, 2999, 0)).toBe(false);
    expect(saver.isDue({ ...line, evaluationMs: 5001 }, 3000, 0)).toBe(true);
  });

  it('less often where capturing its memory is slow, but within half a minute', async () => {
    const nowMs = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(200);
    await saver.save({ ...line, position: { nonce: 7 } as Line['position'] }, 0);
    nowMs.mockRestore();
    await saver.settle().catch(() => undefined);
    expect(saver.isDue({ ...line, evaluationMs: 14_999 }, 9999, 0)).toBe(false);
    expect(saver.isDue({ ...line, evaluationMs: 15_000 }, 9999, 0)).toBe(true);
    expect(saver.isDue({ ...line, evaluationMs: 5001 }, 10_000, 0)).toBe(true);
  });

  it('before any nonce would lie too far from a checkpoint to be reached in time', () => {
    const near = createSaver(createMemoryStore(), line, { startMs: 0, reachWithinMs: 1000 });
    expect(near.isDue({ ...line, evaluationMs: 5899 }, 1000, 0)).toBe(false);
    expect(near.isDue({ ...line, evaluationMs: 5900 }, 1000, 0)).toBe(true);
  });
});

it('keeps for the next attempt what had changed before one that failed, whatever it failed at', async () => {
  const store = createMemoryStore();
  const saveResults = vi.spyOn(store, 'saveResults');
  saveResults.mockRejectedValueOnce(new StorageError('quota-exceeded', 'No room.'));
  const pageOf = (index: number) => ({
    indices: Uint32Array.of(index),
    bytes: new Uint8Array(memoryPageBytes).fill(index + 1),
  });
  const captures = [pageOf(0), pageOf(1)].map((pages) => ({
    ...captured,
    memoryBytes: 16 * memoryPageBytes,
    pages,
  }));
  const changing = { ...line, evaluator: { ...evaluator, capture: async () => captures.shift() } } as Line;
  const begun = createSaver(store, changing, { startMs: 0, reachWithinMs: 1_000_000 });
  for (const nonce of [4, 9]) {
    begun.record({ nonce, result: null } as MessageResult, 'id');
    await begun.save({ ...changing, position: { nonce } as Line['position'] }, 0);
    await begun.settle();
    expect([begun.savedNonce, begun.problem]).toEqual(
      nonce === 4 ? [null, expect.stringContaining('No room.')] : [9, undefined],
    );
  }
  const { checkpoint } = await store.loadCheckpoint(line.id);
  expect([...(checkpoint?.pages.indices ?? [])]).toEqual([0, 1]);
  expect(await store.loadResults(line.id, { fromNonce: 0, toNonce: 9 })).toHaveLength(2);
});
