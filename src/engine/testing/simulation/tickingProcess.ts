import { encodeUtf8 } from '../../../base/bytes.ts';
import type { ArchiveIndex } from '../../../devnet/archiveIndex.ts';
import type { DataItem } from '../../../protocol/dataItem.ts';
import { nextHashChain, seedHashChain } from '../../../protocol/hashChain.ts';
import type { AssignmentId, ProcessId } from '../../../protocol/ids.ts';
import type { Tags } from '../../../protocol/tags.ts';
import { idOf, signAssignment, signItem, testKey } from '../../../verification/testing/signing.ts';

/** A process with timers, which the demo network has none of, and its whole schedule. */
export interface TickingProcess {
  readonly processId: ProcessId;
  readonly items: readonly DataItem[];
}

/** In this order: the reference counts time and block timers apart, and time timers by their length (legacynet.md §7.3). */
const timerTags: Tags = [
  ['Cron-Interval', '7-seconds'],
  ['Cron-Tag-Action', 'Tock'],
  ['Cron-Interval', '2-blocks'],
  ['Cron-Tag-Action', 'Block'],
  ['Cron-Interval', '5-seconds'],
  ['Cron-Tag-Action', 'Tick'],
].map(([name = '', value = '']) => ({ name, value }));

const messageTags: Tags = [
  { name: 'Data-Protocol', value: 'ao' },
  { name: 'Type', value: 'Message' },
];

const messageCount = 36;

/** Between two messages: from less than a second to half a minute, and once some minutes. */
function gapMs(nonce: number): number {
  return nonce === 12 ? 200_400 : 150 + ((nonce * 7919) % 27_000);
}

/** What the unit's gateway told it last may be old, and older than what it told before (legacynet.md §1.3). */
function behind(nonce: number): number {
  if (nonce === 0) return 0;
  return nonce > 10 && nonce < 16 ? 5 : nonce % 3;
}

export async function signTickingProcess(
  { firstBlock, blockIntervalMs }: Pick<ArchiveIndex, 'firstBlock' | 'blockIntervalMs'>,
  moduleId: string,
): Promise<TickingProcess> {
  const [scheduler, user] = [testKey(41), testKey(42)];
  const process = await signItem(user, {
    tags: [
      { name: 'Data-Protocol', value: 'ao' },
      { name: 'Type', value: 'Process' },
      { name: 'Module', value: moduleId },
      { name: 'Scheduler', value: scheduler.address },
      ...timerTags,
    ],
    data: encodeUtf8('ticking'),
  });
  const processId = idOf<ProcessId>(process);
  const items: DataItem[] = [process];
  let hashChain = seedHashChain(processId);
  let timestampMs = firstBlock.timestampMs + 3_600_321;
  for (let nonce = 0; nonce < messageCount; nonce += 1) {
    const passedMs = timestampMs - firstBlock.timestampMs;
    const blockHeight = firstBlock.height + Math.floor(passedMs / blockIntervalMs) - behind(nonce);
    const place = { processId, nonce, hashChain, blockHeight, timestampMs };
    const data = encodeUtf8(`moved ${nonce}`);
    const message =
      nonce === 0 ? undefined : await signItem(user, { target: processId, tags: messageTags, data });
    const assigned = message && { messageId: idOf(message) };
    const assignment = await signAssignment(scheduler, { ...place, ...assigned });
    items.push(...(message === undefined ? [] : [message]), assignment);
    hashChain = nextHashChain(idOf<AssignmentId>(assignment), hashChain);
    timestampMs += gapMs(nonce + 1);
  }
  return { processId, items };
}
