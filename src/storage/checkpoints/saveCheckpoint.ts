import { releaseBytes } from '../../base/bytes.ts';
import { deflate } from '../../base/deflate.ts';
import { StorageError } from '../../base/errors.ts';
import type { LineId } from '../line.ts';
import {
  compressedUpToBytes,
  createPack,
  type Deflate,
  openPack,
  type Pack,
  type PackReference,
} from '../pages/pack.ts';
import { countPages, decodeRuns } from '../pages/pageRuns.ts';
import { assertPages, gatherPages, mergePages, noPages, type Pages, pageBytes } from '../pages/pages.ts';
import { readRules } from '../preferences.ts';
import { keysUnder, type ReadTransaction, type Records } from '../records/records.ts';
import type { Seal } from '../records/seal.ts';
import type { CheckpointInfo, CheckpointInput } from './checkpoint.ts';
import { type LiveLayer, planCompaction } from './compaction.ts';
import { type CreatedLayer, createDeltaLayer, createLayers } from './createLayers.ts';
import { differencesOf, pagesOfDelta, splitLayers } from './deltaLayer.ts';
import {
  type FileReference,
  infoOf,
  type Layer,
  type Manifest,
  openManifest,
  packsOf,
  peekManifest,
  sealManifest,
} from './manifest.ts';
import { deleteCheckpoints } from './sweep.ts';
import { chooseThinned } from './thinning.ts';

export interface SavingOptions {
  /** When, in ms since 1970. */
  readonly savedMs: number;
  /** A thread beside this one, for half of what is to be compressed. */
  readonly deflateElsewhere: Deflate;
}

/**
 * Packs first, then the manifest that names them, in one transaction: what is visible is whole. Hashing, compressing and reading what
 * compaction moves come before it, since a transaction ends when it is left waiting.
 */
export async function saveCheckpoint(
  records: Records,
  seal: Seal,
  lineId: LineId,
  input: CheckpointInput,
  { savedMs, deflateElsewhere }: SavingOptions,
): Promise<CheckpointInfo> {
  assertPages(input.pages, input.memoryBytes);
  const base = await readBase(records, seal, lineId, input);
  const { kept, created: layers } = await planLayers(
    records,
    lineId,
    base?.layers ?? [],
    input,
    deflateElsewhere,
  );
  const files = await createFiles(input);
  const packs = [...layers.map((each) => each.pack), ...files.map((each) => each.pack)];
  const manifest: Manifest = {
    nonce: input.nonce,
    assignmentId: input.assignmentId,
    hashChain: input.hashChain,
    timestampMs: input.timestampMs,
    blockHeight: input.blockHeight,
    evaluationMs: input.evaluationMs,
    memoryBytes: input.memoryBytes,
    layers: [...kept, ...layers.map((each) => each.layer)],
    clockTick: input.host.clockTick,
    files: files.map((each) => each.file),
    ledgerJson: input.ledgerJson,
    addedBytes: packs.reduce((sum, pack) => sum + pack.bytes.length, 0),
    savedMs,
    ...(input.origin !== undefined && { origin: input.origin }),
  };
  await writeCheckpoint(records, seal, lineId, manifest, packs);
  return infoOf(manifest);
}

interface PlannedLayers {
  /** Shared with the checkpoint before. */
  readonly kept: readonly Layer[];
  /** On top of those. */
  readonly created: readonly CreatedLayer[];
}

/** As differences where those are few, else as pages. */
async function planLayers(
  records: Records,
  lineId: LineId,
  layers: readonly Layer[],
  { pages, memoryBytes }: CheckpointInput,
  deflateElsewhere: Deflate,
): Promise<PlannedLayers> {
  const split = splitLayers(layers);
  if (split === undefined) return { kept: layers, created: await createLayers(pages, deflateElsewhere) };
  const differences = await differencesOf(records, lineId, split, pages);
  if (differences !== undefined) {
    const created = await createDeltaLayer(differences);
    // Unless it was not worth deflating: then its pack is a view of it.
    if (created.every(({ pack }) => pack.bytes.buffer !== differences.bytes.buffer))
      releaseBytes(differences.bytes);
    return { kept: split.plain, created };
  }
  const older = split.delta === undefined ? noPages : await pagesOfDelta(records, lineId, split);
  if (older === undefined) return { kept: layers, created: await createLayers(pages, deflateElsewhere) };
  const changed = mergePages(older, pages);
  const plan = planCompaction(split.plain, changed.indices, memoryBytes / pageBytes);
  const moved = await readLivePages(records, lineId, plan.rewritten);
  const created = await createLayers(mergePages(moved.pages, changed), deflateElsewhere);
  // In the order that they have: each lies over those before it.
  const stays = new Set([...plan.kept, ...moved.unreadable]);
  return { kept: split.plain.filter((layer) => stays.has(layer)), created };
}

