import { decodeBase64url } from '../base/base64url.ts';
import { decodeUtf8Strict } from '../base/bytes.ts';
import { evaluatedIdOf } from '../protocol/dedupe.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import { type Tally, unknown } from './tally.ts';

/**
 * Whether a scheduler unit tells rightly that an entry's message came along with it, or was assigned only. A module can see which (legacynet.md §4.3),
 * whether it is skipped depends on it (§6.4), and nobody signs it: what follows from other facts is certain, the rest is its word.
 * @param entry with its signatures checked, and not skipped
 * @param isEvaluated by `evaluatedIdOf`, among the entries before
 * @returns undefined where it is certain
 */
export async function checkCameAlong(
  entry: ScheduledMessage,
  isEvaluated: (id: string) => Promise<boolean>,
): Promise<Tally | undefined> {
  const { assignment, message } = entry;
  if (message !== null) {
    // A unit takes no message twice (§1.5); of one that it had, only the assignment would be skipped.
    return (await isEvaluated(message.id)) ? notSigned(entry, twice) : undefined;
  }
  const { assigned } = entry;
  // To a process a unit writes what is addressed to it, and layer 1 sends nothing along.
  if (assigned === undefined || assigned.isTransaction === true) return undefined;
  if (assigned.target !== assignment.processId) return undefined;
  const sent = { assignment, message: asSentAlong(assigned) };
  return (await isEvaluated(await evaluatedIdOf(sent))) ? undefined : notSigned(entry, alone);
}

const twice =
  'The scheduler unit tells that this message came along, and it was evaluated before: units take no message twice, and whether it was assigned once more only, nobody signed.';
const alone =
  'The scheduler unit tells only the assignment of an item that is addressed to this process: whether it came along, which the module can see, nobody signed.';

function notSigned({ assignment: { nonce, messageId } }: ScheduledMessage, reason: string): Tally {
  return unknown('assigned-items', 'schedule', {
    reason,
    nonce,
    ...(messageId !== null && { itemId: messageId }),
  });
}

/** As a unit would have told it (legacynet.md §1.3). */
function asSentAlong(assigned: NonNullable<ScheduledMessage['assigned']>) {
  const { signature, tags, anchor } = assigned;
  const text = anchor === null ? null : decodeUtf8Strict(decodeBase64url(anchor)) || null;
  return { ...assigned, signature: signature ?? '', tags: tags ?? [], anchor: text };
}
