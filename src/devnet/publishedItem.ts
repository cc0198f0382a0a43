import { encodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { type DataItem, itemIdOf, tagsOf } from '../protocol/dataItem.ts';
import { sha256 } from '../protocol/sha.ts';
import type { Tags } from '../protocol/tags.ts';
import type { TransactionJson } from './archiveIndex.ts';

/** An item that the demo network's gateway knows. */
export interface PublishedItem {
  readonly id: string;
  readonly item: DataItem;
  readonly tags: Tags;
  /** base64url(sha256(owner bytes)), for every key type. */
  readonly ownerAddress: string;
  readonly dataBytes: number;
  /** By which the gateway's index finds it, where it lies about them. */
  readonly foundBy?: Tags;
  readonly loadData: () => Promise<Bytes>;
  /** Where it is a layer-1 transaction: `item` then holds the fields that both have, the last transaction as its anchor. */
  readonly transaction?: TransactionJson;
}

export function publishItem(item: DataItem): PublishedItem {
  return {
    id: itemIdOf(item.signature),
    item,
    tags: tagsOf(item),
    ownerAddress: encodeBase64url(sha256(item.owner)),
    dataBytes: item.data.length,
    loadData: () => Promise.resolve(item.data),
  };
}
