import { describe, expect, it } from 'vitest';
import type { BoundarySearch, Probe } from '../../engine/api.ts';
import { describeSearch, titleBoundary } from './compareWords.ts';

const probe = (nonce: number, outcome: Probe['outcome']): Probe => ({ nonce, outcome, reason: '' });
const search = (changes: Partial<BoundarySearch>): BoundarySearch => ({
  state: 'found',
  probes: [probe(0, 'same'), probe(10, 'unknown'), probe(20, 'same')],
  sameNonce: null,
  differsNonce: null,
  confirmed: true,
  difference: null,
  ...changes,
});

describe('what a search came to', () => {
  it('counts only what was compared', () => {
    const nothing = describeSearch(search({ state: 'nothing-found' }), 'same', 'balances');
    expect(nothing).toContain('the same at 2 of 3 nonces before');
    expect(describeSearch(search({ state: 'nothing-found', probes: [] }), 'same', 'balances')).toBe('');
  });

  it('names both sides of a boundary, where there are two', () => {
    const found = search({ sameNonce: 1136, differsNonce: 1137 });
    expect(describeSearch(found, 'differs', 'balances')).toBe(
      'At nonce 1,136 it said the same, at nonce 1,137 it did not.',
    );
    expect(describeSearch(search({ differsNonce: 0 }), 'differs', 'balances')).toBe(
      'It differs from the first message on.',
    );
  });

  it('does not call an open stretch a boundary', () => {
    const ended = search({ state: 'ended', sameNonce: 41, differsNonce: 43 });
    expect(describeSearch(ended, 'differs', 'balances')).toContain('what lies between could not be compared');
    expect(describeSearch(search({ state: 'ended' }), 'failed', 'balances')).toBe('');
    const memory = describeSearch(search({ state: 'ended', differsNonce: 240 }), 'differs', 'memory');
    expect(memory).toContain('memory after nonce 240 is another');
    expect(describeSearch(search({ state: 'ended' }), 'same', 'memory')).toBe('');
  });

  it('says of a result only that it differs, of state that it goes on', () => {
    expect(titleBoundary('cu.test', 7, 'result')).toBe('cu.test differs at nonce 7');
    expect(titleBoundary('cu.test', 7, 'balances')).toBe('cu.test differs from nonce 7 on');
  });
});
