import { describe, expect, it } from 'vitest';
import type { GatewayBlock } from '../../protocol/gatewayJson.ts';
import type { HeightRange } from '../../sources/gateway.ts';
import { createCronTimers } from './cronTimers.ts';
import { processWith, spawnHeight, spawnMs } from './testing/saidSchedule.ts';

const everyBlock = processWith([{ name: 'Cron-Interval', value: '1-block' }]);
const blockMs = 120_000;

/** A chain with a block every two minutes, the first of them a second after the process. */
function chainOf(count: number) {
  const asked: HeightRange[] = [];
  const blocks = Array.from({ length: count }, (_, index) => ({
    height: spawnHeight + index + 1,
    timestampMs: spawnMs + 1000 + index * blockMs,
  })) as unknown as readonly GatewayBlock[];
  const fetchBlocks = async (range: HeightRange) => {
    asked.push(range);
    return blocks.filter(({ height }) => height >= range.minHeight && height <= range.maxHeight);
  };
  return { fetchBlocks, asked };
}

const at = (afterMs: number, blockHeight: number) => ({ timestampMs: spawnMs + afterMs, blockHeight });

async function heightsFired(
  chain: ReturnType<typeof chainOf>,
  left: ReturnType<typeof at>,
  right: ReturnType<typeof at>,
) {
  const heights: number[] = [];
  for await (const found of createCronTimers(everyBlock, chain, {}).between(left, right)) {
    if ('cron' in found) heights.push(found.blockHeight - spawnHeight);
  }
  return heights;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

// legacynet.md §7.2, §7.3: blocks come between two messages by their times; the height that a scheduler unit writes down is what its gateway said last (§1.3).
describe('blocks between two messages', () => {
  it('are asked for once where heights are what they should be', async () => {
    const chain = chainOf(40);
    expect(await heightsFired(chain, at(0, spawnHeight), at(5 * blockMs, spawnHeight + 5))).toEqual(upTo(5));
    expect(chain.asked).toEqual([{ minHeight: spawnHeight, maxHeight: spawnHeight + 7 }]);
  });

  it('are all there where the unit’s gateway stood still', async () => {
    const stood = chainOf(400);
    expect(await heightsFired(stood, at(0, spawnHeight), at(30 * blockMs, spawnHeight))).toEqual(upTo(30));
    const [long, right] = [chainOf(400), at(350 * blockMs, spawnHeight)];
    expect(await heightsFired(long, at(0, spawnHeight), right)).toEqual(upTo(350));
    expect(long.asked.length).toBeLessThan(6);
  });

  it('are all there where heights fall', async () => {
    const chain = chainOf(40);
    const [left, right] = [at(10 * blockMs, spawnHeight + 10), at(14 * blockMs, spawnHeight + 7)];
    expect(await heightsFired(chain, left, right)).toEqual([11, 12, 13, 14]);
  });

  it('end where the chain does', async () => {
    const chain = chainOf(3);
    expect(await heightsFired(chain, at(0, spawnHeight), at(50 * blockMs, spawnHeight + 2))).toEqual(upTo(3));
    expect(chain.asked).toHaveLength(2);
  });
});
