import { addressFrom } from '../protocol/address.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import { findTag, findTags } from '../protocol/tags.ts';
import { held, type Tally, unknown } from './tally.ts';

/**
 * The process that a message says it comes from; undefined where it names none, or only its own signer.
 * A process sees it as `From`, whoever signed (legacynet.md §4.2).
 */
export function sendingProcessOf({ message, assigned }: ScheduledMessage): string | undefined {
  const item = message ?? assigned;
  if (item === undefined) return undefined;
  const sender = findTag(item.tags ?? [], 'From-Process');
  return sender === '' || sender === addressFrom(item) ? undefined : sender;
}

/**
 * Whether a message that names a process as its sender is signed by somebody whom the receiving process trusts with that: an
 * `Authority` of its item. A messenger unit signs what processes send; anybody else may claim the same (legacynet.md §4.2).
 *
 * Otherwise who sent it is unknown, and what to make of it is for the process to say: a stranger's message is an authentic part of a
 * schedule. Processes may change whom they trust; this is about what was signed when they were spawned.
 * @returns undefined where the message names no process
 */
export function checkSenderAuthority(
  entry: ScheduledMessage,
  process: AoProcess,
  source: string,
): Tally | undefined {
  const sender = sendingProcessOf(entry);
  const item = entry.message ?? entry.assigned;
  if (sender === undefined || item === undefined) return undefined;
  const signer = addressFrom(item);
  const authorities = findTags(process.tags, 'Authority');
  if (authorities.includes(signer)) return held('sender-authority', source);
  const { nonce } = entry.assignment;
  // aos believes such a message: to it an authority that is named as the sender is as good as one that signed (legacynet.md §4.2).
  const believed = authorities.includes(sender)
    ? ' The process believes it all the same, because it trusts the sender that is named, and anybody can name one.'
    : '';
  return unknown('sender-authority', source, {
    reason: `The message at nonce ${nonce} says that process ${sender} sent it, but nobody whom this process trusts has signed that.${believed}`,
    nonce,
    itemId: item.id,
    expected: authorities.join(', ') || 'no authority is named',
    actual: signer,
  });
}
