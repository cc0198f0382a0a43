import { countPages, decodeRuns } from '../pages/pageRuns.ts';
import { pageBytes } from '../pages/pages.ts';
import type { Layer } from './manifest.ts';

/** A layer and the slots of its pages that nothing newer covers. */
export interface LiveLayer {
  readonly layer: Layer;
  readonly liveSlots: readonly number[];
}

export interface CompactionPlan {
  /** Oldest first; shared with the checkpoint before. */
  readonly kept: readonly Layer[];
  /** Their live pages move into the new pack. */
  readonly rewritten: readonly LiveLayer[];
}

/**
 * Below this share of live pages a pack is mostly waste that every restore would read. Higher, and increments of an aos heap grow by half,
 * because they carry what they did not change (docs/STORAGE.md).
 */
const worthKeepingShare = 0.25;
/** Beyond this many small packs, reading them one by one would dominate a restore. */
const smallLayerPages = 256;
const maximumSmallLayers = 8;
/** What one save may read and write again: a checkpoint costs what changed. */
const maximumRewrittenPages = (4 * 1024 * 1024) / pageBytes;

/** What to do with the layers of the checkpoint before, now that `changed` pages lie over them. */
export function planCompaction(
  layers: readonly Layer[],
  changed: Uint32Array,
  pageCount: number,
): CompactionPlan {
  const live = findLive(layers, changed, pageCount).filter(({ liveSlots }) => liveSlots.length > 0);
  const wasteful = live.filter(
    ({ layer, liveSlots }) => liveSlots.length < countPages(layer.runs) * worthKeepingShare,
  );
  const small = live.filter(({ liveSlots }) => liveSlots.length < smallLayerPages);
  const candidates = new Set(small.length > maximumSmallLayers ? [...wasteful, ...small] : wasteful);
  const rewritten = new Set<LiveLayer>();
  let pages = 0;
  for (const candidate of [...candidates].sort((a, b) => a.liveSlots.length - b.liveSlots.length)) {
    pages += candidate.liveSlots.length;
    if (pages > maximumRewrittenPages) break;
    rewritten.add(candidate);
  }
  return {
    kept: live.filter((each) => !rewritten.has(each)).map(({ layer }) => layer),
    rewritten: [...rewritten],
  };
}

/** Oldest first, as given. */
function findLive(layers: readonly Layer[], changed: Uint32Array, pageCount: number): readonly LiveLayer[] {
  const isCovered = new Uint8Array(pageCount);
  for (const index of changed) isCovered[index] = 1;
  const live: LiveLayer[] = [];
  for (const layer of [...layers].reverse()) {
    const liveSlots: number[] = [];
    for (const [slot, index] of decodeRuns(layer.runs).entries()) {
      if (isCovered[index] === 0) liveSlots.push(slot);
      isCovered[index] = 1;
    }
    live.push({ layer, liveSlots });
  }
  return live.reverse();
}
