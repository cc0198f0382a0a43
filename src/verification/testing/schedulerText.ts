import { encodeBase64url } from '../../base/base64url.ts';
import { decodeUtf8Lossy, decodeUtf8Strict } from '../../base/bytes.ts';
import { arweaveAddressOf } from '../../protocol/address.ts';
import { itemIdOf, tagsOf, type UntypedItem } from '../../protocol/dataItem.ts';
import type { ItemRole } from '../schedulerItem.ts';

export interface TellOptions {
  /** As with `show-anchor` on a page request. */
  readonly showAnchor?: boolean;
}

/** An item as a scheduler unit's JSON tells it, written from legacynet.md §1.3 and nothing else. */
export function tellItem(item: UntypedItem, role: ItemRole, { showAnchor = false }: TellOptions = {}) {
  const anchorText = decodeUtf8Strict(item.anchor);
  const plainAnchor = anchorText === undefined || anchorText === '' ? null : anchorText;
  const shownAnchor = anchorText === undefined ? encodeBase64url(item.anchor) : anchorText;
  const target = encodeBase64url(item.target);
  return {
    id: itemIdOf(item.signature) as string,
    owner: { address: arweaveAddressOf(item.owner) as string, key: encodeBase64url(item.owner) },
    data: role === 'process' ? (decodeUtf8Strict(item.data) ?? null) : decodeUtf8Lossy(item.data),
    tags: tagsOf(item).map(({ name, value }) => ({ name, value })),
    signature: encodeBase64url(item.signature),
    anchor: role === 'assignment' && showAnchor ? shownAnchor : plainAnchor,
    target: role === 'process' && target === '' ? null : target,
  };
}

export type ToldItem = ReturnType<typeof tellItem>;

export interface ToldNode {
  readonly message: ToldItem | null;
  readonly assignment: ToldItem;
}
