import { releaseBytes } from '../../base/bytes.ts';
import type { LineId } from '../line.ts';
import { openPack, type PackReference } from '../pages/pack.ts';
import { countPages, decodeRuns } from '../pages/pageRuns.ts';
import { type Pages, pageBytes } from '../pages/pages.ts';
import type { ManifestRecord, ReadTransaction, Records } from '../records/records.ts';
import type { Seal } from '../records/seal.ts';
import type { HostRecord, LoadedCheckpoint, RestoredCheckpoint, SkippedCheckpoint } from './checkpoint.ts';
import { xorInto } from './deltaLayer.ts';
import { infoOf, type Layer, type Manifest, openManifest } from './manifest.ts';
import { keyOf } from './saveCheckpoint.ts';
import { deleteCheckpoints } from './sweep.ts';

/** The newest good checkpoint with `nonce ≤ atMostNonce`; bad ones on the way are removed and reported. */
export async function loadCheckpoint(
  records: Records,
  seal: Seal,
  lineId: LineId,
  atMostNonce: number,
): Promise<LoadedCheckpoint> {
  const bad: ManifestRecord[] = [];
  const skipped: SkippedCheckpoint[] = [];
  let checkpoint: RestoredCheckpoint | undefined;
  for (let limit = atMostNonce; checkpoint === undefined; ) {
    const record = await readNewest(records, lineId, limit);
    if (record === undefined) break;
    const restored = await restore(records, seal, lineId, record);
    if (restored.kind === 'good') checkpoint = restored.checkpoint;
    // Another tab may have thinned the line meanwhile: what is gone is not broken.
    else if (await records.read(['checkpoints'], (transaction) => isStillStored(transaction, record))) {
      bad.push(record);
      skipped.push({ nonce: record.nonce, reason: restored.problem });
    }
    limit = record.nonce - 1;
  }
  if (bad.length > 0) {
    await records.write(['checkpoints', 'packs'], async (transaction) => {
      // A good one may have been saved in its place since it was read.
      const still = await Promise.all(bad.map((record) => isStillStored(transaction, record)));
      const nonces = bad.flatMap(({ nonce }, index) => (still[index] === true ? [nonce] : []));
      await deleteCheckpoints(transaction, lineId, nonces);
    });
  }
  return { checkpoint, skipped };
}

type Restored =
  | { readonly kind: 'good'; readonly checkpoint: RestoredCheckpoint }
  | { readonly kind: 'bad'; readonly problem: string };

async function restore(
  records: Records,
  seal: Seal,
  lineId: LineId,
  record: ManifestRecord,
): Promise<Restored> {
  const opened = await openManifest(seal, record);
  if (opened.kind === 'bad') return opened;
  const { manifest } = opened;
  const fetchPack = (pack: PackReference, contentBytes: number) =>
    readPack(records, lineId, pack, contentBytes);
  try {
    const [pages, host] = await Promise.all([
      assemblePages(manifest, fetchPack),
      assembleHost(manifest, fetchPack),
    ]);
    const { ledgerJson } = manifest;
    return { kind: 'good', checkpoint: { ...infoOf(manifest), pages, host, ledgerJson } };
  } catch (error) {
    if (error instanceof BadPack) return { kind: 'bad', problem: error.message };
    throw error;
  }
}

type FetchPack = (pack: PackReference, contentBytes: number) => Promise<Uint8Array<ArrayBuffer>>;

/** Pack after pack into one buffer, so that a large memory is held once, and at most two packs beside it: the next is read meanwhile. */
async function assemblePages(manifest: Manifest, fetchPack: FetchPack): Promise<Pages> {
  const { layers } = manifest;
  const { indices, layerOf, slotOf } = resolve(layers, manifest.memoryBytes / pageBytes);
  const bytes = new Uint8Array(indices.length * pageBytes);
  let number = -1;
  for await (const { layer, content } of readLayers(layers, fetchPack)) {
    number += 1;
    for (const [position, index] of decodeRuns(layer.runs).entries()) {
      const page = content.subarray(position * pageBytes, (position + 1) * pageBytes);
      const start = (slotOf[index] ?? 0) * pageBytes;
      const plain = layerOf[index] ?? 0;
      if (layer.isDelta === true && plain <= number) {
        xorInto(bytes.subarray(start, start + pageBytes), page);
      } else if (layer.isDelta !== true && plain === number + 1) {
        bytes.set(page, start);
      }
    }
    releaseBytes(content);
  }
  return { indices, bytes };
}

interface ReadLayer {
  readonly layer: Layer;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** In order, each being read while the one before it is worked on. */
async function* readLayers(layers: readonly Layer[], fetchPack: FetchPack): AsyncGenerator<ReadLayer, void> {
  let before: Promise<ReadLayer> | undefined;
  for (const layer of layers) {
    const reading = fetchPack(layer, countPages(layer.runs) * pageBytes).then((content) => ({
      layer,
      content,
    }));
    // Awaited in the next round; a failure until then is not an unhandled one.
    reading.catch(() => undefined);
    if (before !== undefined) yield await before;
    before = reading;
  }
  if (before !== undefined) yield await before;
}

/** For every page the last plain layer (from 1; 0: none) that has it, and its place in the result. */
function resolve(layers: readonly Layer[], pageCount: number) {
  const layerOf = new Uint32Array(pageCount);
  const isPresent = new Uint8Array(pageCount);
  for (const [number, layer] of layers.entries()) {
    for (const index of decodeRuns(layer.runs)) {
      isPresent[index] = 1;
      if (layer.isDelta !== true) layerOf[index] = number + 1;
    }
  }
  const slotOf = new Uint32Array(pageCount);
  const indices: number[] = [];
  for (const [index, present] of isPresent.entries()) {
    if (present === 0) continue;
    slotOf[index] = indices.length;
    indices.push(index);
  }
  return { indices: Uint32Array.from(indices), layerOf, slotOf };
}

async function assembleHost(manifest: Manifest, fetchPack: FetchPack): Promise<HostRecord> {
  const files = await Promise.all(
    manifest.files.map(async ({ path, pack, contentBytes }) => ({
      path,
      data: await fetchPack(pack, contentBytes),
    })),
  );
  return { clockTick: manifest.clockTick, files };
}

/** Not an error that leaves this file: it means that the checkpoint before has to do. */
class BadPack extends Error {}

async function readPack(records: Records, lineId: LineId, pack: PackReference, contentBytes: number) {
  const record = await records.read(['packs'], (transaction) =>
    transaction.get('packs', keyOf(lineId, pack)),
  );
  const opened = await openPack(record, pack, contentBytes);
  if (opened.kind === 'bad') throw new BadPack(opened.problem);
  return opened.content;
}

async function readNewest(records: Records, lineId: LineId, atMostNonce: number) {
  return records.read(['checkpoints'], async (transaction) => {
    const keys = await transaction.keys('checkpoints', { lower: [lineId], upper: [lineId, atMostNonce] });
    const newest = keys.at(-1);
    return newest === undefined ? undefined : transaction.get('checkpoints', newest);
  });
}

async function isStillStored(
  transaction: ReadTransaction,
  { lineId, nonce, json }: ManifestRecord,
): Promise<boolean> {
  const record = await transaction.get('checkpoints', [lineId, nonce]);
  return record?.json === json;
}
