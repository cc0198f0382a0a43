import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anchorsOf } from './anchors.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 9 });

/** The longest, by trying all. */
function longest(pairs: readonly (readonly [number, number])[], after = -1): number {
  return Math.max(
    0,
    ...pairs.flatMap(([, right], at) => (right > after ? [1 + longest(pairs.slice(at + 1), right)] : [])),
  );
}

it('are lines that both have once, in the order of both, and as many as there can be', () => {
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const anchors = anchorsOf(a, b);
      const once = (list: readonly string[], line: string) =>
        list.filter((other) => other === line).length === 1;
      for (const [at, { left, right }] of anchors.entries()) {
        const line = a[left] ?? '';
        expect(b[right]).toBe(line);
        expect(once(a, line) && once(b, line)).toBe(true);
        const next = anchors[at + 1];
        if (next !== undefined) expect(next.left > left && next.right > right).toBe(true);
      }
      const pairs = a.flatMap((line, left) =>
        once(a, line) && once(b, line) ? [[left, b.indexOf(line)] as const] : [],
      );
      expect(anchors).toHaveLength(longest(pairs));
    }),
  );
});
