import type { ScheduledMessage } from '../protocol/message.ts';
import { type Tally, unknown } from './tally.ts';

/**
 * Whether a scheduler unit tells rightly that an entry's message came along with it, or was assigned only. A module can see which (legacynet.md §4.3),
 * whether it is skipped depends on it (§6.4), and nobody signs it: what follows from other facts is certain, the rest is its word. So it is for an entry
 * that is skipped, too: told the other way it might not have been.
 * @param entry with its signatures checked
 * @param isAssigned whether an entry before has assigned the item of this id, sent along or not. What a message says may have been said by another one (§6.4);
 * that a unit had it already shows in its id alone.
 * @returns undefined where it is certain
 */
export async function checkCameAlong(
  entry: ScheduledMessage,
  isAssigned: (id: string) => Promise<boolean>,
): Promise<Tally | undefined> {
  const { assignment, message, assigned } = entry;
  if (message !== null) {
    // A unit takes no message twice (§1.5).
    return (await isAssigned(message.id)) ? notSigned(entry, twice) : undefined;
  }
  // To a process a unit writes what is addressed to it, and layer 1 sends nothing along.
  if (assigned === undefined || assigned.isTransaction === true) return undefined;
  if (assigned.target !== assignment.processId) return undefined;
  return (await isAssigned(assigned.id)) ? undefined : notSigned(entry, alone);
}

const twice =
  'The scheduler unit tells that this message came along, and it was assigned before: units take no message twice, and whether it was assigned once more only, nobody signed.';
const alone =
  'The scheduler unit tells only the assignment of an item that is addressed to this process: whether it came along, which the module can see, nobody signed.';

function notSigned({ assignment: { nonce, messageId } }: ScheduledMessage, reason: string): Tally {
  return unknown('assigned-items', 'schedule', {
    reason,
    nonce,
    ...(messageId !== null && { itemId: messageId }),
  });
}
