import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines, foldEqual } from './lineDiff.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'));

describe('two texts side by side', () => {
  it('keep every line of either, in order', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const rows = diffLines(left, right);
        const side = (of: 'left' | 'right') => rows.flatMap((row) => row[of] ?? []).join('\n');
        expect([side('left'), side('right')]).toEqual([left, right]);
        expect(rows.every(({ same, ...row }) => same === (row.left === row.right))).toBe(true);
      }),
    );
  });

  it('do not differ where they are the same', () => {
    fc.assert(fc.property(text, (same) => diffLines(same, same).every((row) => row.same)));
  });

  it('pair a line with what stands in its place, and leave gaps for the others', () => {
    expect(diffLines('{\n"a": 1,\n"b": 2\n}', '{\n"a": 7,\n"b": 2,\n"c": 3\n}')).toEqual([
      { left: '{', right: '{', same: true },
      { left: '"a": 1,', right: '"a": 7,', same: false },
      { left: '"b": 2', right: '"b": 2,', same: false },
      { left: null, right: '"c": 3', same: false },
      { left: '}', right: '}', same: true },
    ]);
  });

  it('find the few lines that differ among many thousand, however far apart they are', () => {
    const left = Array.from({ length: 20_000 }, (_, line) => `wallet ${line} = 5`);
    const right = left.map((line, at) => (at === 3 || at === 19_990 ? line.replace('5', '7') : line));
    right.splice(10_000, 0, 'wallet new = 1');
    const differs = diffLines(left.join('\n'), right.join('\n')).filter(({ same }) => !same);
    expect(differs).toEqual([
      { left: 'wallet 3 = 5', right: 'wallet 3 = 7', same: false },
      { left: null, right: 'wallet new = 1', same: false },
      { left: 'wallet 19990 = 5', right: 'wallet 19990 = 7', same: false },
    ]);
  });

  it('that are long and have no line in common stand below each other', () => {
    const lines = (name: string) => Array.from({ length: 2_100 }, () => name).join('\n');
    const rows = diffLines(lines('a'), lines('b'));
    expect(rows).toHaveLength(2_100);
    expect(rows.every(({ left, right }) => left === 'a' && right === 'b')).toBe(true);
  });

  it('are told without the lines far from any difference', () => {
    const left = Array.from({ length: 30 }, (_, line) => String(line));
    const right = left.map((line) => (line === '20' ? 'x' : line));
    const parts = foldEqual(diffLines(left.join('\n'), right.join('\n')));
    expect(parts[0]).toEqual({ kind: 'equal', count: 17 });
    expect(parts.at(-1)).toEqual({ kind: 'equal', count: 6 });
    expect(parts.filter(({ kind }) => kind === 'row')).toHaveLength(7);
  });
});
