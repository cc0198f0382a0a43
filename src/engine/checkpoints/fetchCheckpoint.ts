import type { Abortable } from '../../base/abort.ts';
import { EngineError, SourceError } from '../../base/errors.ts';
import { type UnpackedMemory, unpackMemory } from '../../protocol/checkpointMemory.ts';
import { decodeItemId, type ItemId } from '../../protocol/ids.ts';
import type { Assignment, ScheduledMessage } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import type { Store } from '../../storage/store.ts';
import { checkEntry } from '../../verification/entry.ts';
import {
  checkCheckpointMemory,
  checkCheckpointPlace,
  verifyCheckpointItem,
} from '../../verification/networkCheckpoint.ts';
import type { SchedulePosition } from '../../verification/place.ts';
import { type Tally, unknown } from '../../verification/tally.ts';
import type { Head } from '../answers/head.ts';
import type { NetworkSources } from '../networkSources.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import type { CheckpointOrigin } from './origin.ts';

export interface FetchedCheckpoint {
  readonly origin: CheckpointOrigin;
  readonly memory: UnpackedMemory;
  readonly position: SchedulePosition;
  /** About the checkpoint, and the one assignment that it stands at. */
  readonly tallies: readonly Tally[];
}

export interface FetchCheckpointOptions extends Abortable {
  readonly process: AoProcess;
  readonly sources: NetworkSources;
  readonly store: Store;
  readonly exactItems: ExactItems;
  readonly head: Head;
  readonly toNonce: number | undefined;
}

/** No more than a WebAssembly module of 32 bits can have; an aos heap packs to 600 kB. */
const maximumMemoryBytes = 4 * 1024 ** 3;
const maximumPackedBytes = 512 * 1024 ** 2;

/**
 * A published checkpoint, with all of it checked that can be: signature, process, module, SHA-256, and its place in the schedule. Whether its
 * memory follows from the messages before is its owner's word.
 * @throws VerificationError (fact `checkpoint`, or a fact of the assignment that it stands at); ProtocolError `invalid-id`,
 * `not-a-checkpoint`, `checkpoint-unreadable`; SourceError `not-found`; EngineError `checkpoint-after-timer`, `checkpoint-later`
 */
export async function fetchCheckpoint(
  text: string,
  { process, sources, store, exactItems, head, toNonce, signal }: FetchCheckpointOptions,
): Promise<FetchedCheckpoint> {
  const id = decodeItemId(text, 'checkpoint id');
  const { gateway } = sources;
  const metadata = (await gateway.fetchTransactionMeta([id], { signal })).get(id);
  if (metadata === undefined) throw notFound(id);
  const packed = await gateway.fetchRaw(id, { signal, maximumBytes: maximumPackedBytes });
  const claim = await verifyCheckpointItem(metadata, packed, id, process, {
    source: 'gateway',
    fetchTransaction: async () => gateway.fetchTransaction(id, { signal }).catch(ignoreMissing),
  });
  const { nonce } = claim;
  if (claim.cron !== undefined) throw afterTimer(id, nonce);
  if (toNonce !== undefined && nonce > toNonce) throw later(id, nonce, toNonce);

  const entry = await findEntry(process.id, nonce, store, head, { signal });
  const known = checkCheckpointPlace(claim, id, entry, head.latestNonce);
  const checked = await checkEntry(known, process, {
    source: head.unit === null ? 'this browser' : new URL(head.unit.url).origin,
    fetchExact: exactItems.fetch,
  });
  const memory = await unpackMemory(packed, maximumMemoryBytes);
  checkCheckpointMemory(claim, id, memory.memorySha256);
  const { memorySha256 } = memory;
  const origin = { checkpointId: id, owner: metadata.ownerAddress, nonce, memorySha256 };
  return {
    origin,
    memory,
    position: positionAt(checked.entry.assignment, process),
    tallies: [...checked.tallies, wordOf(origin)],
  };
}

/** What is believed of it, and what not. */
function wordOf({ checkpointId, owner, nonce }: CheckpointOrigin): Tally {
  return unknown('checkpoint', 'gateway', {
    reason: `The memory at nonce ${nonce} is what ${owner} signed and published. That it follows from the messages before is that owner’s word. Clock and files are those of a new instance, as a published checkpoint does not carry them, and duplicates of earlier messages are not recognised.`,
    itemId: checkpointId,
    nonce,
  });
}

/** The entry at `nonce`, from what is kept or else from the scheduler unit. */
async function findEntry(
  processId: string,
  nonce: number,
  store: Store,
  { unit, latestNonce }: Head,
  { signal }: Abortable,
): Promise<ScheduledMessage | undefined> {
  const stored = await store.loadSchedule(processId, { fromNonce: nonce, toNonce: nonce }).catch(() => []);
  const [kept] = stored;
  if (kept !== undefined) return decodeScheduledMessage(JSON.parse(kept.json));
  if (unit === null || (latestNonce !== null && nonce > latestNonce)) return undefined;
  const request = { processId, afterNonce: nonce === 0 ? null : nonce - 1, toNonce: nonce, limit: 2 };
  for await (const { entries } of unit.fetchPages(request, { signal })) {
    const found = entries.find(({ entry }) => entry.assignment.nonce === nonce);
    if (found !== undefined) return found.entry;
  }
  return undefined;
}

/** What comes after is compared with this. The height of the spawn only matters for chains of before it was reliable. */
function positionAt(assignment: Assignment, process: AoProcess): SchedulePosition {
  const { nonce, epoch, id, hashChain, timestampMs, blockHeight } = assignment;
  const spawnBlockHeight = process.blockHeight;
  return { nonce, epoch, assignmentId: id, hashChain, timestampMs, blockHeight, spawnBlockHeight };
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof SourceError && error.code === 'not-found') return undefined;
  throw error;
}

function notFound(id: ItemId): SourceError {
  return new SourceError('not-found', `No gateway of this network knows checkpoint ${id}.`, {
    details: { itemId: id },
  });
}

function afterTimer(itemId: ItemId, nonce: number): EngineError {
  return new EngineError(
    'checkpoint-after-timer',
    `The checkpoint ${itemId} was taken after a timer that fired behind nonce ${nonce}; evaluation can only begin behind a message.`,
    { details: { itemId, nonce } },
  );
}

function later(itemId: ItemId, nonce: number, toNonce: number): EngineError {
  return new EngineError(
    'checkpoint-later',
    `The checkpoint ${itemId} stands at nonce ${nonce}, and nonce ${toNonce} was asked for.`,
    { details: { itemId, nonce, toNonce } },
  );
}
