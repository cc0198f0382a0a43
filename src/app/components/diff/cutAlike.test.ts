import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasHalfSurrogate } from '../../../base/bytes.ts';
import { cutAlike } from './cutAlike.ts';

const long = fc
  .tuple(fc.constantFrom('a', 'b😀', '\n', '😀'), fc.nat(1500))
  .map(([text, count]) => text.repeat(count));
const short = fc.string({ unit: 'grapheme', maxLength: 6 });

describe('two long lines that differ', () => {
  it('lose nothing but what both have, and no half of a character', () => {
    fc.assert(
      fc.property(long, short, short, long, (begin, one, other, end) => {
        const lines = { left: begin + one + end, right: begin + other + end };
        const cut = cutAlike(lines.left, lines.right);
        for (const side of ['left', 'right'] as const) {
          const { before, text, after } = cut[side];
          const line = lines[side];
          expect(line.slice(before, line.length - after)).toBe(text);
          expect(hasHalfSurrogate(text)).toBe(hasHalfSurrogate(line));
        }
        expect(lines.left.slice(0, cut.left.before)).toBe(lines.right.slice(0, cut.right.before));
        expect(lines.left.slice(lines.left.length - cut.left.after)).toBe(
          lines.right.slice(lines.right.length - cut.right.after),
        );
      }),
    );
  });

  it('are shown with a little around what differs', () => {
    const [begin, end] = ['x'.repeat(900_000), 'y'.repeat(900_000)];
    const { left, right } = cutAlike(`${begin}1${end}`, `${begin}27${end}`);
    expect(left).toEqual({ before: 899_880, text: `${'x'.repeat(120)}1${'y'.repeat(120)}`, after: 899_880 });
    expect(right.text).toBe(`${'x'.repeat(120)}27${'y'.repeat(120)}`);
  });

  it('are shown whole where little is alike', () => {
    const begin = 'x'.repeat(520);
    expect(cutAlike(`${begin}1`, `${begin}2`).left).toEqual({ before: 0, text: `${begin}1`, after: 0 });
    expect(cutAlike('', 'abc')).toEqual({
      left: { before: 0, text: '', after: 0 },
      right: { before: 0, text: 'abc', after: 0 },
    });
  });
});
