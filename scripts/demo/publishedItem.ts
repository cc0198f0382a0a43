import { encodeBase64url } from '../../src/base/base64url.ts';
import type { PublishedItem } from '../../src/devnet/archive.ts';
import { sha256 } from '../../src/protocol/sha.ts';
import type { SignedItem } from './signedItem.ts';

/** A signed item as the demo network's servers keep it. */
export function publishedItem({ id, item, tags }: SignedItem): PublishedItem {
  return {
    id,
    item,
    tags,
    ownerAddress: encodeBase64url(sha256(item.owner)),
    dataBytes: item.data.length,
    loadData: () => Promise.resolve(item.data),
  };
}
