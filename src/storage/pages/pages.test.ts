import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areRuns, countPages, decodeRuns, encodeRuns } from './pageRuns.ts';
import { assertPages, mergePages, type Pages, pageBytes } from './pages.ts';

const pageCount = 64;
const indices = fc
  .uniqueArray(fc.nat(pageCount - 1), { maxLength: pageCount })
  .map((numbers) => Uint32Array.from(numbers.sort((a, b) => a - b)));

function pagesOf(numbers: Uint32Array<ArrayBuffer>, mark: number): Pages {
  const bytes = new Uint8Array(numbers.length * pageBytes);
  for (const [slot, index] of numbers.entries())
    bytes.fill(mark + index, slot * pageBytes, (slot + 1) * pageBytes);
  return { indices: numbers, bytes };
}

describe('runs of pages', () => {
  it('name the same pages, in as few runs as there are', () => {
    fc.assert(
      fc.property(indices, (numbers) => {
        const runs = encodeRuns(numbers);
        expect(decodeRuns(runs)).toEqual(numbers);
        expect(countPages(runs)).toBe(numbers.length);
        expect(areRuns(runs, pageCount)).toBe(true);
        const starts = [...numbers].filter((index) => !numbers.includes(index - 1));
        expect(runs.length).toBe(2 * starts.length);
      }),
    );
  });

  it.each([
    ['not a list', 'abc'],
    ['a start without a count', [1]],
    ['runs that touch', [0, 2, 2, 1]],
    ['runs that fall', [5, 1, 1, 1]],
    ['an empty run', [3, 0]],
    ['a run beyond the memory', [60, 5]],
    ['a fraction', [0.5, 1]],
    ['a text', ['0', 1]],
    ['a negative start', [-1, 1]],
  ])('that are %s are refused', (_, runs) => {
    expect(areRuns(runs, pageCount)).toBe(false);
  });
});

describe('pages', () => {
  it('merge like two maps', () => {
    fc.assert(
      fc.property(indices, indices, (older, newer) => {
        const merged = mergePages(pagesOf(older, 1), pagesOf(newer, 100));
        assertPages(merged, pageCount * pageBytes);
        expect([...merged.indices]).toEqual([...new Set([...older, ...newer])].sort((a, b) => a - b));
        for (const [slot, index] of merged.indices.entries()) {
          const mark = newer.includes(index) ? 100 : 1;
          const page = merged.bytes.subarray(slot * pageBytes, (slot + 1) * pageBytes);
          expect([page[0], page[pageBytes - 1]]).toEqual([mark + index, mark + index]);
        }
      }),
    );
  });

  it.each<readonly [string, readonly number[], number, number]>([
    ['fall', [1, 0], 2, 4],
    ['are repeated', [1, 1], 2, 4],
    ['lie beyond memory', [4], 1, 4],
    ['lack bytes', [0, 1], 1, 4],
    ['are of a memory that is no number of pages', [0], 1, 0.5],
  ])('that %s are refused', (_, numbers, contentPages, memoryPages) => {
    const pages = { indices: Uint32Array.from(numbers), bytes: new Uint8Array(contentPages * pageBytes) };
    expect(() => assertPages(pages, memoryPages * pageBytes)).toThrowError(
      expect.objectContaining({ code: 'invalid-checkpoint' }) as Error,
    );
  });
});
