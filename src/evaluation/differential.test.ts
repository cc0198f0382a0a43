import { describe, expect, test } from 'vitest';
import { compareOne } from './testing/differential.ts';
import { modulePath, openLine, wasm32, wasm64 } from './testing/modules.ts';
import { ReferenceLoader } from './testing/referenceLoader.ts';
import { mixedScenario } from './testing/scenarios.ts';

describe.each([
  ['aos2_0_6', wasm64],
  ['aos2_0_4_32', wasm32],
] as const)('%s', (name, format) => {
  test('every message of a mixed life leaves the memory and the result of the reference loader', async () => {
    using reference = new ReferenceLoader(modulePath(name), format);
    const line = await openLine(name, format);
    const failed: string[] = [];
    const lengths = new Set<number>();
    for (const [what, message] of mixedScenario()) {
      const { text, memoryBytes } = await compareOne(reference, line, message).catch((cause: unknown) => {
        throw new Error(`differs at: ${what}`, { cause });
      });
      if ('Error' in (JSON.parse(text) as object)) failed.push(what);
      lengths.add(memoryBytes);
    }
    // The scenario does what its steps say: some fail, and memory grows more than once.
    expect(failed).toContain('a syntax error');
    expect(failed).toContain('a handler that throws a table');
    expect(failed).toContain('a closed program');
    expect(failed).toContain('growth undone by an error');
    // Lua catches it, and aos takes the second value that an Eval returns for an error.
    expect(failed).toContain('deep recursion, caught');
    expect(lengths.size).toBeGreaterThan(2);
  });
});
