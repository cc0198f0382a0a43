import { decodeBase64url } from '../../../base/base64url.ts';
import { type Bytes, concatBytes } from '../../../base/bytes.ts';
import { decodeBundle } from '../../../protocol/bundle.ts';
import { type DataItem, encodeDataItem, itemIdOf } from '../../../protocol/dataItem.ts';

/** An ANS-104 bundle with more items behind its own. */
export function withItems(bundle: Bytes, more: readonly DataItem[]): Bytes {
  const items = [...decodeBundle(bundle), ...more];
  const bodies = items.map(encodeDataItem);
  const headers = items.flatMap(({ signature }, index) => [
    littleEndian(bodies[index]?.length ?? 0),
    decodeBase64url(itemIdOf(signature)),
  ]);
  return concatBytes([littleEndian(items.length), ...headers, ...bodies]);
}

/** 32 bytes, of which four are enough. */
function littleEndian(count: number): Bytes {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, count, true);
  return bytes;
}
