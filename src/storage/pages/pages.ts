import type { Bytes } from '../../base/bytes.ts';
import { StorageError } from '../../base/errors.ts';

/** Size of the pieces in which memory is kept; the same as the evaluator's. */
export const pageBytes = 4096;

/** Page `indices[i]` of memory is `bytes[i × 4096, (i + 1) × 4096)`. Indices rise. */
export interface Pages {
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly bytes: Bytes;
}

export const noPages: Pages = { indices: new Uint32Array(0), bytes: new Uint8Array(0) };

/** Both sets; where a page is in both, `newer`'s. */
export function mergePages(older: Pages, newer: Pages): Pages {
  if (older.indices.length === 0) return newer;
  if (newer.indices.length === 0) return older;
  const replaced = new Set(newer.indices);
  const kept = [...older.indices.keys()].filter((slot) => !replaced.has(older.indices[slot] ?? 0));
  const sources: readonly PageSource[] = [
    ...kept.map((slot) => ({ index: older.indices[slot] ?? 0, bytes: older.bytes, slot })),
    ...[...newer.indices].map((index, slot) => ({ index, bytes: newer.bytes, slot })),
  ];
  return gatherPages(sources);
}

/** A page somewhere: the `slot`-th of `bytes`. */
export interface PageSource {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly slot: number;
}

/** Brings single pages together, by rising index. */
export function gatherPages(sources: readonly PageSource[]): Pages {
  const sorted = [...sources].sort((a, b) => a.index - b.index);
  const indices = new Uint32Array(sorted.length);
  const bytes = new Uint8Array(sorted.length * pageBytes);
  for (const [position, source] of sorted.entries()) {
    indices[position] = source.index;
    const from = source.slot * pageBytes;
    bytes.set(source.bytes.subarray(from, from + pageBytes), position * pageBytes);
  }
  return { indices, bytes };
}

/** @throws StorageError `invalid-checkpoint` */
export function assertPages(pages: Pages, memoryBytes: number): void {
  const pageCount = memoryBytes / pageBytes;
  if (!Number.isSafeInteger(pageCount)) throw invalid(`memory of ${memoryBytes} bytes is not made of pages`);
  if (pages.bytes.length !== pages.indices.length * pageBytes) {
    throw invalid(`${pages.indices.length} pages come with ${pages.bytes.length} bytes`);
  }
  let previous = -1;
  for (const index of pages.indices) {
    if (index <= previous) throw invalid(`page ${index} follows page ${previous}`);
    previous = index;
  }
  if (previous >= pageCount) throw invalid(`page ${previous} lies beyond a memory of ${pageCount} pages`);
}

function invalid(problem: string): StorageError {
  return new StorageError('invalid-checkpoint', `A checkpoint cannot be saved: ${problem}.`, {
    details: { problem },
  });
}
