import type { Cron } from './cron.ts';
import type { CronMessage } from './wasmMessage.ts';

export interface ChainMoment {
  readonly timestampMs: number;
  readonly blockHeight: number;
}

/** A message that a timer makes. */
export interface CronEvent extends CronMessage {
  /** `<index>-<interval>`: with the time, what the reference knows it by. */
  readonly cron: string;
}

export interface CronSpan {
  /** The message on the left and the time of the one on the right. */
  readonly left: ChainMoment;
  readonly rightMs: number;
  /** The process's spawn, which all intervals are counted from. */
  readonly origin: ChainMoment;
  /** Blocks between the two, ascending; others are ignored. */
  readonly blocks: readonly ChainMoment[];
}

const tickMs = 1000;

/**
 * What the timers fire between two neighbouring messages of a schedule, in order (legacynet.md §7.3): time is sampled once a second from
 * the left message on, its milliseconds included; at most one block passes per tick.
 * DIFF FROM REFERENCE CU: we call this for spans between scheduled messages only, never from where an evaluation happened to stop.
 */
export function* cronMessagesBetween(crons: readonly Cron[], span: CronSpan): Generator<CronEvent, void> {
  const { left, rightMs, origin } = span;
  const blockCrons = crons.filter(({ kind }) => kind === 'block');
  const timeCrons = crons.filter(({ kind }) => kind === 'time').sort((a, b) => compare(a.every, b.every));
  if (crons.length === 0) return;
  const blocks = span.blocks.filter(
    ({ timestampMs }) => timestampMs > left.timestampMs && timestampMs < rightMs,
  );
  let passed = 0;
  let { blockHeight } = left;
  let nowMs = left.timestampMs;
  for (;;) {
    const block = blocks[passed];
    nowMs += tickMs * idleTicks(second(nowMs), block, timeCrons, second(origin.timestampMs));
    if (nowMs >= rightMs) return;
    if (block !== undefined && second(nowMs) >= second(block.timestampMs)) {
      passed += 1;
      blockHeight = block.blockHeight;
      yield* fire(blockCrons, blockHeight - origin.blockHeight, block);
    }
    yield* fire(timeCrons, second(nowMs) - second(origin.timestampMs), { timestampMs: nowMs, blockHeight });
    nowMs += tickMs;
  }
}

/**
 * How many ticks from `now` on nothing happens in; infinitely many where nothing ever will. A scheduler may let ten thousand years pass between
 * two messages, and nobody could stop who counts them through.
 * @param now in seconds, as `origin`
 */
function idleTicks(
  now: number,
  block: ChainMoment | undefined,
  timeCrons: readonly Cron[],
  origin: number,
): number {
  let idle = block === undefined ? Number.POSITIVE_INFINITY : Math.max(0, second(block.timestampMs) - now);
  const elapsed = now - origin;
  for (const { every } of timeCrons) {
    const next = Math.ceil(elapsed / every) * every;
    // Nothing fires at the origin itself. One that cannot be read compares with nothing.
    const left = (next === 0 ? every : next) - elapsed;
    if (left < idle) idle = left;
  }
  return idle;
}

function* fire(crons: readonly Cron[], elapsed: number, at: ChainMoment): Generator<CronEvent, void> {
  if (elapsed === 0) return;
  for (const [index, { every, interval, tags }] of crons.entries()) {
    if (elapsed % every !== 0) continue;
    yield { cron: `${index}-${interval}`, tags, timestampMs: at.timestampMs, blockHeight: at.blockHeight };
  }
}

/** NaN compares as equal to everything, as in the reference. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

function second(timestampMs: number): number {
  return Math.floor(timestampMs / 1000);
}
