import { addressFrom } from '../protocol/address.ts';
import { isBundleItem } from '../protocol/assignment.ts';
import { assignedItemOf } from '../protocol/gatewayItem.ts';
import type { Assignment, ScheduledMessage, SchedulerItem } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import { verifyAssignedItem } from './assignedItem.ts';
import { failFact } from './failure.ts';
import { checkAssignmentTags } from './place.ts';
import { type FetchExact, type ItemCheck, verifySchedulerItem } from './schedulerItem.ts';
import { checkSenderAuthority } from './senderAuthority.ts';
import { held, type Tally, unknown } from './tally.ts';

export interface EntryOptions {
  /** Where the entry came from, for the ledger. */
  readonly source: string;
  readonly fetchExact?: FetchExact | undefined;
}

export interface CheckedEntry {
  /** With the assigned item filled in where a gateway gave it. */
  readonly entry: ScheduledMessage;
  readonly tallies: readonly Tally[];
}

/**
 * Everything about one entry that does not depend on its neighbours: tags, scheduler, both signatures.
 * @throws VerificationError with `details.fact`, `details.nonce` and `details.itemId`
 */
export async function checkEntry(
  entry: ScheduledMessage,
  process: AoProcess,
  options: EntryOptions,
): Promise<CheckedEntry> {
  const scheduler = checkScheduler(entry.assignment, process, options.source);
  const assignment = await checkAssignment(entry.assignment, options);
  const tags = checkAssignmentTags(entry, process, options.source);
  const checked = await checkMessage(entry, options);
  const authority = checkSenderAuthority(checked.entry, process, options.source);
  const tallies = [scheduler, assignment, tags, ...checked.tallies];
  return { entry: checked.entry, tallies: authority === undefined ? tallies : [...tallies, authority] };
}

/** @throws VerificationError `scheduler-not-authorised` */
function checkScheduler(assignment: Assignment, process: AoProcess, source: string): Tally {
  const { id, nonce, ownerAddress } = assignment;
  // That `ownerAddress` is the key's is part of checking the assignment itself.
  if (process.scheduler === ownerAddress || process.scheduler === addressFrom(assignment)) {
    return held('scheduler-authorised', source);
  }
  const expected = process.scheduler ?? 'nobody';
  throw failFact(
    'scheduler-authorised',
    'scheduler-not-authorised',
    `The assignment at nonce ${nonce} is signed by ${ownerAddress}, but the process names ${expected} as its scheduler.`,
    { itemId: id, nonce, expected, actual: ownerAddress },
  );
}

async function checkAssignment(assignment: Assignment, options: EntryOptions): Promise<Tally> {
  const check = { role: 'assignment', fact: 'assignment-signatures' } as const;
  return checkItem(assignment, check, assignment.nonce, options);
}

async function checkMessage(entry: ScheduledMessage, options: EntryOptions): Promise<CheckedEntry> {
  const { message, assignment } = entry;
  if (message === null) return checkAssigned(entry, options);
  // Before AOP-1 no assignment named its message.
  const isProcess = assignment.messageId === null && !isBundleItem(assignment);
  const check = {
    role: isProcess ? 'process' : 'message',
    fact: 'message-signatures',
    isEvaluated: true,
  } as const;
  return { entry, tallies: [await checkItem(message, check, assignment.nonce, options)] };
}

async function checkItem(
  item: SchedulerItem,
  check: Pick<ItemCheck, 'role' | 'fact' | 'isEvaluated'>,
  nonce: number,
  { source, fetchExact }: EntryOptions,
): Promise<Tally> {
  const { fact } = check;
  const finding = await verifySchedulerItem(item, { ...check, nonce, fetchExact });
  if (finding.status === 'holds') return held(fact, source);
  return unknown(fact, source, { reason: finding.reason, nonce, itemId: item.id });
}

async function checkAssigned(
  entry: ScheduledMessage,
  { source, fetchExact }: EntryOptions,
): Promise<CheckedEntry> {
  const { nonce, messageId } = entry.assignment;
  if (messageId === null) return { entry, tallies: [] };
  const finding = await verifyAssignedItem(messageId, nonce, fetchExact);
  const { exact } = finding;
  return {
    entry: exact === undefined ? entry : { ...entry, assigned: assignedItemOf(exact) },
    tallies: [
      finding.status === 'holds'
        ? held('assigned-items', source)
        : unknown('assigned-items', source, { reason: finding.reason, nonce, itemId: messageId }),
    ],
  };
}
