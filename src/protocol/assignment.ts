import { ProtocolError } from '../base/errors.ts';
import { type AssignmentId, decodeItemId, type MessageId, type ProcessId } from './ids.ts';
import type { Assignment, SchedulerItem } from './message.ts';
import { findTag, findTags } from './tags.ts';

/**
 * Reads the place that an assignment's tags state (legacynet.md §1.3); the first tag of a name counts.
 * @throws ProtocolError `invalid-assignment` (`details.tag`, `details.value`), `invalid-id`
 */
export function decodeAssignment(item: SchedulerItem<AssignmentId>): Assignment {
  const message = findTag(item.tags, 'Message');
  return {
    ...item,
    processId: decodeItemId<ProcessId>(requiredTag(item, 'Process'), `Process tag of assignment ${item.id}`),
    epoch: numberTag(item, 'Epoch'),
    nonce: numberTag(item, 'Nonce'),
    timestampMs: numberTag(item, 'Timestamp'),
    blockHeight: numberTag(item, 'Block-Height'),
    hashChain: requiredTag(item, 'Hash-Chain'),
    messageId:
      message === undefined ? null : decodeItemId<MessageId>(message, `Message tag of assignment ${item.id}`),
    exclude: findTags(item.tags, 'Exclude'),
  };
}

/** Before AOP-1 the scheduler signed the bundle itself, so the "assignment" has a bundle as data that its JSON does not tell (legacynet.md §1.3). */
export function isBundleItem(item: SchedulerItem): boolean {
  return findTag(item.tags, 'Bundle-Format') !== undefined;
}

function requiredTag(item: SchedulerItem, name: string): string {
  const value = findTag(item.tags, name);
  if (value === undefined) throw invalid(item, name, null);
  return value;
}

function numberTag(item: SchedulerItem, name: string): number {
  const value = requiredTag(item, name);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(Number(value))) throw invalid(item, name, value);
  return Number(value);
}

function invalid(item: SchedulerItem, tag: string, value: string | null): ProtocolError {
  const found = value === null ? 'is missing' : `"${value}" is not a whole number`;
  return new ProtocolError('invalid-assignment', `The ${tag} tag of assignment ${item.id} ${found}.`, {
    details: { itemId: item.id, tag, value, nonce: findTag(item.tags, 'Nonce') ?? null },
  });
}
