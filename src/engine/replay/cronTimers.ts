import type { Abortable } from '../../base/abort.ts';
import { SourceError } from '../../base/errors.ts';
import { parseCrons } from '../../protocol/cron.ts';
import { type ChainMoment, type CronEvent, cronMessagesBetween } from '../../protocol/cronSchedule.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { type Tally, unknown } from '../../verification/tally.ts';

export type Moment = ChainMoment;

/** A process's timers (legacynet.md §7). */
export interface CronTimers {
  readonly areSet: boolean;
  /** What they fire between two moments, in order, and on whose word the blocks between them were taken. */
  between(left: Moment, right: Moment): AsyncGenerator<CronEvent | { readonly tally: Tally }, void>;
}

/** The scheduler's height lags behind by a few seconds (legacynet.md §1.3): with these, the first block after a message mostly comes along. */
const heightMargin = 2;
/** As many as the reference asks for at once (legacynet.md §7.2). */
const furtherBlocks = 90;
/** Heights that are asked for in one call, which is one request for each 90: what comes is counted after each. */
const mostHeights = 900;
/** Blocks from before the left message that may come along: two weeks of them, while a scheduler unit's gateway stands still. */
const mostEarlierBlocks = 10_000;
/** Of two years, should a process have rested for so long. */
const mostBlocks = 500_000;

/** @throws ProtocolError `invalid-cron` */
export function createCronTimers(
  process: AoProcess,
  gateway: Pick<Gateway, 'fetchBlocks'>,
  { signal }: Abortable,
): CronTimers {
  const crons = parseCrons(process.tags);
  return {
    areSet: crons.length > 0,
    async *between(left, right) {
      // Nothing can fire between two messages of the same second.
      if (crons.length === 0 || right.timestampMs <= left.timestampMs) return;
      const blocks = await fetchBlocksUntil(gateway, left, right, { signal });
      yield { tally: blocksTally(blocks.length) };
      yield* cronMessagesBetween(crons, { left, rightMs: right.timestampMs, origin: process, blocks });
    },
  };
}

/**
 * Blocks from the left moment's height on, and at least up to the first that is later than the right moment, if there is one. Which blocks lie between
 * two messages is decided by their times alone (legacynet.md §7.3): heights in a schedule stand still while its unit's gateway does, and may fall.
 * @throws SourceError `no-progress` where there are more of them than can be: a gateway may make up ever more without letting time pass
 */
async function fetchBlocksUntil(
  gateway: Pick<Gateway, 'fetchBlocks'>,
  left: Moment,
  right: Moment,
  options: Abortable,
): Promise<readonly Moment[]> {
  const blocks: Moment[] = [];
  const most = mostBlocksBetween(left, right);
  const expected = Math.max(left.blockHeight, right.blockHeight) + heightMargin;
  let minHeight = left.blockHeight;
  for (;;) {
    const wanted = minHeight <= expected ? expected : minHeight + furtherBlocks - 1;
    const maxHeight = Math.min(wanted, minHeight + mostHeights - 1);
    const found = await gateway.fetchBlocks({ minHeight, maxHeight }, options);
    for (const { height, timestampMs } of found) blocks.push({ blockHeight: height, timestampMs });
    const last = found.at(-1);
    if (last === undefined || last.timestampMs > right.timestampMs) return blocks;
    if (blocks.length > most) throw tooManyBlocks(left, right, blocks.length);
    minHeight = last.height + 1;
  }
}

/** Timers let one block pass a second (legacynet.md §7.3), so that more of them could never pass before the right message comes. */
function mostBlocksBetween(left: Moment, right: Moment): number {
  const seconds = Math.ceil((right.timestampMs - left.timestampMs) / 1000);
  return Math.min(mostEarlierBlocks + seconds, mostBlocks);
}

function tooManyBlocks(left: Moment, right: Moment, blockCount: number): SourceError {
  return new SourceError(
    'no-progress',
    `From height ${left.blockHeight} on the gateway tells of ${blockCount} blocks and of none that is later than the next message. More than there can be since the message before: a height or a time that the gateway or the scheduler unit tells is wrong.`,
    {
      details: {
        fromHeight: left.blockHeight,
        blockCount,
        fromMs: left.timestampMs,
        toMs: right.timestampMs,
      },
    },
  );
}

/** That none came between is as much a gateway's word as which did: an answer without any would leave timers out. */
function blocksTally(count: number): Tally {
  const reason = 'Height and time of the blocks that timers count by are the gateway’s word.';
  return { ...unknown('cron-blocks', 'gateway', { reason }), unknown: Math.max(1, count) };
}
