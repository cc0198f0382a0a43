import { beforeEach, describe, expect, it } from 'vitest';
import type { LineId } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Line } from './line.ts';
import { createSaver, type Saver } from './saver.ts';

const line = { id: 'line' as LineId, restoredNonce: null, evaluationMs: 5000 } as Line;
let saver: Saver;
beforeEach(() => {
  saver = createSaver(createMemoryStore(), line, { startMs: 0, reachWithinMs: 1_000_000 });
});

describe('a line is due to be saved', () => {
  it('when two seconds were spent evaluating it, or will have been with what lies ahead', () => {
    expect(saver.isDue({ ...line, evaluationMs: 6999 }, 3000, 0)).toBe(false);
    expect(saver.isDue({ ...line, evaluationMs: 7000 }, 3000, 0)).toBe(true);
    expect(saver.isDue({ ...line, evaluationMs: 6920 }, 3000, 80)).toBe(true);
  });

  it('not because time has passed in which others had their turns', () => {
    expect(saver.isDue({ ...line, evaluationMs: 6000 }, 29_999, 0)).toBe(false);
  });

  it('but for half a minute at the most', () => {
    expect(saver.isDue({ ...line, evaluationMs: 5001 }, 30_000, 0)).toBe(true);
  });

  it('before any nonce would lie too far from a checkpoint to be reached in time', () => {
    const near = createSaver(createMemoryStore(), line, { startMs: 0, reachWithinMs: 1000 });
    expect(near.isDue({ ...line, evaluationMs: 5899 }, 1000, 0)).toBe(false);
    expect(near.isDue({ ...line, evaluationMs: 5900 }, 1000, 0)).toBe(true);
  });
});
