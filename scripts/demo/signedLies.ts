import type { ItemId } from '../../src/protocol/ids.ts';
import { signMessage } from './aoMessages.ts';
import { arweaveWallets, units } from './cast.ts';
import { createRandom } from './random.ts';
import {
  type AssignmentFields,
  nextLink,
  type ProcessSchedule,
  type ScheduledEntry,
  signAssignment,
} from './scheduler.ts';
import type { SignedItem } from './signedItem.ts';
import type { Signer } from './signer.ts';

/** What was signed for a lie: an assignment in place of the schedule's last, and its message where that is another too. */
export interface SignedLie {
  readonly name: string;
  readonly assignment: SignedItem;
  readonly message?: SignedItem;
}

/** Lies that need a key. Each replaces the last entry, so that nothing after it is wrong as well. */
export async function signLies({ process, entries }: ProcessSchedule): Promise<readonly SignedLie[]> {
  const [beforePrevious, previous, last] = entries.slice(-3);
  if (beforePrevious === undefined || previous === undefined || last === undefined) return [];
  const sign = async (
    name: string,
    change: Partial<AssignmentFields>,
    signer: Signer = units.scheduler,
  ): Promise<SignedLie> => ({
    name,
    assignment: await signAssignment(
      signer,
      process.id,
      { ...fieldsOf(last), ...change },
      createRandom(name),
    ),
  });
  const { ada, bela } = arweaveWallets;
  const message = await signMessage(ada, process.id, [
    ['Action', 'Transfer'],
    ['Recipient', bela.address],
    ['Quantity', '1'],
  ]);
  return [
    await sign('stranger', {}, units.stranger),
    await sign('time-rolled-back', { timestampMs: previous.timestampMs - 1_000 }),
    await sign('broken-hash-chain', { hashChain: nextLink(beforePrevious) }),
    { ...(await sign('equivocation', { messageId: message.id })), message },
  ];
}

/** What a schedule goes on with where a gateway lies about the item: its assignment, with which nothing is wrong. */
export async function signNextAssignment(
  name: string,
  { process, entries }: ProcessSchedule,
  messageId: ItemId,
): Promise<SignedLie> {
  const last = entries.at(-1);
  if (last === undefined) throw new RangeError('The schedule has not begun.');
  const fields = {
    nonce: last.nonce + 1,
    hashChain: nextLink(last),
    timestampMs: last.timestampMs + 5_000,
    messageId,
  };
  return { name, assignment: await signAssignment(units.scheduler, process.id, fields, createRandom(name)) };
}

function fieldsOf(entry: ScheduledEntry): AssignmentFields & { readonly messageId: ItemId } {
  const { nonce, hashChain, timestampMs, message } = entry;
  return { nonce, hashChain, timestampMs, messageId: message.id };
}
