import { decodeBase64url } from '../../base/base64url.ts';
import { type Bytes, concatBytes } from '../../base/bytes.ts';
import { type DataItem, encodeDataItem, itemIdOf } from '../../protocol/dataItem.ts';
import { signItem, type TestKey } from './signing.ts';

export interface BundleContent {
  readonly key: TestKey;
  readonly items: readonly DataItem[];
  readonly timestampMs: number;
  readonly blockHeight: number;
}

/** What a scheduler signed of a spawn before AOP-6 (legacynet.md §1.4). */
export function signSpawnBundle({ key, items, timestampMs, blockHeight }: BundleContent): Promise<DataItem> {
  const tags = [
    { name: 'Bundle-Format', value: 'binary' },
    { name: 'Bundle-Version', value: '2.0.0' },
    { name: 'Block-Height', value: String(blockHeight).padStart(12, '0') },
    { name: 'Timestamp', value: String(timestampMs) },
  ];
  return signItem(key, { tags, data: encodeBundle(items), anchor: new Uint8Array(32).fill(200) });
}

/** Written from ANS-104: the number of items, size and id of each, the items. */
function encodeBundle(items: readonly DataItem[]): Bytes {
  const encoded = items.map((item) => ({ id: itemIdOf(item.signature), bytes: encodeDataItem(item) }));
  const number = (value: number) => {
    const bytes = new Uint8Array(32);
    new DataView(bytes.buffer).setUint32(0, value, true);
    return bytes;
  };
  return concatBytes([
    number(items.length),
    ...encoded.flatMap(({ id, bytes }) => [number(bytes.length), decodeBase64url(id)]),
    ...encoded.map(({ bytes }) => bytes),
  ]);
}
