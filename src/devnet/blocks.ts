import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { sha256 } from '../protocol/sha.ts';
import { findTag } from '../protocol/tags.ts';
import type { Archive, PublishedItem } from './archive.ts';
import type { ArchiveIndex } from './archiveIndex.ts';

/** As GraphQL shows a block. Nobody mined the demo network's blocks: their ids are hashes of their heights. */
export interface DemoBlock {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly height: number;
  readonly previous: string;
}

export function blockAt(index: ArchiveIndex, height: number): DemoBlock {
  const { firstBlock, blockIntervalMs } = index;
  const timestampMs = firstBlock.timestampMs + (height - firstBlock.height) * blockIntervalMs;
  return {
    id: blockId(height),
    timestamp: Math.floor(timestampMs / 1000),
    height,
    previous: blockId(height - 1),
  };
}

/** The newest block that any assignment was made in. */
export function latestHeight(archive: Archive): number {
  const entries = [...archive.schedules.values()].flat();
  return Math.max(...entries.map(({ blockHeight }) => blockHeight));
}

/** Items are found in the block in which they were scheduled; what was never scheduled, in the first. */
export function itemHeight(archive: Archive, item: PublishedItem): number {
  const own = findTag(item.tags, 'Block-Height');
  return own === undefined
    ? (scheduledHeights(archive).get(item.id) ?? archive.index.firstBlock.height)
    : Number(own);
}

const heights = new WeakMap<Archive, ReadonlyMap<string, number>>();

function scheduledHeights(archive: Archive): ReadonlyMap<string, number> {
  let known = heights.get(archive);
  if (known === undefined) {
    const entries = [...archive.schedules.values()].flat();
    known = new Map(entries.map(({ message, blockHeight }) => [message.id, blockHeight]));
    heights.set(archive, known);
  }
  return known;
}

/** The bundle in which a block's items travelled. Nobody made it: it only tells a data item from a transaction. */
export function bundleId(height: number): string {
  return encodeBase64url(sha256(encodeUtf8(`demo bundle ${height}`)));
}

function blockId(height: number): string {
  const half = sha256(encodeUtf8(`demo block ${height}`));
  return encodeBase64url(new Uint8Array([...half, ...half.subarray(0, 16)]));
}
