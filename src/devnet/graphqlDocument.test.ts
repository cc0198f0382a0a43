import { describe, expect, it } from 'vitest';
import { parseGraphql } from './graphqlDocument.ts';

describe('parseGraphql', () => {
  it('reads literals of every kind', () => {
    const [field] = parseGraphql(
      '{ f(a: "x \\" y", b: [1, -2.5], c: {min: 3, deep: {ok: true}}, d: HEIGHT_DESC, e: null) { g } }',
      {},
    );
    expect(field).toEqual({
      name: 'f',
      key: 'f',
      args: { a: 'x " y', b: [1, -2.5], c: { min: 3, deep: { ok: true } }, d: 'HEIGHT_DESC', e: null },
      fields: [{ name: 'g', key: 'g', args: {}, fields: [] }],
    });
  });

  it('fills in variables, and defaults where one is missing', () => {
    const text = 'query Q($a: [ID!]!, $b: Int = 7, $c: Int = 8) { f(a: $a, b: $b, c: $c) }';
    expect(parseGraphql(text, { a: ['x'], c: 9 })[0]?.args).toEqual({ a: ['x'], b: 7, c: 9 });
  });

  it('leaves out what directives leave out', () => {
    const text = 'query ($no: Boolean!) { a @include(if: $no) b @skip(if: $no) c @skip(if: true) }';
    expect(parseGraphql(text, { no: false }).map(({ name }) => name)).toEqual(['b']);
  });

  it('refuses what it does not understand', () => {
    for (const text of ['{ a { ...Fragment } }', 'mutation { a }', '{ a', 'query (', '']) {
      expect(() => parseGraphql(text, {})).toThrow(SyntaxError);
    }
  });
});
