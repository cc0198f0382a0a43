import { createHash } from 'node:crypto';
import type { DataItem } from '../../../protocol/dataItem.ts';
import { anchorTold, lossy, tagsIn } from './specFields.ts';

/** Deep hash by which the reference recognises a message that was pushed twice, with its mistakes (legacynet.md §6.4). */
export function quirkyHash(item: DataItem, processId: string): string {
  const tagBytes = Buffer.from(item.tagBytes);
  const anchor = Buffer.from(anchorTold(item) ?? '');
  const count = Buffer.alloc(16);
  count.writeUInt32LE(tagsIn(item).length, 0);
  count.writeUInt32LE(tagBytes.length, 8);
  const data = Buffer.from(lossy(item.data));
  const flagged = (field: Buffer) => [Buffer.of(field.length === 0 ? 0 : 1), field];
  const body = Buffer.concat([
    ...flagged(Buffer.from(processId, 'base64url')),
    ...flagged(anchor),
    count,
    tagBytes,
    data,
  ]);
  const rest = body.subarray(512);
  const hasTarget = rest[0] === 1;
  const target = hasTarget ? rest.subarray(1, 33) : Buffer.alloc(0);
  let p = hasTarget ? 33 : 1;
  const hasAnchor = rest[p] === 1;
  const anchorRead = hasAnchor ? rest.subarray(p + 1, p + 33) : Buffer.alloc(0);
  p += hasAnchor ? 33 : 1;
  let length = 0;
  for (let at = 7; at >= 0; at -= 1) length = length * 256 + (rest[p + 8 + at] ?? 0);
  const tags = rest.subarray(p + 16, p + 16 + length);
  const after = rest.subarray(p + 16 + length);
  const chunks = [Buffer.from('dataitem'), Buffer.from('1'), Buffer.from('1'), body.subarray(0, 512)];
  return [...chunks, target, anchorRead, tags, after]
    .reduce((hash, chunk) => sha384(hash, blobHash(chunk)), sha384(Buffer.from('list8')))
    .toString('base64');
}

function blobHash(chunk: Buffer): Buffer {
  return sha384(sha384(Buffer.from(`blob${chunk.length}`)), sha384(chunk));
}

function sha384(...parts: readonly Buffer[]): Buffer {
  return createHash('sha384').update(Buffer.concat(parts)).digest();
}
