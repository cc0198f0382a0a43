import { deflate } from '../../base/deflate.ts';
import { compressedUpToBytes, createPack, type Deflate, type Pack } from '../pages/pack.ts';
import { encodeRuns } from '../pages/pageRuns.ts';
import { type Pages, pageBytes } from '../pages/pages.ts';
import type { Layer } from './manifest.ts';

export interface CreatedLayer {
  readonly layer: Layer;
  readonly pack: Pack;
}

/** Large enough that records are few, small enough that none is a burden (performance.md §4). */
const packPages = (4 * 1024 * 1024) / pageBytes;

/** Some 40 ms of compressing. To have less of it done elsewhere would gain little, and make packs too small. */
const sharedFromPages = 256;

/**
 * Pages as they are. What is worth compressing becomes two packs at most, of which this thread and another compress one each: at the end of an
 * evaluation nobody else has anything to do, and somebody waits.
 */
export async function createLayers(
  pages: Pages,
  deflateElsewhere: Deflate,
): Promise<readonly CreatedLayer[]> {
  const pageCount = pages.indices.length;
  if (pages.bytes.length > compressedUpToBytes) {
    const layers = [];
    for (let start = 0; start < pageCount; start += packPages) {
      layers.push(await createLayer(pages, start, Math.min(start + packPages, pageCount)));
    }
    return layers;
  }
  if (pageCount === 0) return [];
  if (pageCount < sharedFromPages) return [await createLayer(pages, 0, pageCount, deflate)];
  const middle = Math.ceil(pageCount / 2);
  const upper = createLayer(pages, middle, pageCount, deflateElsewhere);
  return Promise.all([createLayer(pages, 0, middle, deflate), upper]);
}

/** Differences stay together, as the one layer on top that is written anew each time. */
export async function createDeltaLayer(differences: Pages): Promise<readonly CreatedLayer[]> {
  if (differences.indices.length === 0) return [];
  const { layer, pack } = await createLayer(differences, 0, differences.indices.length, deflate);
  return [{ layer: { ...layer, isDelta: true }, pack }];
}

/** The pages in the slots `start … end`. */
async function createLayer(pages: Pages, start: number, end: number, by?: Deflate): Promise<CreatedLayer> {
  const pack = await createPack(pages.bytes.subarray(start * pageBytes, end * pageBytes), by);
  return { layer: { ...pack.reference, runs: encodeRuns(pages.indices.subarray(start, end)) }, pack };
}
