import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Bytes } from '../../../base/bytes.ts';
import { encodeCheckpointTags } from '../../../protocol/checkpoint.ts';
import type { DataItem } from '../../../protocol/dataItem.ts';
import type { ItemId } from '../../../protocol/ids.ts';
import type { AoProcess } from '../../../protocol/process.ts';
import { decodeScheduledMessage } from '../../../protocol/scheduleJson.ts';
import { idOf, signItem, testKey } from '../../../verification/testing/signing.ts';

/** A checkpoint that somebody has announced on Arweave (legacynet.md §8.1). */
export interface PublishedMemory {
  readonly id: ItemId;
  readonly item: DataItem;
  readonly processId: string;
  /** Its memory never was the process's. */
  readonly isLie: boolean;
}

/** @param node the schedule entry that the memory belongs to, as a scheduler unit tells it */
export async function publishMemory(
  { id: processId, moduleId }: AoProcess,
  node: unknown,
  memory: Bytes,
  { isLie }: Pick<PublishedMemory, 'isLie'>,
): Promise<PublishedMemory> {
  const { assignment } = decodeScheduledMessage(node);
  const { nonce, timestampMs, blockHeight, hashChain, epoch, id: assignmentId } = assignment;
  const place = { nonce, timestampMs, blockHeight, hashChain, epoch, assignmentId };
  const memorySha256 = createHash('sha256').update(memory).digest('hex');
  const tags = encodeCheckpointTags({ processId, moduleId, memorySha256, ...place });
  const item = await signItem(testKey(43), { tags, data: new Uint8Array(gzipSync(memory)) });
  return { id: idOf(item), item, processId, isLie };
}

/** The memory of somebody who lies. */
export function changedMemory(memory: Bytes): Bytes {
  const changed = memory.slice();
  changed[100] = (changed[100] ?? 0) ^ 1;
  return changed;
}
