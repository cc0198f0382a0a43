import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepestJson, isDeepText, isDeepValue } from './jsonDepth.ts';

/** Levels as one would count them by hand. Recurses: for small values only. */
function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

test('texts and values are deep from the same level on, whatever stands beside and in texts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: -3, max: 3 }), fc.string(), (inner, beyond, key) => {
      const wrapped = deepestJson + beyond - levelsOf(inner);
      let value: unknown = inner;
      for (let level = 0; level < wrapped; level += 1)
        value = level % 2 ? [1, value, '[[]'] : { [`}"\\${key}`]: value };
      expect(isDeepValue(value)).toBe(beyond > 0);
      expect(isDeepText(JSON.stringify(value))).toBe(beyond > 0);
    }),
  );
});

test('no depth takes the stack', () => {
  const text = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
  expect(isDeepText(text)).toBe(true);
  expect(isDeepValue(JSON.parse(text))).toBe(true);
});
