import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindTerm } from '../../../engine/api.ts';
import { readFindText, writeFindTerm } from './findText.ts';

const id = '0IJc-p-rjctaRz1xp2zXd8cD4fsXr41Y8RQFlnxpR0Q';
const text = fc.string({ minLength: 1, maxLength: 30 });
const term: fc.Arbitrary<FindTerm> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('action', 'from', 'signer', 'target', 'names', 'sent-to'),
    value: text,
  }),
  fc.record({ kind: fc.constant('tag'), name: text, value: fc.option(fc.string({ maxLength: 30 })) }),
  fc.constant({ kind: 'error' }),
);

it('reads back whatever it writes', () => {
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), (terms) => {
      expect(readFindText(terms.map(writeFindTerm).join(' '))).toEqual({ kind: 'terms', terms });
    }),
  );
});

it('takes any text, and throws at none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (any) => {
      expect(['nothing', 'terms', 'wrong']).toContain(readFindText(any).kind);
    }),
  );
});

describe('a question', () => {
  it.each<[string, readonly FindTerm[]]>([
    ['Transfer', [{ kind: 'action', value: 'Transfer' }]],
    [id, [{ kind: 'names', value: id }]],
    [
      '0x9ef5A89DD05b3A1D320092362429826DA0B8C583',
      [{ kind: 'names', value: '0x9ef5A89DD05b3A1D320092362429826DA0B8C583' }],
    ],
    ['  Quantity=12   is:error ', [{ kind: 'tag', name: 'Quantity', value: '12' }, { kind: 'error' }]],
    ['"Say hello"', [{ kind: 'action', value: 'Say hello' }]],
    ['"a:b"', [{ kind: 'action', value: 'a:b' }]],
    ['X-Note="one ""two"" three"', [{ kind: 'tag', name: 'X-Note', value: 'one "two" three' }]],
    ['Url=https://x.y/z?a=b', [{ kind: 'tag', name: 'Url', value: 'https://x.y/z?a=b' }]],
    ['action:a=b', [{ kind: 'action', value: 'a=b' }]],
    ['Empty=', [{ kind: 'tag', name: 'Empty', value: '' }]],
    ['tag:X-Note', [{ kind: 'tag', name: 'X-Note', value: null }]],
  ])('%s', (said, terms) => {
    expect(readFindText(said)).toEqual({ kind: 'terms', terms });
  });

  it.each(['', '  \n '])('%j asks nothing', (said) => {
    expect(readFindText(said)).toEqual({ kind: 'nothing' });
  });

  it.each(['colour:red', 'constructor:x', 'is:late', 'from:', '=5', 'a "b', 'x'.repeat(2001)])(
    '%s is refused with a reason',
    (said) => {
      expect(readFindText(said)).toMatchObject({ kind: 'wrong', reason: expect.stringMatching(/\.$/) });
    },
  );
});
