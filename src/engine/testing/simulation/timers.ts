import { type Bytes, encodeUtf8 } from '../../../base/bytes.ts';
import type { ArchiveIndex } from '../../../devnet/archiveIndex.ts';

/** A place in time, as a schedule tells one. */
export interface Moment {
  readonly timestampMs: number;
  readonly blockHeight: number;
}

/** What a timer of the ticking process makes. */
export interface Firing {
  readonly cron: string;
  /** The message that the module is given. */
  readonly json: Bytes;
}

/** Timers of one process, for the judge: what lies between any place of its schedule and a time. */
export interface Timers {
  between(left: Moment, rightMs: number): readonly Firing[];
  /** By nonce. */
  readonly places: readonly Moment[];
}

const blockTimers = [{ name: '0-2-blocks', every: 2, action: 'Block' }];
const timeTimers = [
  { name: '0-5-seconds', every: 5, action: 'Tick' },
  { name: '1-7-seconds', every: 7, action: 'Tock' },
];

/** How much later than its last message a scheduler unit's clock is: enough for a timer or two. */
export const tailMs = 8_500;

/** legacynet.md §7.3 line by line, one tick after the other, for the timers of `tickingProcess.ts` and for nothing else. */
export function readTimers(
  { firstBlock, blockIntervalMs }: Pick<ArchiveIndex, 'firstBlock' | 'blockIntervalMs'>,
  places: readonly Moment[],
  { owner, processId }: { readonly owner: string; readonly processId: string },
): Timers {
  const [origin] = places;
  if (origin === undefined) throw new RangeError('The ticking process has no schedule.');
  const lastMs = (places.at(-1)?.timestampMs ?? 0) + tailMs;
  const blocks: Moment[] = [];
  for (let blockHeight = firstBlock.height; ; blockHeight += 1) {
    const minedMs = firstBlock.timestampMs + (blockHeight - firstBlock.height) * blockIntervalMs;
    // GraphQL tells whole seconds.
    const timestampMs = Math.floor(minedMs / 1000) * 1000;
    if (timestampMs > lastMs) break;
    blocks.push({ blockHeight, timestampMs });
  }

  const between: Timers['between'] = (left, rightMs) => {
    const fired: Firing[] = [];
    const emit = (cron: string, action: string, at: Moment) =>
      fired.push({ cron, json: cronMessage(processId, owner, action, at) });
    const waiting = blocks.filter(
      ({ timestampMs }) => left.timestampMs < timestampMs && timestampMs < rightMs,
    );
    let { blockHeight } = left;
    for (let t = left.timestampMs; t < rightMs; t += 1000) {
      const [next] = waiting;
      if (next !== undefined && Math.floor(t / 1000) >= Math.floor(next.timestampMs / 1000)) {
        waiting.shift();
        blockHeight = next.blockHeight;
        for (const { name, every, action } of blockTimers) {
          const passed = blockHeight - origin.blockHeight;
          if (passed !== 0 && passed % every === 0) emit(name, action, next);
        }
      }
      for (const { name, every, action } of timeTimers) {
        const passed = Math.floor(t / 1000) - Math.floor(origin.timestampMs / 1000);
        if (passed !== 0 && passed % every === 0) emit(name, action, { timestampMs: t, blockHeight });
      }
    }
    return fired;
  };
  return { between, places };
}

/** Keys and their order are those of legacynet.md §4.1. */
function cronMessage(processId: string, owner: string, action: string, at: Moment): Bytes {
  const tags = `[{"name":"Action","value":"${action}"}]`;
  const start = `{"Owner":"${owner}","Target":"${processId}","From":"${owner}","Tags":${tags}`;
  return encodeUtf8(
    `${start},"Timestamp":${at.timestampMs},"Block-Height":${at.blockHeight},"Cron":true,"Read-Only":false}`,
  );
}
