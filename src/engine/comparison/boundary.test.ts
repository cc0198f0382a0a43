import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrow, type Outcome, samplesBefore } from './boundary.ts';

const nonces = fc.integer({ min: 0, max: 10_000_000 });

describe('the boundary', () => {
  it('is the first that differs, where what differs goes on differing, after as many questions as the bracket halves', async () => {
    await fc.assert(
      fc.asyncProperty(nonces, nonces, async (a, b) => {
        const [first, end] = a < b ? [a, b] : [b, a];
        const asked: number[] = [];
        const found = await narrow({ sameNonce: -1, differsNonce: end }, (nonce) => {
          asked.push(nonce);
          return Promise.resolve(nonce < first ? 'same' : 'differs');
        });
        expect(found).toEqual({ sameNonce: first - 1, differsNonce: first });
        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.length).toBeLessThanOrEqual(Math.ceil(Math.log2(end + 2)));
      }),
    );
  });

  it('is one of several where single answers differ, and both its sides were asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }), async (differing) => {
        const end = differing.length;
        const said = new Map<number, Outcome>([[end, 'differs']]);
        const { sameNonce, differsNonce } = await narrow({ sameNonce: -1, differsNonce: end }, (nonce) => {
          const outcome = differing[nonce] === true ? 'differs' : 'same';
          said.set(nonce, outcome);
          return Promise.resolve(outcome);
        });
        expect(differsNonce).toBe(sameNonce + 1);
        expect(said.get(differsNonce)).toBe('differs');
        if (sameNonce >= 0) expect(said.get(sameNonce)).toBe('same');
      }),
    );
  });

  it('goes around nonces that cannot be compared, and says how near it came', async () => {
    const ask = (unknown: readonly number[]) => (nonce: number) =>
      Promise.resolve<Outcome>(unknown.includes(nonce) ? 'unknown' : nonce < 137 ? 'same' : 'differs');
    const bracket = { sameNonce: -1, differsNonce: 397 };
    expect(await narrow(bracket, ask([198, 99, 100]))).toEqual({ sameNonce: 136, differsNonce: 137 });
    expect(await narrow(bracket, ask([137]))).toEqual({ sameNonce: 136, differsNonce: 138 });
    expect(await narrow(bracket, () => Promise.resolve('unknown'))).toEqual(bracket);
  });

  it('asks nothing where nothing lies between', async () => {
    const never = () => Promise.reject(new Error('Nothing has to be asked.'));
    expect(await narrow({ sameNonce: 4, differsNonce: 5 }, never)).toEqual({ sameNonce: 4, differsNonce: 5 });
  });
});

it('samples evenly, each nonce once, none of them the end', () => {
  expect(samplesBefore(400, 4)).toEqual([0, 100, 200, 300]);
  expect(samplesBefore(2, 8)).toEqual([0, 1]);
  expect(samplesBefore(0, 8)).toEqual([]);
});
