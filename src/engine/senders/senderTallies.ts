import type { EvidenceLevel } from '../../verification/evidence.ts';
import { failed, held, type Tally, unknown } from '../../verification/tally.ts';
import type { SenderFinding } from '../api.ts';

const source = 'this browser';

/**
 * The ledger's line for one message: whether its sender’s own evaluation emitted it.
 * @param level of that evaluation: over a schedule that could not be checked whole, a server can make a process emit anything
 */
export function tallyOfFinding(
  { outcome, nonce, messageId, senderId }: SenderFinding,
  level: EvidenceLevel | undefined,
): Tally {
  const where = { nonce, itemId: messageId };
  switch (outcome.kind) {
    case 'emitted': {
      if (level === 'evaluated') return held('senders', source);
      const reason = `The message at nonce ${nonce} is what process ${senderId} emitted at its nonce ${outcome.senderNonce}, but that one’s evaluation is ${level ?? 'claimed'} only.`;
      return unknown('senders', source, { ...where, reason });
    }
    case 'unknown':
      return unknown('senders', source, { ...where, reason: outcome.reason });
    case 'not-emitted': {
      const { differences } = outcome;
      const side = (name: 'expected' | 'actual') =>
        differences.map((each) => `${each.field} ${each[name]}`).join('; ');
      return failed('senders', source, {
        ...where,
        reason: `The message at nonce ${nonce} names ${senderId} as its sender, and was not sent by it. ${outcome.reason}`,
        expected: differences.length === 0 ? 'no such message' : side('expected'),
        actual: differences.length === 0 ? messageId : side('actual'),
      });
    }
  }
}
