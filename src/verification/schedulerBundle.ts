import { ProtocolError } from '../base/errors.ts';
import { isBundleItem } from '../protocol/assignment.ts';
import { decodeBundle, encodeBundle } from '../protocol/bundle.ts';
import { itemIdOf, type UntypedItem } from '../protocol/dataItem.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import { signatureTypesOfLengths } from '../protocol/signatureType.ts';
import { checkUntypedItem } from './dataItemSignature.ts';
import { failFact } from './failure.ts';
import { type FetchExact, type ItemFinding, verifySchedulerItem } from './schedulerItem.ts';

/**
 * Before AOP-1 the scheduler signed a bundle of the message, with the message's place as its tags: its unit tells that as the assignment, without
 * data (legacynet.md §1.3).
 */
export function isSchedulerBundle({ assignment, message }: ScheduledMessage): boolean {
  return message !== null && assignment.messageId === null && isBundleItem(assignment);
}

/**
 * Whether the scheduler signed such a bundle, of this message alone. A gateway tells the bundle's anchor, and its bytes follow from the message;
 * only where they do not are they asked for, too.
 * @param message as it was signed; undefined where that is unknown
 * @throws VerificationError as `verifySchedulerItem`, and `wrong-message`
 */
export async function verifySchedulerBundle(
  entry: ScheduledMessage,
  message: UntypedItem | undefined,
  fetchExact: FetchExact | undefined,
): Promise<ItemFinding> {
  const { assignment } = entry;
  const finding = await verifySchedulerItem(assignment, {
    role: 'assignment',
    fact: 'assignment-signatures',
    nonce: assignment.nonce,
    fetchExact:
      fetchExact &&
      (async (id, role) => (await madeAgain(entry, message, fetchExact)) ?? fetchExact(id, role)),
  });
  if (finding.status === 'holds') checkContent(entry, finding.exact);
  return finding;
}

/** The bundle as it was signed, made of what is known of it. */
async function madeAgain(
  { assignment }: ScheduledMessage,
  message: UntypedItem | undefined,
  fetchExact: FetchExact,
): Promise<UntypedItem | undefined> {
  if (message === undefined) return undefined;
  const told = await fetchExact(assignment.id, 'bundle');
  if (told === undefined) return undefined;
  for (const signatureType of signatureTypesOfLengths(message.owner.length, message.signature.length)) {
    const bundle = { ...told, data: encodeBundle([{ ...message, signatureType }]) };
    if ((await checkUntypedItem(bundle)) === 'holds') return bundle;
  }
  return undefined;
}

/** @throws VerificationError `wrong-message` where it is a bundle of something else */
function checkContent({ assignment, message }: ScheduledMessage, { data }: UntypedItem): void {
  const found = idsIn(data);
  if (message === null || (found.length === 1 && found[0] === message.id)) return;
  const { id: itemId, nonce } = assignment;
  const actual = message.id;
  throw failFact(
    'assignment-tags',
    'wrong-message',
    `The assignment at nonce ${nonce} is a bundle of something else than the message that it came with.`,
    { itemId, nonce, expected: found.join(', ') || 'no item', actual },
  );
}

function idsIn(bundle: UntypedItem['data']): readonly string[] {
  try {
    return decodeBundle(bundle).map(({ signature }) => itemIdOf(signature));
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}
