import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRuns, encodeRuns } from '../pages/pageRuns.ts';
import { planCompaction } from './compaction.ts';
import type { Layer } from './manifest.ts';

const pageCount = 64;
const indices = fc
  .uniqueArray(fc.nat(pageCount - 1), { maxLength: pageCount })
  .map((numbers) => Uint32Array.from(numbers.sort((a, b) => a - b)));

describe('compaction', () => {
  const layerOf = (numbers: Uint32Array, number: number): Layer => ({
    packId: String(number),
    byteCount: 1,
    encoding: 'raw',
    runs: encodeRuns(numbers),
  });

  it('neither loses a live page nor revives a dead one, and keeps few layers', () => {
    fc.assert(
      fc.property(fc.array(indices, { maxLength: 40 }), indices, (layerPages, changed) => {
        const layers = layerPages.map(layerOf);
        const { kept, rewritten } = planCompaction(layers, changed, pageCount);
        // By page, the layer that has to provide it.
        const expected = new Map<number, string>();
        for (const layer of layers)
          for (const index of decodeRuns(layer.runs)) expected.set(index, layer.packId);
        for (const index of changed) expected.set(index, 'changed');
        // What the plan leads to: kept layers in their order, then one new layer of what was moved and what changed.
        const actual = new Map<number, string>();
        for (const layer of kept) for (const index of decodeRuns(layer.runs)) actual.set(index, layer.packId);
        for (const { layer, liveSlots } of rewritten) {
          const numbers = decodeRuns(layer.runs);
          for (const slot of liveSlots) actual.set(numbers[slot] ?? -1, layer.packId);
        }
        for (const index of changed) actual.set(index, 'changed');
        expect([...actual].sort()).toEqual([...expected].sort());
        expect(kept.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
