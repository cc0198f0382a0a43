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

  it('are asked for without end by nobody, whatever a gateway makes up', async () => {
    for (const step of [0, 1, -1000]) {
      let made = 0;
      const fetchBlocks = async ({ minHeight, maxHeight }: HeightRange) => {
        const heights = Array.from({ length: maxHeight - minHeight + 1 }, (_, index) => minHeight + index);
        made += heights.length;
        expect(heights.length).toBeLessThan(1000);
        return heights.map(
          (height) =>
            ({ height, timestampMs: spawnMs + (height - spawnHeight) * step }) as unknown as GatewayBlock,
        );
      };
      const told = heightsFired(
        { fetchBlocks, asked: [] },
        at(0, spawnHeight),
        at(5 * blockMs, spawnHeight + 5),
      );
      await expect(told).rejects.toMatchObject({ layer: 'source', code: 'no-progress' });
      expect(made).toBeLessThan(12_000);
    }
  });

  it('may be from long before the left message, whose height stood still for a week', async () => {
    const chain = chainOf(6000);
    const [left, right] = [at(5000 * blockMs, spawnHeight), at(5003 * blockMs, spawnHeight)];
    expect(await heightsFired(chain, left, right)).toEqual([5001, 5002, 5003]);
  });

  it('are those of years, asked for in parts, where nothing came for years', async () => {
    const chain = chainOf(20_000);
    const [left, right] = [at(0, spawnHeight), at(19_000 * blockMs, spawnHeight + 19_000)];
    expect(await heightsFired(chain, left, right)).toEqual(upTo(19_000));
    expect(chain.asked.every(({ minHeight, maxHeight }) => maxHeight - minHeight < 1000)).toBe(true);
  });

  it('are a gateway’s word also where it tells of none', async () => {
    const tallies = [];
    const timers = createCronTimers(everyBlock, { fetchBlocks: async () => [] }, {});
    for await (const found of timers.between(at(0, spawnHeight), at(5 * blockMs, spawnHeight + 5))) {
      tallies.push(found);
    }
    expect(tallies).toMatchObject([{ tally: { name: 'cron-blocks', held: 0, unknown: 1 } }]);
  });
});
