import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryPageBytes } from '../evaluator.ts';
import { wasmPageBytes } from '../instance/moduleMemory.ts';
import { WriteMarks } from '../instance/writeMarks.ts';
import { bytesBehindMark } from '../rewriting/watching/watchStores.ts';
import { Shadow } from './shadow.ts';

const memoryBytes = 3 * wasmPageBytes;

const write = fc.record({
  address: fc.integer({ min: 0, max: memoryBytes - 1 }),
  length: fc.integer({ min: 1, max: 90_000 }),
  value: fc.integer({ min: 0, max: 255 }),
});
const message = fc.record({ writes: fc.array(write, { maxLength: 6 }), fails: fc.boolean() });

test('whatever is written and marked is undone where a message fails, and kept where it does not', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), (messages) => {
      const memory = new Uint8Array(memoryBytes);
      memory.fill(7, 5000, 9000);
      const marks = new WriteMarks();
      const shadow = new Shadow(memory, [1, 2]);
      for (const { writes, fails } of messages) {
        const before = memory.slice();
        for (const { address, length, value } of writes) {
          const end = Math.min(memoryBytes, address + length);
          marks.touch(address, end - address);
          memory.fill(value, address, end);
        }
        const written = marks.drain(memoryBytes);
        if (fails) shadow.restore(memory, written);
        else shadow.follow(memory, written);
        if (fails) expect(Buffer.compare(memory, before)).toBe(0);
      }
    }),
    { numRuns: 60, seed: 20261122 },
  );
});

test('marks are the pages that are touched, and the first bytes of the next', () => {
  const marks = new WriteMarks();
  marks.touch(memoryPageBytes - 1, 2);
  marks.touch(9 * memoryPageBytes, 1);
  marks.touch(0, 0);
  expect(marks.drain(memoryBytes)).toEqual([
    { start: 0, end: 2 * memoryPageBytes + bytesBehindMark },
    { start: 9 * memoryPageBytes, end: 10 * memoryPageBytes + bytesBehindMark },
  ]);
  expect(marks.drain(memoryBytes)).toEqual([]);
  marks.touch(memoryBytes - 3, 3);
  expect(marks.drain(memoryBytes)).toEqual([{ start: memoryBytes - memoryPageBytes, end: memoryBytes }]);
});
