import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { type Bytes, concatBytes } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { decodeLittleEndian, encodeLittleEndian } from '../base/littleEndian.ts';
import { type DataItem, decodeDataItem, encodeDataItem, itemIdOf } from './dataItem.ts';
import type { ItemId } from './ids.ts';

const numberBytes = 32;
const headerBytes = 2 * numberBytes;

/**
 * The items of an ANS-104 bundle, in order; views into `bytes`.
 * @throws ProtocolError `invalid-bundle` where sizes do not add up or a listed id is not the hash of its item's signature
 */
export function decodeBundle(bytes: Bytes): readonly DataItem[] {
  const count = decodeLittleEndian(bytes.subarray(0, numberBytes));
  let offset = numberBytes + count * headerBytes;
  if (offset > bytes.length) throw invalid(`${count} items are announced in ${bytes.length} bytes`);
  const items: DataItem[] = [];
  for (let index = 0; index < count; index += 1) {
    const header = numberBytes + index * headerBytes;
    const size = decodeLittleEndian(bytes.subarray(header, header + numberBytes));
    if (offset + size > bytes.length) throw invalid(`item ${index} of ${size} bytes does not fit`);
    const item = decodeDataItem(bytes.subarray(offset, offset + size));
    const listed = encodeBase64url(bytes.subarray(header + numberBytes, header + headerBytes));
    if (listed !== itemIdOf(item.signature)) throw invalid(`item ${index} is listed as ${listed}`);
    items.push(item);
    offset += size;
  }
  if (offset !== bytes.length) throw invalid(`${bytes.length - offset} bytes follow the last item`);
  return items;
}

/** Where an item lies in its bundle, from the bundle's first byte on. In bytes. */
export interface ItemPlace {
  readonly offset: number;
  readonly size: number;
}

/**
 * How many bytes precede the first item of a bundle that begins with `bytes`.
 * @throws ProtocolError `invalid-bundle`
 */
export function bundleHeaderSize(bytes: Bytes): number {
  if (bytes.length < numberBytes) throw invalid(`they are only ${bytes.length}`);
  const size = numberBytes + decodeLittleEndian(bytes.subarray(0, numberBytes)) * headerBytes;
  if (!Number.isSafeInteger(size)) throw invalid('they announce too many items');
  return size;
}

/**
 * Where a bundle's header lists an item; undefined where it does not.
 * @param header the bundle's first bytes, `bundleHeaderSize` of them
 * @throws ProtocolError `invalid-bundle`
 */
export function findInBundle(header: Bytes, id: ItemId): ItemPlace | undefined {
  const size = bundleHeaderSize(header);
  if (header.length < size) throw invalid(`a header of ${size} bytes ends after ${header.length}`);
  const wanted = decodeBase64url(id);
  for (let at = numberBytes, offset = size; at < size; at += headerBytes) {
    const itemSize = decodeLittleEndian(header.subarray(at, at + numberBytes));
    const listed = header.subarray(at + numberBytes, at + headerBytes);
    if (!Number.isSafeInteger(offset + itemSize)) throw invalid('they announce more than there can be');
    if (listed.every((byte, index) => byte === wanted[index])) return { offset, size: itemSize };
    offset += itemSize;
  }
  return undefined;
}

/** An ANS-104 bundle: the number of items, then size and id of each (32 bytes each, little-endian), then the items. @throws ProtocolError `invalid-data-item` */
export function encodeBundle(items: readonly DataItem[]): Bytes {
  const encoded = items.map(encodeDataItem);
  const headers = items.flatMap(({ signature }, index) => [
    encodeLittleEndian(encoded[index]?.length ?? 0, numberBytes),
    decodeBase64url(itemIdOf(signature)),
  ]);
  return concatBytes([encodeLittleEndian(items.length, numberBytes), ...headers, ...encoded]);
}

function invalid(why: string): ProtocolError {
  return new ProtocolError('invalid-bundle', `The bytes are not an ANS-104 bundle: ${why}.`);
}
