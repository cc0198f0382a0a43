import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MemoryStep, memoryModule } from '../../testing/memoryModule.ts';
import { modulePath } from '../../testing/modules.ts';
import { isLowerable, lowerModule } from './lowerModule.ts';

const lowerable = ['aos', 'aos2_0_1', 'aos2_0_3', 'aos2_0_6', 'process', 'sqlite'];

describe.each(lowerable)('%s', (name) => {
  test('lowered, it is valid, and imports and exports what it did', async () => {
    const bytes = readFileSync(modulePath(name));
    const lowered = lowerModule(bytes);
    const [before, after] = await Promise.all([WebAssembly.compile(bytes), WebAssembly.compile(lowered)]);
    expect(isLowerable(bytes)).toBe(true);
    expect(isLowerable(lowered)).toBe(false);
    expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before));
    expect(WebAssembly.Module.exports(after)).toEqual(WebAssembly.Module.exports(before));
  });
});

test.each([
  ['llama', 'may grow to 10 GB'],
  ['aos2_0_4_32', 'has 32-bit addresses'],
])('%s, which %s, is left alone', (name) => {
  const bytes = readFileSync(modulePath(name));
  expect(isLowerable(bytes)).toBe(false);
  expect(() => lowerModule(bytes)).toThrow(expect.objectContaining({ code: 'unsupported-module' }));
});

test('a module cut short is refused', () => {
  const bytes = readFileSync(modulePath('process'));
  expect(() => lowerModule(bytes.subarray(0, bytes.length - 9))).toThrow(
    expect.objectContaining({ code: 'module-invalid' }),
  );
});

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: 131_080n }),
  fc.constantFrom(2n ** 32n, 2n ** 32n + 8n, 2n ** 63n, -1n, -8n, 2n ** 40n + 64n, 4_294_967_288n),
);
const offset = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(65_536, 262_140, 2 ** 32 - 4));
const count = fc.constantFrom(0n, 4n, 8n, 70_000n, 2n ** 32n, 2n ** 32n + 4n);
const small = fc.integer({ min: 0, max: 65 });
const step: fc.Arbitrary<MemoryStep> = fc.oneof(
  fc.record({ kind: fc.constant('load'), opcode: fc.integer({ min: 0x28, max: 0x35 }), address, offset }),
  fc.record({
    kind: fc.constant('store'),
    opcode: fc.integer({ min: 0x36, max: 0x3e }),
    address,
    offset,
    value: fc.integer(),
  }),
  fc.record({
    kind: fc.constant('grow'),
    pages: fc.constantFrom(0n, 1n, 3n, -1n, 2n ** 32n, 2n ** 32n + 1n),
  }),
  fc.record({ kind: fc.constant('size') }),
  fc.record({ kind: fc.constant('fill'), address, value: fc.integer(), count }),
  fc.record({ kind: fc.constant('copy'), address, from: address, count }),
  fc.record({ kind: fc.constant('init'), address, from: small, count: small }),
);

type StepFunction = () => bigint;

/** What each step answered, or that it trapped, and all of memory at the end. */
async function run(bytes: Uint8Array<ArrayBuffer>, steps: number) {
  const { instance } = await WebAssembly.instantiate(bytes);
  const answers: (bigint | 'trap')[] = [];
  for (let index = 0; index < steps; index += 1) {
    try {
      answers.push((instance.exports[`f${index}`] as StepFunction)());
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      answers.push('trap');
    }
  }
  const { buffer } = instance.exports['memory'] as WebAssembly.Memory;
  return { answers, memory: new Uint8Array(buffer) };
}

test('loads, stores, growth and bulk operations anywhere do what they did with 64-bit addresses', async () => {
  let traps = 0;
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const bytes = memoryModule(steps);
      const [expected, actual] = [
        await run(bytes, steps.length),
        await run(lowerModule(bytes), steps.length),
      ];
      expect(actual.answers).toEqual(expected.answers);
      expect(Buffer.compare(actual.memory, expected.memory)).toBe(0);
      traps += expected.answers.filter((answer) => answer === 'trap').length;
      answered += expected.answers.length;
    }),
    { numRuns: 150, seed: 20261122 },
  );
  // Both happen often enough to be compared.
  expect(traps).toBeGreaterThan(200);
  expect(answered - traps).toBeGreaterThan(200);
});
