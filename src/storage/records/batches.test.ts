import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatches } from './batches.ts';
import { createMemoryRecords } from './memoryRecords.ts';
import { allKeys } from './records.ts';
import { createSeal } from './seal.ts';

function open() {
  const records = createMemoryRecords();
  return { records, batches: createBatches(records, 'results', createSeal(records)) };
}

const entriesFrom = (first: number, count: number, json: string) =>
  Array.from({ length: count }, (_, step) => ({ nonce: first + step, json }));

describe('batches', () => {
  it('hold what a map holds, after any sequence of overlapping saves', async () => {
    const save = fc.record({
      first: fc.nat(480),
      count: fc.integer({ min: 1, max: 400 }),
      stride: fc.constantFrom(1, 1, 1, 3),
      size: fc.constantFrom(1, 1, 50, 5_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(save, { maxLength: 12 }),
        fc.nat(800),
        fc.nat(400),
        async (saves, from, length) => {
          const { batches } = open();
          const model = new Map<number, string>();
          for (const [turn, { first, count, stride, size }] of saves.entries()) {
            const entries = entriesFrom(0, count, `"${turn} ${'x'.repeat(size)}"`).map(({ nonce, json }) => ({
              nonce: first + nonce * stride,
              json,
            }));
            await batches.save('owner', entries);
            for (const { nonce, json } of entries) model.set(nonce, json);
          }
          const expected = [...model]
            .filter(([nonce]) => nonce >= from && nonce <= from + length)
            .sort(([a], [b]) => a - b)
            .map(([nonce, json]) => ({ nonce, json }));
          expect(await batches.load('owner', { fromNonce: from, toNonce: from + length })).toEqual(expected);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('need few records for many entries, also when these come one by one', async () => {
    const { records, batches } = open();
    for (const entry of entriesFrom(0, 640, '"result"')) await batches.save('owner', [entry]);
    const keys = await records.read(['results'], (transaction) => transaction.keys('results', allKeys));
    expect(keys).toHaveLength(3);
  });

  it('count as absent once they were changed', async () => {
    const { records, batches } = open();
    await batches.save('owner', entriesFrom(0, 3, '{"Output":"1"}'));
    const [batch] = await records.read(['results'], (transaction) => transaction.getAll('results', allKeys));
    if (batch === undefined) throw new Error('nothing was saved');
    await records.write(['results'], (transaction) =>
      transaction.put('results', { ...batch, texts: ['{"Output":"1"}', '{"Output":"2"}', '{"Output":"1"}'] }),
    );
    expect(await batches.load('owner', { fromNonce: 0, toNonce: 9 })).toEqual([]);
    await batches.save('owner', entriesFrom(1, 1, '"again"'));
    expect(await batches.load('owner', { fromNonce: 0, toNonce: 9 })).toEqual([
      { nonce: 1, json: '"again"' },
    ]);
  });
});
