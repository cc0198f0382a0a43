import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseThinned, type LinePoint, type ThinningRules } from './thinning.ts';

const rules = { reachWithinMs: 2000, mostCheckpoints: 128 };

/** The line as it stands after checkpoints at these times were saved one after the other. */
function grow(times: readonly number[], { reachWithinMs, mostCheckpoints }: Omit<ThinningRules, 'needed'>) {
  let line: readonly LinePoint[] = [];
  for (const [nonce, evaluationMs] of times.entries()) {
    const longer = [...line, { nonce, evaluationMs }];
    const thinned = new Set(chooseThinned(longer, { reachWithinMs, mostCheckpoints, needed: nonce }));
    line = longer.filter((point) => !thinned.has(point.nonce));
  }
  return line;
}

/** For each place in the line how long it takes at most to come there again. */
function gapsOf(line: readonly LinePoint[]) {
  const newestMs = line.at(-1)?.evaluationMs ?? 0;
  return line.map(({ evaluationMs }, index) => {
    const fromMs = line[index - 1]?.evaluationMs ?? 0;
    return { gapMs: evaluationMs - fromMs, ageMs: newestMs - fromMs };
  });
}

const asTimes = (steps: readonly number[]) => {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
};

describe('thinning', () => {
  it('leaves every past nonce within the bound while there is room, and no more checkpoints than that takes', () => {
    const step = fc.integer({ min: 1, max: 2000 });
    const bound = fc.integer({ min: 2000, max: 20_000 });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), bound, (steps, reachWithinMs) => {
        const times = asTimes(steps);
        const line = grow(times, { ...rules, reachWithinMs });
        for (const { gapMs } of gapsOf(line)) expect(gapMs).toBeLessThanOrEqual(reachWithinMs);
        // Of any two neighbouring gaps the sum exceeds the bound, or one checkpoint of them would not be needed.
        const total = times.at(-1) ?? 0;
        expect(line.length).toBeLessThanOrEqual((2 * total) / reachWithinMs + 2);
      }),
      { numRuns: 300 },
    );
  });

  it('cannot split a message that alone takes longer than the bound, and keeps both its ends', () => {
    const line = grow([100, 1500, 9000, 9100, 10_500], rules);
    expect(line.map(({ evaluationMs }) => evaluationMs)).toEqual([1500, 9000, 10_500]);
  });

  it('lets gaps grow in proportion to their age where there is no room', () => {
    const times = asTimes(Array.from({ length: 4000 }, () => 1800));
    const line = grow(times, { ...rules, mostCheckpoints: 64 });
    expect(line).toHaveLength(64);
    // 64 gaps, each the same share of its age, reach from 1.8 s to 7,200 s: a share of 1 - (1.8/7200)^(1/64) is 12 %.
    for (const { gapMs, ageMs } of gapsOf(line))
      expect(gapMs).toBeLessThanOrEqual(Math.max(2000, 0.3 * ageMs));
    const recent = gapsOf(line).slice(-3);
    for (const { gapMs } of recent) expect(gapMs).toBeLessThanOrEqual(2 * 1800);
  });

  it('never lets the newest go, nor the one that is needed', () => {
    const line = Array.from({ length: 500 }, (_, nonce) => ({ nonce, evaluationMs: nonce * 10 }));
    const thinned = chooseThinned(line, { ...rules, mostCheckpoints: 1, needed: 131 });
    expect(thinned).not.toContain(131);
    expect(thinned).not.toContain(499);
    expect(thinned).toHaveLength(498);
  });
});
