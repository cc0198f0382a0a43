import type { Abortable } from '../../base/abort.ts';
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

/** The scheduler's height lags behind by a few seconds (legacynet.md §1.3), so blocks are asked for a little further. */
const heightMargin = 2;

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
      const range = { minHeight: left.blockHeight, maxHeight: right.blockHeight + heightMargin };
      const found = await gateway.fetchBlocks(range, { signal });
      const blocks = found.map(({ height, timestampMs }) => ({ blockHeight: height, timestampMs }));
      if (blocks.length > 0) yield { tally: blocksTally(blocks.length) };
      yield* cronMessagesBetween(crons, { left, rightMs: right.timestampMs, origin: process, blocks });
    },
  };
}

function blocksTally(count: number): Tally {
  const reason = 'Height and time of the blocks that timers count by are the gateway’s word.';
  return { ...unknown('cron-blocks', 'gateway', { reason }), unknown: count };
}
