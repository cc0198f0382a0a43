import type { Bytes } from '../base/bytes.ts';
import { concatBytes } from '../base/bytes.ts';

const maximumChunkBytes = 256 * 1024;
const minimumChunkBytes = 32 * 1024;
const noteBytes = 32;

interface Node {
  readonly id: Bytes;
  /** End of the range of data that the node covers. */
  readonly end: number;
}

/**
 * Root of Arweave's Merkle tree over the chunks of some data: the `data_root` of a layer-1 transaction of format 2. Chunks are 256 KiB; the
 * last two share what is left where the last would be below 32 KiB; data that ends with a full chunk is followed by an empty one.
 */
export async function merkleRootOf(data: Bytes): Promise<Bytes> {
  let layer: readonly Node[] = await Promise.all(
    chunkEnds(data.length).map((end, index, ends) => leafOf(data.subarray(ends[index - 1] ?? 0, end), end)),
  );
  while (layer.length > 1) layer = await layerAbove(layer);
  return layer[0]?.id ?? new Uint8Array(0);
}

function chunkEnds(dataBytes: number): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  while (dataBytes - start >= maximumChunkBytes) {
    const left = dataBytes - start;
    const after = left - maximumChunkBytes;
    start += after > 0 && after < minimumChunkBytes ? Math.ceil(left / 2) : maximumChunkBytes;
    ends.push(start);
  }
  return [...ends, dataBytes];
}

async function layerAbove(layer: readonly Node[]): Promise<readonly Node[]> {
  const pairs = Array.from({ length: Math.ceil(layer.length / 2) }, (_, index) =>
    layer.slice(2 * index, 2 * index + 2),
  );
  return Promise.all(
    pairs.map(async ([left, right]) => {
      if (left === undefined) throw new RangeError('A Merkle layer has no node.');
      if (right === undefined) return left;
      return { id: await hashOfHashes(left.id, right.id, note(left.end)), end: right.end };
    }),
  );
}

async function leafOf(chunk: Bytes, end: number): Promise<Node> {
  return { id: await hashOfHashes(await hash(chunk), note(end)), end };
}

async function hashOfHashes(...parts: readonly Bytes[]): Promise<Bytes> {
  return hash(concatBytes(await Promise.all(parts.map(hash))));
}

async function hash(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Big-endian. */
function note(end: number): Bytes {
  const bytes = new Uint8Array(noteBytes);
  new DataView(bytes.buffer).setBigUint64(noteBytes - 8, BigInt(end));
  return bytes;
}
