import { type Bytes, concatBytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { bundleHeaderSize, findInBundle, type ItemPlace } from '../protocol/bundle.ts';
import { type DataItem, decodeDataItem, itemIdOf } from '../protocol/dataItem.ts';
import type { ItemId } from '../protocol/ids.ts';
import type { ByteRange } from './httpStatus.ts';

export interface BundleSources {
  /** A part of an item's data, shorter where the data ends before. @throws SourceError `not-found`, `range-ignored` */
  readonly read: (id: ItemId, range: ByteRange) => Promise<Bytes>;
  /** The bundle that an item travelled in; null where it is of layer 1, or nobody says. */
  readonly bundleOf: (id: ItemId) => Promise<ItemId | null>;
}

export interface BundledItem {
  readonly id: ItemId;
  readonly bundledIn: ItemId;
  /** A larger item is refused with `too-large`. */
  readonly maximumBytes: number;
}

/** A header of so many is read at once: that of a thousand items. */
const firstBytes = 64 * 1024;
/** A header of a quarter of a million items. */
const mostHeaderBytes = 16 * 1024 ** 2;
/** Bundlers nest once. */
const deepest = 4;

/**
 * An item, cut out of the bundle that it travelled in: as it was uploaded, whatever its own tags make of it where it is served alone. The bundle is
 * read in parts, and where it is not served alone itself, out of the one around it. That the item is what its id says is for whoever verifies it.
 * @throws SourceError `not-in-bundle`, `too-large`, `incomplete-body`, and what `sources` throw; ProtocolError `invalid-bundle`, `invalid-data-item`
 */
export async function readBundledItem(
  { id, bundledIn, maximumBytes }: BundledItem,
  sources: BundleSources,
): Promise<DataItem> {
  const { read, size } = await findItem(id, bundledIn, sources, 1);
  if (size > maximumBytes) throw tooLarge(`Item ${id}`, size, maximumBytes, id);
  const bytes = await read({ start: 0, end: size });
  if (bytes.length < size) {
    throw new SourceError('incomplete-body', `Item ${id} broke off after ${bytes.length} of ${size} bytes.`, {
      details: { itemId: id, received: bytes.length, expected: size },
    });
  }
  const item = decodeDataItem(bytes);
  if (itemIdOf(item.signature) !== id) throw notIn(bundledIn, id);
  return item;
}

type Read = (range: ByteRange) => Promise<Bytes>;

/** From the item's first byte on. */
interface FoundItem {
  readonly read: Read;
  readonly size: number;
}

async function findItem(
  id: ItemId,
  bundle: ItemId,
  sources: BundleSources,
  depth: number,
): Promise<FoundItem> {
  const alone: Read = (range) => sources.read(bundle, range);
  try {
    return within(alone, await placeIn(bundle, alone, id));
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'not-found' || depth === deepest) throw error;
    const outer = await sources.bundleOf(bundle);
    if (outer === null) throw error;
    const found = await findItem(bundle, outer, sources, depth + 1);
    const data = await dataOf(found);
    return within(data, await placeIn(bundle, data, id));
  }
}

function within(read: Read, { offset, size }: ItemPlace): FoundItem {
  return {
    size,
    read: ({ start, end }) => read({ start: offset + start, end: offset + Math.min(end, size) }),
  };
}

async function placeIn(bundle: ItemId, read: Read, id: ItemId): Promise<ItemPlace> {
  const first = await read({ start: 0, end: firstBytes });
  const size = bundleHeaderSize(first);
  if (size > mostHeaderBytes) throw tooLarge(`The header of bundle ${bundle}`, size, mostHeaderBytes, bundle);
  const rest = size > first.length ? await read({ start: first.length, end: size }) : noBytes;
  const place = findInBundle(concatBytes([first, rest]).subarray(0, size), id);
  if (place === undefined) throw notIn(bundle, id);
  return place;
}

const noBytes: Bytes = new Uint8Array(0);

/** What an item holds begins behind its signature, key and tags. */
async function dataOf({ read, size }: FoundItem): Promise<Read> {
  const first = await read({ start: 0, end: Math.min(size, firstBytes) });
  const offset = first.length - decodeDataItem(first).data.length;
  return within(read, { offset, size: size - offset }).read;
}

function notIn(bundle: ItemId, id: ItemId): SourceError {
  return new SourceError('not-in-bundle', `Bundle ${bundle} does not hold item ${id}.`, {
    details: { itemId: id, bundle },
  });
}

function tooLarge(what: string, byteCount: number, maximumBytes: number, itemId: ItemId): SourceError {
  return new SourceError('too-large', `${what} has ${byteCount} bytes; at most ${maximumBytes} are read.`, {
    details: { itemId, byteCount, maximumBytes },
  });
}
