import type { Bytes } from '../base/bytes.ts';
import { SourceError, type VerificationError } from '../base/errors.ts';
import { type CheckpointClaim, decodeCheckpointTags } from '../protocol/checkpoint.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import type { Tags } from '../protocol/tags.ts';
import { failFact } from './failure.ts';
import { type SignedDataOptions, type Subject, verifySignedData } from './signedData.ts';

const subject: Subject = { fact: 'checkpoint', noun: 'checkpoint' };

/**
 * Whether an item is a checkpoint of this process by this module, with the data and tags that its owner signed. That the memory in it is
 * right is not checked here, and cannot be: only replaying shows it.
 * @param packed the item's data
 * @throws VerificationError (fact `checkpoint`) `wrong-process`, `wrong-module`, and what `verifySignedData` throws; SourceError
 * `signature-untold`, which accuses nobody; ProtocolError `not-a-checkpoint`
 */
export async function verifyCheckpointItem(
  metadata: GatewayTransaction,
  packed: Bytes,
  expectedId: ItemId,
  process: AoProcess,
  options: Omit<SignedDataOptions, 'subject'>,
): Promise<CheckpointClaim> {
  const { unknown } = await verifySignedData(metadata, packed, expectedId, { ...options, subject });
  if (unknown > 0) throw untold(expectedId);
  return readCheckpointTags(metadata.tags, expectedId, process);
}

/**
 * What the tags of a checkpoint say, if they speak of this process and this module.
 * @param itemId undefined where it is no item that anybody signed
 * @throws VerificationError (fact `checkpoint`) `wrong-process`, `wrong-module`; ProtocolError `not-a-checkpoint`, `invalid-id`
 */
export function readCheckpointTags(
  tags: Tags,
  itemId: ItemId | undefined,
  process: AoProcess,
): CheckpointClaim {
  const fail = failer(itemId);
  const claim = decodeCheckpointTags(tags, itemId);
  if (claim.processId !== process.id) {
    throw fail('wrong-process', 'is of another process', process.id, claim.processId);
  }
  if (claim.moduleId !== process.moduleId) {
    throw fail('wrong-module', 'was made by another module', process.moduleId, claim.moduleId);
  }
  return claim;
}

/**
 * Whether a checkpoint stands where it says: at a message that the schedule has.
 * @param entry the schedule's entry at the checkpoint's nonce, to be verified by the caller; undefined where the schedule ends before it
 * @param latestNonce of the schedule, for the sentence
 * @returns the entry
 * @throws VerificationError (fact `checkpoint`) `checkpoint-from-the-future`, `wrong-assignment`, `hash-chain-differs`, `wrong-time`
 */
export function checkCheckpointPlace(
  claim: CheckpointClaim,
  itemId: ItemId | undefined,
  entry: ScheduledMessage | undefined,
  latestNonce: number | null,
): ScheduledMessage {
  const { nonce } = claim;
  const fail = failer(itemId, nonce);
  if (entry === undefined) {
    const latest = latestNonce === null ? 'no message' : `nonce ${latestNonce}`;
    const what = 'includes messages that the schedule does not have';
    throw fail('checkpoint-from-the-future', what, `at most ${latest}`, `nonce ${nonce}`);
  }
  const { assignment } = entry;
  const { assignmentId = assignment.id, hashChain = assignment.hashChain, timestampMs, blockHeight } = claim;
  if (assignmentId !== assignment.id) {
    throw fail('wrong-assignment', 'names another assignment', assignment.id, assignmentId);
  }
  if (hashChain !== assignment.hashChain) {
    throw fail('hash-chain-differs', 'names another hash chain', assignment.hashChain, hashChain);
  }
  if (timestampMs !== assignment.timestampMs || blockHeight !== assignment.blockHeight) {
    const expected = `${assignment.timestampMs} at block ${assignment.blockHeight}`;
    throw fail('wrong-time', 'names another time', expected, `${timestampMs} at block ${blockHeight}`);
  }
  return entry;
}

/** @throws VerificationError (fact `checkpoint`) `checkpoint-bytes-differ` */
export function checkCheckpointMemory(
  claim: CheckpointClaim,
  itemId: ItemId | undefined,
  memorySha256: string,
): void {
  if (memorySha256 === claim.memorySha256) return;
  const what = 'holds another memory than its SHA-256 tag names';
  throw failer(itemId, claim.nonce)('checkpoint-bytes-differ', what, claim.memorySha256, memorySha256);
}

function untold(itemId: ItemId): SourceError {
  return new SourceError(
    'signature-untold',
    `No gateway tells how the checkpoint ${itemId} was signed, or it was signed in a way that cannot be checked here.`,
    { details: { itemId } },
  );
}

type Fail = (code: string, what: string, expected?: string, actual?: string) => VerificationError;

function failer(itemId: ItemId | undefined, nonce?: number): Fail {
  const name = itemId ?? 'in the file';
  return (code, what, expected, actual) =>
    failFact(subject.fact, code, `The checkpoint ${name} ${what}.`, {
      ...(itemId !== undefined && { itemId }),
      ...(nonce !== undefined && { nonce }),
      ...(expected !== undefined && { expected }),
      ...(actual !== undefined && { actual }),
    });
}
