import { decodeBase64url } from '../../src/base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../../src/base/bytes.ts';
import { encodeTags } from '../../src/protocol/avroTags.ts';
import { type DataItem, hashDataItem, itemIdOf } from '../../src/protocol/dataItem.ts';
import type { ItemId } from '../../src/protocol/ids.ts';
import type { Tags } from '../../src/protocol/tags.ts';
import type { Signer } from './signer.ts';

export interface SignedItem {
  readonly id: ItemId;
  readonly item: DataItem;
  readonly tags: Tags;
  readonly signer: Signer;
}

export interface ItemContent {
  /** Id of the recipient; absent: none. */
  readonly target?: string;
  /** 32 bytes; absent: none. */
  readonly anchor?: Bytes;
  readonly tags: Tags;
  readonly data: string | Bytes;
}

/** A signed ANS-104 data item. */
export async function signItem(signer: Signer, content: ItemContent): Promise<SignedItem> {
  const unsigned = {
    signatureType: signer.signatureType,
    owner: signer.owner,
    target: content.target === undefined ? new Uint8Array(0) : decodeBase64url(content.target),
    anchor: content.anchor ?? new Uint8Array(0),
    tagBytes: encodeTags(content.tags),
    data: typeof content.data === 'string' ? encodeUtf8(content.data) : content.data,
  };
  const signature = await signer.sign(await hashDataItem(unsigned));
  return { id: itemIdOf(signature), item: { ...unsigned, signature }, tags: content.tags, signer };
}

/** Tags from a list of pairs, in order. */
export function tagList(...pairs: readonly (readonly [name: string, value: string])[]): Tags {
  return pairs.map(([name, value]) => ({ name, value }));
}
