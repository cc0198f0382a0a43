import type { JsonAt } from '../base/json.ts';
import { decodeItemId, type ItemId } from './ids.ts';
import type { SchedulerItem } from './message.ts';
import type { Tags } from './tags.ts';

/** Message and assignment objects have one shape (legacynet.md §1.3). */
export function decodeSchedulerItem<Id extends ItemId>(at: JsonAt): SchedulerItem<Id> {
  return {
    id: decodeItemId<Id>(at.field('id').value, `id at ${at.path}`),
    ...decodeOwner(at.field('owner')),
    tags: decodeTagList(at.field('tags')),
    signature: at.field('signature').text(),
    anchor: at.field('anchor').textOrNull(),
    target: at.field('target').textOrNull(),
    data: at.field('data').textOrNull(),
  };
}

/** A `SchedulerItem` that was written as JSON, here or by somebody else. @throws ProtocolError `unexpected-json`, `invalid-id` */
export function decodeItemText<Id extends ItemId>(at: JsonAt): SchedulerItem<Id> {
  return {
    id: decodeItemId<Id>(at.field('id').value, `id at ${at.path}`),
    ownerKey: at.field('ownerKey').text(),
    ownerAddress: at.field('ownerAddress').text(),
    tags: decodeTagList(at.field('tags')),
    signature: at.field('signature').text(),
    anchor: at.field('anchor').textOrNull(),
    target: at.field('target').textOrNull(),
    data: at.field('data').textOrNull(),
  };
}

export function decodeOwner(at: JsonAt): { readonly ownerKey: string; readonly ownerAddress: string } {
  return { ownerKey: at.field('key').text(), ownerAddress: at.field('address').text() };
}

/** Missing tags are none, as for the reference CU. */
export function decodeTagList(at: JsonAt): Tags {
  if (at.isAbsent) return [];
  return at.items().map((tag) => ({ name: tag.field('name').text(), value: tag.field('value').text() }));
}
