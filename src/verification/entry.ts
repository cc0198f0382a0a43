import { addressFrom } from '../protocol/address.ts';
import type { UntypedItem } from '../protocol/dataItem.ts';
import { assignedItemOf } from '../protocol/gatewayItem.ts';
import type { Assignment, ScheduledMessage, SchedulerItem } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import { verifyAssignedItem } from './assignedItem.ts';
import type { FactName } from './evidence.ts';
import { failFact } from './failure.ts';
import { checkAssignmentTags } from './place.ts';
import { isSchedulerBundle, verifySchedulerBundle } from './schedulerBundle.ts';
import { type FetchExact, type ItemFinding, verifySchedulerItem } from './schedulerItem.ts';
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
  const { assignment, tags, message } = isSchedulerBundle(entry)
    ? await checkBundled(entry, process, options)
    : await checkAlone(entry, process, options);
  const authority = checkSenderAuthority(message.entry, process, options.source);
  const tallies = [scheduler, assignment, tags, ...message.tallies];
  return { entry: message.entry, tallies: authority === undefined ? tallies : [...tallies, authority] };
}

interface CheckedParts {
  readonly assignment: Tally;
  readonly tags: Tally;
  readonly message: CheckedMessage;
}

interface CheckedMessage extends CheckedEntry {
  /** The message as it was signed, where it came along and that is known. */
  readonly exact?: UntypedItem | undefined;
}

async function checkAlone(
  entry: ScheduledMessage,
  process: AoProcess,
  options: EntryOptions,
): Promise<CheckedParts> {
  const assignment = await checkAssignment(entry.assignment, options);
  const tags = checkAssignmentTags(entry, process, options.source);
  return { assignment, tags, message: await checkMessage(entry, options) };
}

/** The message first: what the scheduler signed is a bundle of it. */
async function checkBundled(
  entry: ScheduledMessage,
  process: AoProcess,
  options: EntryOptions,
): Promise<CheckedParts> {
  const tags = checkAssignmentTags(entry, process, options.source);
  const message = await checkMessage(entry, options);
  const { nonce, id: itemId } = entry.assignment;
  const finding = await verifySchedulerBundle(entry, message.exact, options.fetchExact);
  if (finding.status === 'holds') {
    const fact = (name: FactName) => held(name, options.source);
    return { assignment: fact('assignment-signatures'), tags: fact('assignment-tags'), message };
  }
  const { reason } = finding;
  return {
    assignment: unknown('assignment-signatures', options.source, { reason, nonce, itemId }),
    tags,
    message,
  };
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
  const { nonce } = assignment;
  const fact = 'assignment-signatures';
  const check = { role: 'assignment', fact, nonce, fetchExact: options.fetchExact } as const;
  return tallyOf(await verifySchedulerItem(assignment, check), assignment, fact, nonce, options);
}

async function checkMessage(entry: ScheduledMessage, options: EntryOptions): Promise<CheckedMessage> {
  const { message, assignment } = entry;
  if (message === null) return checkAssigned(entry, options);
  // Before AOP-1 no assignment named its message.
  const isProcess = assignment.messageId === null && !isSchedulerBundle(entry);
  const check = {
    role: isProcess ? 'process' : 'message',
    fact: 'message-signatures',
    isEvaluated: true,
  } as const;
  const { nonce } = assignment;
  const finding = await verifySchedulerItem(message, { ...check, nonce, fetchExact: options.fetchExact });
  if (finding.status === 'holds' && !isProcess) checkTarget(entry);
  return { entry, exact: finding.exact, tallies: [tallyOf(finding, message, check.fact, nonce, options)] };
}

/**
 * To a process a unit writes what is addressed to it (legacynet.md §1.5); anything else it only assigns, and of that a module is told another target
 * (§4.3).
 * @throws VerificationError `wrong-target`
 */
function checkTarget({ assignment, message }: ScheduledMessage): void {
  const { nonce, processId: expected } = assignment;
  if (message === null || message.target === expected) return;
  throw failFact(
    'assignment-tags',
    'wrong-target',
    `The assignment at nonce ${nonce} came with a message that is addressed elsewhere, as if it had been sent to this process.`,
    { itemId: message.id, nonce, expected, actual: message.target || 'nobody' },
  );
}

function tallyOf(
  finding: ItemFinding,
  { id: itemId }: SchedulerItem,
  fact: FactName,
  nonce: number,
  { source }: EntryOptions,
): Tally {
  return finding.status === 'holds'
    ? held(fact, source)
    : unknown(fact, source, { reason: finding.reason, nonce, itemId });
}

async function checkAssigned(
  entry: ScheduledMessage,
  { source, fetchExact }: EntryOptions,
): Promise<CheckedEntry> {
  const { nonce, messageId } = entry.assignment;
  if (messageId === null) return { entry, tallies: [] };
  const finding = await verifyAssignedItem(messageId, nonce, fetchExact);
  const { exact, isTransaction } = finding;
  const assigned = exact && { ...assignedItemOf(exact), ...(isTransaction && { isTransaction }) };
  return {
    entry: assigned === undefined ? entry : { ...entry, assigned },
    tallies: [
      finding.status === 'holds'
        ? held('assigned-items', source)
        : unknown('assigned-items', source, { reason: finding.reason, nonce, itemId: messageId }),
    ],
  };
}
