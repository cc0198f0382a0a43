import { expect, it } from 'vitest';
import { SourceError } from '../../base/errors.ts';
import type { Network } from '../../sources/network.ts';
import { createGoneUnits } from './goneUnits.ts';

const named: Network = {
  id: 'one',
  name: 'One',
  gateways: ['https://gateway.test'],
  graphql: ['https://index.test/graphql'],
  schedulerUnits: ['https://su.test'],
  computeUnits: [],
};
const unnamed: Network = { ...named, schedulerUnits: [] };
const elsewhere = { graphql: ['https://other.test/graphql'] };
const reason = new SourceError('unreachable', 'It is gone.');

it('that a unit is gone holds for its process, for a minute, wherever else a network is asked', () => {
  let nowMs = 0;
  const gone = createGoneUnits(() => nowMs);
  gone.note(named, 'p', reason);
  expect(gone.reason(named, 'p')).toBe(reason);
  expect(gone.reason({ ...named, ...elsewhere }, 'p')).toBe(reason);
  expect(gone.reason(named, 'q')).toBeUndefined();
  expect(gone.reason({ ...named, schedulerUnits: ['https://another.test'] }, 'p')).toBeUndefined();
  nowMs = 60_000;
  expect(gone.reason(named, 'p')).toBeUndefined();
});

it('where an index says which unit it is, what one index does not know says nothing of another', () => {
  const gone = createGoneUnits(() => 0);
  gone.note(unnamed, 'p', reason);
  expect(gone.reason(unnamed, 'p')).toBe(reason);
  expect(gone.reason({ ...unnamed, ...elsewhere }, 'p')).toBeUndefined();
  expect(gone.reason(named, 'p')).toBeUndefined();
});
