import { isBundleItem } from '../protocol/assignment.ts';
import { firstReliableHashChainHeight, nextHashChain, seedHashChain } from '../protocol/hashChain.ts';
import { type AssignmentId, isItemId } from '../protocol/ids.ts';
import type { Assignment, ScheduledMessage } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import type { FactName } from './evidence.ts';
import { failFact } from './failure.ts';
import { held, type Tally, unknown } from './tally.ts';

/** Where the last believed entry of a schedule stands: all that the next one is compared with. Plain data. */
export interface SchedulePosition {
  readonly nonce: number;
  readonly epoch: number;
  readonly assignmentId: AssignmentId;
  readonly hashChain: string;
  readonly timestampMs: number;
  readonly blockHeight: number;
  /** Height of the spawn, as signed where the schedule begins with the process, else as the scheduler unit says. */
  readonly spawnBlockHeight: number;
}

/**
 * Whether an entry names this process and the message that it came with. Nonce 0 may be the process itself (AOP-6).
 * @throws VerificationError `wrong-process`, `wrong-message`, `message-missing`
 */
export function checkAssignmentTags(entry: ScheduledMessage, process: AoProcess, source: string): Tally {
  const { assignment, message } = entry;
  const { nonce, messageId } = assignment;
  const fail = failer(entry, 'assignment-tags');
  if (assignment.processId !== process.id) {
    throw fail('wrong-process', 'is for another process', process.id, assignment.processId);
  }
  if (message === null) {
    if (messageId === null)
      throw fail('message-missing', 'neither names a message nor comes with one', 'a message', 'none');
    return held('assignment-tags', source);
  }
  if (messageId !== null && messageId !== message.id) {
    throw fail('wrong-message', 'came with another message than it names', messageId, message.id);
  }
  if (messageId === null && isBundleItem(assignment)) {
    return unknown('assignment-tags', source, {
      reason: 'Before AOP-1 assignments did not name their message.',
      nonce,
      itemId: assignment.id,
    });
  }
  if (messageId === null && (nonce !== 0 || message.id !== process.id)) {
    throw fail('wrong-message', 'names no message, as only a process’s own may', process.id, message.id);
  }
  return held('assignment-tags', source);
}

/**
 * Whether an entry follows the one before it: nonce, epoch, time, hash chain.
 * @param previous absent for the first entry of the schedule
 * @throws VerificationError `nonce-gap`, `nonce-repeated`, `epoch-changed`, `time-reversed`, `hash-chain-broken`
 */
export function checkPlace(
  entry: ScheduledMessage,
  process: AoProcess,
  previous: SchedulePosition | undefined,
  source: string,
): { readonly position: SchedulePosition; readonly tallies: readonly Tally[] } {
  checkNonce(entry, previous);
  const time = checkTime(entry, previous, source);
  const { id, nonce, epoch, hashChain, timestampMs, blockHeight } = entry.assignment;
  const spawnBlockHeight = previous?.spawnBlockHeight ?? spawnHeightOf(entry.assignment, process);
  const chain = checkChain(entry, process, previous, spawnBlockHeight, source);
  return {
    position: { nonce, epoch, assignmentId: id, hashChain, timestampMs, blockHeight, spawnBlockHeight },
    tallies: [held('nonces-gapless', source), time, chain],
  };
}

/**
 * Height of the spawn, by which a chain is judged: as signed where the schedule begins with the process, else as the scheduler unit says, which `spawn`
 * is about. Where only a gateway has told the process, and no time with it, nobody is held to the height: the spawn is no later than the first entry.
 * @param first the schedule's first assignment
 */
export function spawnHeightOf(
  { messageId, blockHeight }: Pick<Assignment, 'messageId' | 'blockHeight'>,
  process: Pick<AoProcess, 'blockHeight' | 'timestampMs'>,
): number {
  return messageId === null || process.timestampMs === 0 ? blockHeight : process.blockHeight;
}

function checkNonce(entry: ScheduledMessage, previous: SchedulePosition | undefined): void {
  const { nonce, epoch } = entry.assignment;
  const fail = failer(entry, 'nonces-gapless');
  const expected = previous === undefined ? 0 : previous.nonce + 1;
  if (nonce > expected) {
    throw fail('nonce-gap', `is not the next one: ${nonce - expected} are missing`, expected, nonce);
  }
  if (nonce < expected) throw fail('nonce-repeated', 'has had its turn already', expected, nonce);
  const expectedEpoch = previous?.epoch ?? 0;
  if (epoch !== expectedEpoch) throw fail('epoch-changed', 'is of another epoch', expectedEpoch, epoch);
}

/**
 * A time that falls fails. A block height that falls is told, as unknown: a scheduler unit writes down what its gateway said in the last seconds
 * (legacynet.md §1.3), and a gateway's machines do not all know the newest block, so that an honest schedule may have one.
 */
function checkTime(entry: ScheduledMessage, previous: SchedulePosition | undefined, source: string): Tally {
  const { id, nonce, timestampMs, blockHeight } = entry.assignment;
  if (previous === undefined) return held('time-order', source);
  if (timestampMs < previous.timestampMs) {
    const fail = failer(entry, 'time-order');
    throw fail('time-reversed', 'is earlier than the one before it', previous.timestampMs, timestampMs);
  }
  if (blockHeight >= previous.blockHeight) return held('time-order', source);
  return unknown('time-order', source, {
    reason: `The assignment at nonce ${nonce} is at a lower block than the one before it: its scheduler unit was told so, or says so.`,
    nonce,
    itemId: id,
    expected: `${previous.blockHeight} or more`,
    actual: String(blockHeight),
  });
}

/** Chains from before a certain height are known to be broken by the scheduler itself (legacynet.md §1.6). */
function checkChain(
  entry: ScheduledMessage,
  process: AoProcess,
  previous: SchedulePosition | undefined,
  spawnBlockHeight: number,
  source: string,
): Tally {
  const { id, nonce, hashChain: actual } = entry.assignment;
  const expected = previous === undefined ? seedHashChain(process.id) : linkAfter(previous);
  if (actual === expected) return held('hash-chain', source);
  if (spawnBlockHeight >= firstReliableHashChainHeight) {
    throw failer(entry, 'hash-chain')(
      'hash-chain-broken',
      'does not join the one before it',
      expected ?? 'a chain value',
      actual,
    );
  }
  return unknown('hash-chain', source, {
    reason: `Hash chains of processes from before height ${firstReliableHashChainHeight} were written wrongly, and this one is.`,
    nonce,
    itemId: id,
    expected: expected ?? 'a chain value',
    actual,
  });
}

/** Undefined where the previous value was not one that anything could join. */
function linkAfter(previous: SchedulePosition): string | undefined {
  return isItemId(previous.hashChain) ? nextHashChain(previous.assignmentId, previous.hashChain) : undefined;
}

function failer({ assignment: { id, nonce } }: ScheduledMessage, fact: FactName) {
  return (code: string, what: string, expected: string | number, actual: string | number) =>
    failFact(fact, code, `The assignment at nonce ${nonce} ${what}.`, {
      itemId: id,
      nonce,
      expected: String(expected),
      actual: String(actual),
    });
}
