import type { DataItem } from '../../../protocol/dataItem.ts';
import type { Chain } from './anySchedule.ts';
import { ownerOf, type Tag, tagsIn, withoutSender } from './specFields.ts';

// legacynet.md §7.

export interface Moment {
  readonly timestampMs: number;
  readonly blockHeight: number;
}

interface Timer {
  readonly interval: string;
  readonly blocks?: number;
  readonly seconds?: number;
  readonly tags: Tag[];
}

const secondsOf: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600 };

function timersOf(process: DataItem): Timer[] {
  const timers: Timer[] = [];
  for (const { name, value: interval } of tagsIn(process)) {
    if (name.startsWith('Cron-Tag-')) timers.at(-1)?.tags.push({ name: name.slice(9), value: interval });
    if (name !== 'Cron-Interval') continue;
    const [count = '', unit = ''] = interval.split('-');
    const length = secondsOf[unit.replace(/s$/, '')];
    if (/^blocks?$/.test(unit)) timers.push({ interval, blocks: Number(count), tags: [] });
    else
      timers.push({
        interval,
        seconds: length === undefined ? Number.NaN : Number(count) * length,
        tags: [],
      });
  }
  return timers;
}

export interface Span {
  readonly left: Moment;
  readonly right: number;
  readonly origin: Moment;
}

/** §7.3, a second at a time. */
export function cronMessages(
  process: DataItem,
  processId: string,
  { left, right, origin }: Span,
  chain: Chain,
): string[] {
  const all = timersOf(process);
  const byBlocks = all.filter(({ blocks }) => blocks !== undefined);
  const byTime = all
    .filter(({ seconds }) => seconds !== undefined)
    .sort((a, b) => (a.seconds ?? 0) - (b.seconds ?? 0));
  const waiting = blocksBetween(left.timestampMs, right, chain);
  const owner = ownerOf(process);
  const fired: string[] = [];
  const emit = ({ tags }: Timer, at: Moment) => {
    fired.push(
      JSON.stringify({
        ...{ Owner: owner, Target: processId, From: owner, Tags: withoutSender(tags) },
        ...{ Timestamp: at.timestampMs, 'Block-Height': at.blockHeight, Cron: true, 'Read-Only': false },
      }),
    );
  };
  let current = left.blockHeight;
  for (let t = left.timestampMs; t < right; t += 1000) {
    const [block] = waiting;
    if (block !== undefined && second(t) >= second(block.timestampMs)) {
      waiting.shift();
      current = block.blockHeight;
      const passed = current - origin.blockHeight;
      for (const timer of byBlocks)
        if (passed !== 0 && passed % (timer.blocks ?? 0) === 0) emit(timer, block);
    }
    const passed = second(t) - second(origin.timestampMs);
    for (const timer of byTime) {
      if (passed !== 0 && passed % (timer.seconds ?? 0) === 0)
        emit(timer, { timestampMs: t, blockHeight: current });
    }
  }
  return fired;
}

function second(ms: number): number {
  return Math.floor(ms / 1000);
}

/** §7.2: GraphQL tells whole seconds. */
function blocksBetween(leftMs: number, rightMs: number, { firstBlock, blockIntervalMs }: Chain): Moment[] {
  const blocks: Moment[] = [];
  for (let passed = 0; ; passed += 1) {
    const timestampMs = 1000 * second(firstBlock.timestampMs + passed * blockIntervalMs);
    if (timestampMs >= rightMs) return blocks;
    if (timestampMs > leftMs) blocks.push({ blockHeight: firstBlock.height + passed, timestampMs });
  }
}
