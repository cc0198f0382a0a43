import { decodeBase64url } from '../../src/base/base64url.ts';
import { type Bytes, concatBytes } from '../../src/base/bytes.ts';
import { encodeDataItem } from '../../src/protocol/dataItem.ts';
import type { SignedItem } from './signedItem.ts';

/** An ANS-104 bundle: the number of items, then size and id of each (32 bytes each, little-endian), then the items. */
export function encodeBundle(items: readonly SignedItem[]): Bytes {
  const encoded = items.map(({ id, item }) => ({ id, bytes: encodeDataItem(item) }));
  return concatBytes([
    number32(encoded.length),
    ...encoded.flatMap(({ id, bytes }) => [number32(bytes.length), decodeBase64url(id)]),
    ...encoded.map(({ bytes }) => bytes),
  ]);
}

function number32(value: number): Bytes {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
