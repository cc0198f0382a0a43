import { expect, it } from 'vitest';
import type { Fact, FactName, FactStatus } from '../../../engine/api.ts';
import { countFacts, shownLevel, sortFacts, unknownTitles } from './evidenceWords.ts';

function fact(name: FactName, status: FactStatus): Fact {
  return { name, status, reason: '', source: '', count: 1, checkedMs: 0 };
}

it('puts the weakest link first and keeps the order otherwise', () => {
  const facts = [
    fact('head', 'holds'),
    fact('hash-chain', 'unknown'),
    fact('evaluation', 'holds'),
    fact('module-bytes', 'fails'),
  ];
  expect(sortFacts(facts).map(({ name }) => name)).toEqual([
    'module-bytes',
    'hash-chain',
    'head',
    'evaluation',
  ]);
});

it('takes the level away when a check fails, unless it is a compute unit that differs from us', () => {
  expect(shownLevel('evaluated', [fact('hash-chain', 'unknown')])).toBe('evaluated');
  expect(shownLevel('evaluated', [fact('hash-chain', 'fails')])).toBe('none');
  expect(shownLevel('evaluated', [fact('compute-units', 'fails')])).toBe('evaluated');
});

it('names what could not be checked, but not the head, which nobody can check', () => {
  expect(
    unknownTitles([
      fact('head', 'unknown'),
      fact('assignment-signatures', 'unknown'),
      fact('hash-chain', 'holds'),
    ]),
  ).toEqual(['assignment signatures']);
});

it('counts without zeros', () => {
  expect(
    countFacts([fact('head', 'holds'), fact('evaluation', 'holds'), fact('checkpoint', 'unknown')]),
  ).toBe('1 unknown, 2 hold');
  expect(countFacts([fact('head', 'holds'), fact('evaluation', 'fails')])).toBe('1 fails, 1 holds');
  expect(countFacts([fact('head', 'fails')])).toBe('1 fails');
});
