import { expect, it } from 'vitest';
import type { Network } from '../../engine/api.ts';
import { draftOf, networkOf } from './sourceLists.ts';

const network: Network = {
  id: 'custom-1',
  name: 'Mine',
  gateways: ['https://gateway.test'],
  graphql: ['https://gateway.test/graphql', 'https://second.test/graphql'],
  schedulerUnits: ['https://su.test'],
  computeUnits: [],
};

it('edits a network as lines and gives it back', () => {
  expect(draftOf(network).graphql).toBe('https://gateway.test/graphql\nhttps://second.test/graphql');
  expect(networkOf(draftOf(network), 'custom-1')).toEqual(network);
});

it('takes what people paste: blank lines, commas as no separators, trailing slashes', () => {
  const draft = { ...draftOf(network), gateways: '\n https://gateway.test/ \n\n' };
  expect(networkOf(draft, 'custom-1').gateways).toEqual(['https://gateway.test']);
});

it('names the list that is wrong', () => {
  expect(() => networkOf({ ...draftOf(network), graphql: 'https://a.test\nnonsense' }, 'x')).toThrow(
    expect.objectContaining({
      code: 'invalid-network',
      details: expect.objectContaining({ field: 'graphql[1]' }),
    }),
  );
});
