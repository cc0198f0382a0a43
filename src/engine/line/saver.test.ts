import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../base/errors.ts';
import type { Evaluator, MemoryPages } from '../../evaluation/evaluator.ts';
import type { LineId } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { MemoryModel, memoryOf } from '../../storage/testing/memoryModel.ts';
import type { MessageResult } from '../api.ts';
import { createSpares, sparingStore } from '../store/sparingStore.ts';
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
const sparing = (store: Store) => sparingStore(store, createSpares());
let saver: Saver;
beforeEach(() => {
  saver = createSaver(sparing(createMemoryStore()), line, { startMs: 0, reachWithinMs: 1_000_000 });
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
    const near = createSaver(sparing(createMemoryStore()), line, { startMs: 0, reachWithinMs: 1000 });
    expect(near.isDue({ ...line, evaluationMs: 5899 }, 1000, 0)).toBe(false);
    expect(near.isDue({ ...line, evaluationMs: 5900 }, 1000, 0)).toBe(true);
  });
});

describe('a save that fails', () => {
  const attempt = fc.record({
    writes: fc.array(fc.tuple(fc.nat(7), fc.nat(9)), { maxLength: 3 }),
    fails: fc.constantFrom('nothing', 'results', 'ids', 'checkpoint', 'what is kept'),
  });

  it('leaves what a reload may go on from, whatever it fails at, and the next has all that it lacked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 8 }), async (attempts) => {
        const store = createMemoryStore();
        let failing = 'nothing';
        const unless = <Value>(name: string, save: () => Promise<Value>): Promise<Value> =>
          failing === name ? Promise.reject(new StorageError('quota-exceeded', 'No room.')) : save();
        const faulty: Store = {
          ...store,
          saveResults: (id, results) =>
            unless(id === line.id ? 'results' : 'ids', () => store.saveResults(id, results)),
          saveCheckpoint: (...given) => unless('checkpoint', () => store.saveCheckpoint(...given)),
        };
        const memory = new MemoryModel();
        memory.grow(8);
        const memoryBytes = memory.snapshot().length;
        const capture: Evaluator['capture'] = async (options) => ({
          ...captured,
          memoryBytes,
          pages: memory.capture(options) as MemoryPages,
        });
        const changing = { ...line, evaluator: { ...evaluator, capture } } as Line;
        const faultySaver = createSaver(sparing(faulty), changing, { startMs: 0, reachWithinMs: 1_000_000 });
        const memories: Uint8Array[] = [];
        let lostThrough = -1;
        for (const [nonce, { writes, fails }] of attempts.entries()) {
          for (const [page, seed] of writes) memory.write(page, seed);
          memories.push(memory.snapshot());
          failing = fails;
          const builtOn = faultySaver.savedNonce;
          if (fails === 'what is kept') {
            await store.deleteLine(line.id);
            lostThrough = nonce - 1;
          }
          faultySaver.record({ nonce, result: null } as MessageResult, 'id');
          await faultySaver.save({ ...changing, position: { nonce } as Line['position'] }, 0);
          await faultySaver.settle();
          const isSaved = fails === 'nothing' || (fails === 'what is kept' && builtOn === null);
          expect(faultySaver.problem === undefined).toBe(isSaved);
          const { checkpoint } = await store.loadCheckpoint(line.id);
          expect(checkpoint?.nonce ?? null).toBe(faultySaver.savedNonce);
          if (checkpoint === undefined) continue;
          const expected = memories[checkpoint.nonce] ?? new Uint8Array(0);
          expect(Buffer.compare(memoryOf(checkpoint), expected)).toBe(0);
          const upToIt = { fromNonce: lostThrough + 1, toNonce: checkpoint.nonce };
          expect(await store.loadResults(line.id, upToIt)).toHaveLength(checkpoint.nonce - lostThrough);
        }
      }),
    );
  });
});
