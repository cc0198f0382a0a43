import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryPageBytes } from '../evaluator.ts';
import { createMemory } from '../rewriting/sharing/shareMemory.ts';
import { ModuleMemory } from './moduleMemory.ts';
import { usedPageFinder } from './usedPages.ts';

const pageCount = 48;
const memoryBytes = pageCount * memoryPageBytes;

const byte = fc.oneof(
  fc.integer({ min: 0, max: memoryBytes - 1 }),
  // The first and the last byte of a page.
  fc.integer({ min: 0, max: pageCount - 1 }).map((page) => page * memoryPageBytes),
  fc.integer({ min: 1, max: pageCount }).map((page) => page * memoryPageBytes - 1),
);
const bound = fc.integer({ min: 0, max: pageCount });

describe.each([
  ['32', false],
  ['64', true],
])('pages of a memory with %s bit addresses', (_, wide) => {
  it.each([
    ['read by vectors', true],
    ['read by JavaScript', false],
  ])('are found where a byte in them is not zero, %s', (_way, imported) => {
    const property = fc.property(fc.array(byte, { maxLength: 6 }), bound, bound, (addresses, from, to) => {
      const memory = createMemory({ initial: memoryBytes / 65_536, maximum: 64, wide });
      const bytes = new Uint8Array(memory.buffer);
      for (const address of addresses) bytes[address] = 1 + (address % 255);
      const next = usedPageFinder(() => bytes, imported ? { memory, wide } : undefined);
      const used = new Set(addresses.map((address) => Math.floor(address / memoryPageBytes)));
      const expected = [...used].filter((page) => page >= from && page < to).sort((a, b) => a - b);
      expect(next(from, to)).toBe(expected[0] ?? to);
    });
    fc.assert(property, { numRuns: 300, seed: 20261122 });
  });

  it('are looked at as they are now, also those that memory grows by', () => {
    const memory = createMemory({ initial: 1, maximum: 64, wide });
    const next = usedPageFinder(() => new Uint8Array(memory.buffer), { memory, wide });
    expect(next(0, 16)).toBe(16);
    new ModuleMemory(() => memory, wide ? 8 : 4).grow(1);
    new Uint8Array(memory.buffer)[17 * memoryPageBytes + 5] = 1;
    expect(next(0, 32)).toBe(17);
    expect(() => next(18, 33)).toThrow(WebAssembly.RuntimeError);
  });
});
