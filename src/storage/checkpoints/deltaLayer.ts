import { releaseBytes } from '../../base/bytes.ts';
import { openPack } from '../pages/pack.ts';
import { countPages, decodeRuns } from '../pages/pageRuns.ts';
import { gatherPages, mergePages, type Pages, pageBytes } from '../pages/pages.ts';
import type { Records } from '../records/records.ts';
import type { Layer } from './manifest.ts';

/*
 * A page of an aos heap that changed differs from what it was in a few dozen bytes: mostly the marks of a garbage collection
 * (performance.md §3.2). So a checkpoint keeps its changed pages as their XOR with the layers below, all in one layer on top, which deflates
 * to a third of the pages themselves. That layer is written anew each time, against the same layers below, so nothing ever builds on it.
 */

/** More pages than these are written as they are, and become what later ones are compared with. */
const maximumDeltaPages = 1024;

export interface SplitLayers {
  /** Pages as they are. */
  readonly plain: readonly Layer[];
  /** Differences from those. */
  readonly delta: Layer | undefined;
}

/** Undefined where differences lie elsewhere than on top: such a checkpoint has lost a pack, and nothing can be made of it. */
export function splitLayers(layers: readonly Layer[]): SplitLayers | undefined {
  const top = layers.at(-1);
  const plain = top?.isDelta === true ? layers.slice(0, -1) : layers;
  if (plain.some(({ isDelta }) => isDelta === true)) return undefined;
  return { plain, delta: plain === layers ? undefined : top };
}

/**
 * The differences that lead from `plain` to memory after `changed`, given those that led to it before.
 * @returns undefined where they are too many to be worth it, or a pack cannot be read
 */
export async function differencesOf(
  records: Records,
  lineId: string,
  { plain, delta }: SplitLayers,
  changed: Pages,
): Promise<Pages | undefined> {
  const before = delta === undefined ? new Uint32Array(0) : decodeRuns(delta.runs);
  const union = new Set([...before, ...changed.indices]);
  const plainCount = plain.reduce((sum, { runs }) => sum + countPages(runs), 0);
  if (union.size > Math.min(maximumDeltaPages, plainCount)) return undefined;
  const below = await readPages(records, lineId, plain, changed.indices);
  const differences = delta === undefined ? undefined : await readLayer(records, lineId, delta);
  if (below === undefined || (delta !== undefined && differences === undefined)) return undefined;
  const fresh = { indices: changed.indices, bytes: changed.bytes.slice() };
  xorInto(fresh.bytes, below.bytes);
  releaseBytes(below.bytes);
  if (differences === undefined) return fresh;
  const merged = mergePages(differences, fresh);
  for (const { bytes } of [differences, fresh]) if (bytes !== merged.bytes) releaseBytes(bytes);
  return merged;
}

/** The pages of `delta` as they are. Undefined where a pack cannot be read. */
export async function pagesOfDelta(
  records: Records,
  lineId: string,
  { plain, delta }: SplitLayers,
): Promise<Pages | undefined> {
  const differences = delta === undefined ? undefined : await readLayer(records, lineId, delta);
  const below = differences && (await readPages(records, lineId, plain, differences.indices));
  if (below === undefined || differences === undefined) return undefined;
  xorInto(below.bytes, differences.bytes);
  releaseBytes(differences.bytes);
  return below;
}

export function xorInto(target: Uint8Array, other: Uint8Array): void {
  for (let at = 0; at < other.length; at += 1) target[at] = (target[at] ?? 0) ^ (other[at] ?? 0);
}

/** Those pages as `layers` have them; zeros where none does. */
async function readPages(
  records: Records,
  lineId: string,
  layers: readonly Layer[],
  indices: Uint32Array,
): Promise<Pages | undefined> {
  const missing = new Set(indices);
  const zeros = new Uint8Array(pageBytes);
  const sources = [];
  const read: Pages[] = [];
  for (const layer of [...layers].reverse()) {
    const slots = [...decodeRuns(layer.runs).entries()].filter(([, index]) => missing.has(index));
    if (slots.length === 0) continue;
    const content = await readLayer(records, lineId, layer);
    if (content === undefined) return undefined;
    read.push(content);
    for (const [slot, index] of slots) {
      missing.delete(index);
      sources.push({ index, bytes: content.bytes, slot });
    }
  }
  for (const index of missing) sources.push({ index, bytes: zeros, slot: 0 });
  const gathered = gatherPages(sources);
  for (const { bytes } of read) releaseBytes(bytes);
  return gathered;
}

async function readLayer(records: Records, lineId: string, layer: Layer): Promise<Pages | undefined> {
  const { packId, byteCount, runs } = layer;
  const record = await records.read(['packs'], (transaction) =>
    transaction.get('packs', [lineId, packId, byteCount]),
  );
  const opened = await openPack(record, layer, countPages(runs) * pageBytes);
  return opened.kind === 'bad' ? undefined : { indices: decodeRuns(runs), bytes: opened.content };
}
