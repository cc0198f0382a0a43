import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseThinned } from './thinning.ts';

/** The line as it stands after checkpoints at these nonces were saved one after the other. */
function grow(nonces: readonly number[]): readonly number[] {
  let line: readonly number[] = [];
  for (const nonce of nonces) {
    const longer = [...line, nonce];
    const thinned = new Set(chooseThinned(longer, nonce));
    line = longer.filter((each) => !thinned.has(each));
  }
  return line;
}

const steps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 400 });
const asNonces = (gaps: readonly number[]) =>
  gaps.map((_, index) => gaps.slice(0, index + 1).reduce((a, b) => a + b));

describe('thinning', () => {
  it('keeps every past nonce within half of its distance, and a step', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (gaps, share) => {
        const nonces = asNonces(gaps);
        const first = nonces[0] ?? 0;
        const newest = nonces.at(-1) ?? 0;
        const wanted = first + Math.floor(share * (newest - first));
        const from =
          grow(nonces)
            .filter((nonce) => nonce <= wanted)
            .at(-1) ?? 0;
        expect(wanted - from).toBeLessThanOrEqual((newest - wanted) / 2 + 2 * Math.max(...gaps));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps no more than grows with the logarithm', () => {
    const line = grow(Array.from({ length: 10_000 }, (_, index) => index * 100));
    expect(line.length).toBeLessThan(100);
    expect(line[0]).toBe(0);
    expect(line.slice(-8)).toEqual([999_200, 999_300, 999_400, 999_500, 999_600, 999_700, 999_800, 999_900]);
  });

  it('never lets the newest go, nor the one that is needed', () => {
    const nonces = Array.from({ length: 500 }, (_, index) => index);
    const thinned = chooseThinned(nonces, 131);
    expect(thinned).not.toContain(131);
    expect(thinned).not.toContain(499);
    expect(thinned).toContain(130);
  });
});
