import { encodeBundle } from '../../protocol/bundle.ts';
import type { DataItem } from '../../protocol/dataItem.ts';
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
