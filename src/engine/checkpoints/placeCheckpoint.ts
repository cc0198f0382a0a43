import type { Abortable } from '../../base/abort.ts';
import type { Bytes } from '../../base/bytes.ts';
import { EngineError } from '../../base/errors.ts';
import type { CheckpointClaim } from '../../protocol/checkpoint.ts';
import { type UnpackedMemory, unpackMemory } from '../../protocol/checkpointMemory.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { Assignment } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { Store } from '../../storage/store.ts';
import { checkCheckpointMemory, checkCheckpointPlace } from '../../verification/networkCheckpoint.ts';
import type { SchedulePosition } from '../../verification/place.ts';
import { type Tally, unknown } from '../../verification/tally.ts';
import type { Head } from '../answers/head.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import { checkEntryAt } from './entryAt.ts';
import { type CheckpointOrigin, itemOf, voucherOf } from './origin.ts';

export interface PlacedCheckpoint {
  readonly origin: CheckpointOrigin;
  readonly memory: UnpackedMemory;
  readonly position: SchedulePosition;
  /** About the checkpoint, and the one assignment that it stands at. */
  readonly tallies: readonly Tally[];
}

export interface PlaceOptions extends Abortable {
  readonly process: AoProcess;
  readonly store: Store;
  readonly exactItems: Pick<ExactItems, 'fetch'>;
  readonly head: Head;
  readonly toNonce: number | undefined;
}

/** What somebody says of a memory, and the memory as it travels. */
export interface ClaimedMemory {
  readonly claim: CheckpointClaim;
  readonly packed: Bytes;
  readonly checkpointId: string;
  /** Undefined where it came in a file: then no item has that id, and nobody signed it. */
  readonly item: { readonly id: ItemId; readonly owner: string } | undefined;
}

/** No more than a WebAssembly module of 32 bits can have; an aos heap packs to 600 kB. */
const maximumMemoryBytes = 4 * 1024 ** 3;

/**
 * A checkpoint at its place in the schedule, with all of it checked that can be, but for who vouches for it. Whether its memory follows from
 * the messages before stays that one's word.
 * @throws VerificationError (fact `checkpoint`, or a fact of the assignment that it stands at); ProtocolError `checkpoint-unreadable`;
 * EngineError `checkpoint-after-timer`, `checkpoint-later`
 */
export async function placeCheckpoint(
  { claim, packed, checkpointId, item }: ClaimedMemory,
  { process, store, exactItems, head, toNonce, signal }: PlaceOptions,
): Promise<PlacedCheckpoint> {
  const { nonce } = claim;
  if (claim.cron !== undefined) throw afterTimer(checkpointId, nonce);
  if (toNonce !== undefined && nonce > toNonce) throw later(checkpointId, nonce, toNonce);

  const checked = await checkEntryAt(nonce, { process, store, exactItems, head, signal }, (entry) =>
    checkCheckpointPlace(claim, item?.id, entry, head.latestNonce),
  );
  const memory = await unpackMemory(packed, maximumMemoryBytes);
  checkCheckpointMemory(claim, item?.id, memory.memorySha256);
  const { memorySha256 } = memory;
  const origin = { checkpointId, owner: item?.owner ?? null, nonce, memorySha256 };
  return {
    origin,
    memory,
    position: positionAt(checked.entry.assignment, process),
    tallies: [...checked.tallies, wordOf(origin)],
  };
}

/** What is believed of it, and what not. */
function wordOf(origin: CheckpointOrigin): Tally {
  const { owner, nonce } = origin;
  const voucher = voucherOf(origin);
  const how = owner === null ? 'put into it, which nobody signed' : 'signed and published';
  const word = owner === null ? 'that one' : 'that owner';
  return unknown('checkpoint', owner === null ? 'bundle' : 'gateway', {
    reason: `The memory at nonce ${nonce} is what ${voucher} ${how}. That it follows from the messages before is ${word}’s word. Clock and files are those of a new instance, as such a checkpoint does not carry them, and duplicates of earlier messages are not recognised.`,
    ...itemOf(origin),
    nonce,
  });
}

/** What comes after is compared with this. The height of the spawn only matters for chains of before it was reliable. */
function positionAt(assignment: Assignment, process: AoProcess): SchedulePosition {
  const { nonce, epoch, id, hashChain, timestampMs, blockHeight } = assignment;
  const spawnBlockHeight = process.blockHeight;
  return { nonce, epoch, assignmentId: id, hashChain, timestampMs, blockHeight, spawnBlockHeight };
}

function afterTimer(itemId: string, nonce: number): EngineError {
  return new EngineError(
    'checkpoint-after-timer',
    `The checkpoint ${itemId} was taken after a timer that fired behind nonce ${nonce}; evaluation can only begin behind a message.`,
    { details: { itemId, nonce } },
  );
}

function later(itemId: string, nonce: number, toNonce: number): EngineError {
  return new EngineError(
    'checkpoint-later',
    `The checkpoint ${itemId} stands at nonce ${nonce}, and nonce ${toNonce} was asked for.`,
    { details: { itemId, nonce, toNonce } },
  );
}
