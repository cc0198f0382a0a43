import { encodeBase64url } from '../base/base64url.ts';
import { decodeUtf8Lossy, decodeUtf8Strict } from '../base/bytes.ts';
import { arweaveAddressOf } from './address.ts';
import { itemIdOf, tagsOf, type UntypedItem } from './dataItem.ts';
import type { Tags } from './tags.ts';

/** An item as a scheduler unit's JSON has it (legacynet.md §1.3): what `decodeScheduledMessage` reads. */
export interface SchedulerItemText {
  readonly id: string;
  readonly owner: { readonly address: string; readonly key: string };
  readonly data: string | null;
  readonly tags: Tags;
  readonly signature: string;
  readonly anchor: string | null;
  readonly target: string | null;
}

/** What a process is evaluated with is the text that its scheduler unit would tell of a message, losses included: here made of the item itself. */
export function messageTextOf(item: UntypedItem): SchedulerItemText {
  return textOf(item, { ...ownTextOf(item), data: decodeUtf8Lossy(item.data) });
}

/** Of the process at the beginning of its own schedule. */
export function processTextOf(item: UntypedItem): SchedulerItemText {
  const { anchor, target } = ownTextOf(item);
  return textOf(item, { anchor, target: target || null, data: decodeUtf8Strict(item.data) ?? null });
}

/** With the anchor in base64url where it is no text, as a unit shows it that was asked to; of an assignment's data nothing is told. */
export function assignmentTextOf(item: UntypedItem): Omit<SchedulerItemText, 'data'> {
  const anchor = decodeUtf8Strict(item.anchor) ?? encodeBase64url(item.anchor);
  return textOf(item, { anchor, target: '' });
}

type OwnText = Pick<SchedulerItemText, 'anchor' | 'target'>;

/** In a unit's own order: a process that leaves in a file is the same text, whoever has told it. */
function textOf<Own extends OwnText & Partial<Pick<SchedulerItemText, 'data'>>>(
  item: UntypedItem,
  { anchor, target, ...data }: Own,
) {
  return {
    id: itemIdOf(item.signature),
    owner: { address: arweaveAddressOf(item.owner), key: encodeBase64url(item.owner) },
    ...data,
    tags: tagsOf(item),
    signature: encodeBase64url(item.signature),
    anchor,
    target,
  };
}

function ownTextOf({ anchor, target }: UntypedItem): OwnText & { readonly target: string } {
  return { anchor: decodeUtf8Strict(anchor) || null, target: encodeBase64url(target) };
}