async function readBase(
  records: Records,
  seal: Seal,
  lineId: LineId,
  { nonce, previousNonce, memoryBytes }: CheckpointInput,
): Promise<Manifest | undefined> {
  if (previousNonce === null) return undefined;
  const record = await records.read(['checkpoints'], (transaction) =>
    transaction.get('checkpoints', [lineId, previousNonce]),
  );
  if (record === undefined) throw missingBase(nonce, `checkpoint ${previousNonce} is not stored`);
  const opened = await openManifest(seal, record);
  if (opened.kind === 'bad') throw missingBase(nonce, `of checkpoint ${previousNonce}, ${opened.problem}`);
  if (memoryBytes < opened.manifest.memoryBytes) {
    throw missingBase(nonce, `memory shrank from ${opened.manifest.memoryBytes} to ${memoryBytes} bytes`);
  }
  return opened.manifest;
}

/** A layer that cannot be read stays where it is: the checkpoint is as broken as the one before, and loading will find out. */
async function readLivePages(
  records: Records,
  lineId: LineId,
  rewritten: readonly LiveLayer[],
): Promise<{ readonly pages: Pages; readonly unreadable: readonly Layer[] }> {
  const unreadable: Layer[] = [];
  const sources = [];
  for (const { layer, liveSlots } of rewritten) {
    const record = await records.read(['packs'], (transaction) =>
      transaction.get('packs', keyOf(lineId, layer)),
    );
    const opened = await openPack(record, layer, countPages(layer.runs) * pageBytes);
    if (opened.kind === 'bad') {
      unreadable.push(layer);
      continue;
    }
    const indices = decodeRuns(layer.runs);
    for (const slot of liveSlots) sources.push({ index: indices[slot] ?? 0, bytes: opened.content, slot });
  }
  return { pages: gatherPages(sources), unreadable };
}

function createFiles(
  input: CheckpointInput,
): Promise<readonly { readonly file: FileReference; readonly pack: Pack }[]> {
  return Promise.all(
    input.host.files.map(async ({ path, data }) => {
      const pack = await createPack(data, data.length <= compressedUpToBytes ? deflate : undefined);
      return { file: { path, contentBytes: data.length, pack: pack.reference }, pack };
    }),
  );
}

async function writeCheckpoint(
  records: Records,
  seal: Seal,
  lineId: LineId,
  manifest: Manifest,
  packs: readonly Pack[],
): Promise<void> {
  const record = await sealManifest(seal, lineId, manifest);
  const added = new Set(packs.map((pack) => pack.reference.packId));
  const shared = packsOf(manifest).filter((pack) => !added.has(pack.packId));
  await records.write(['checkpoints', 'packs', 'preferences'], async (transaction) => {
    const keys = await transaction.keys('packs', keysUnder(lineId));
    const present = new Set(keys.map((key) => String(key[1])));
    // Another tab may have let the base go since it was read.
    const lost = shared.find((pack) => !present.has(pack.packId));
    if (lost !== undefined) throw missingBase(manifest.nonce, `pack ${lost.packId} is not stored`);
    for (const { reference, bytes } of packs) {
      const { packId, byteCount } = reference;
      // A copy of just this piece: the database would clone the whole buffer under a view.
      const piece = bytes.slice();
      await transaction.put('packs', { lineId, packId, byteCount, bytes: piece });
      releaseBytes(piece);
    }
    const before = (await transaction.keys('checkpoints', keysUnder(lineId))).map((key) => Number(key[1]));
    await transaction.put('checkpoints', record);
    const isReplaced = before.includes(manifest.nonce);
    const storedBytes = keys.reduce((sum, key) => sum + Number(key[2]), manifest.addedBytes);
    const thinned = await thinLine(transaction, lineId, manifest.nonce, storedBytes);
    if (isReplaced || thinned.length > 0) await deleteCheckpoints(transaction, lineId, thinned);
  });
}

/** More manifests than this would make reading them a burden of its own. */
const mostCheckpoints = 128;
/** Beyond these bytes a line shrinks by a checkpoint a save, down to a few. */
const roomyBytes = 256 * 1024 * 1024;
const fewCheckpoints = 8;

/** Which checkpoints of the line to let go, now that one at `needed` is there. */
async function thinLine(
  transaction: ReadTransaction,
  lineId: LineId,
  needed: number,
  storedBytes: number,
): Promise<readonly number[]> {
  const { reachWithinMs } = await readRules(transaction);
  const line = (await transaction.getAll('checkpoints', keysUnder(lineId))).map((record) => {
    const { evaluationMs = 0 }: Partial<Manifest> = peekManifest(record) ?? {};
    return { nonce: record.nonce, evaluationMs };
  });
  const fewer = Math.max(fewCheckpoints, line.length - 2);
  return chooseThinned(line, {
    reachWithinMs,
    needed,
    mostCheckpoints: storedBytes > roomyBytes ? fewer : mostCheckpoints,
  });
}

export function keyOf(lineId: string, { packId, byteCount }: PackReference) {
  return [lineId, packId, byteCount];
}

function missingBase(nonce: number, reason: string): StorageError {
  return new StorageError('missing-base', `Checkpoint ${nonce} has nothing to build on: ${reason}.`, {
    details: { nonce, reason },
  });
}
