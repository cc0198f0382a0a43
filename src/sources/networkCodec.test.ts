import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legacynet, type Network } from './network.ts';
import { decodeNetwork, decodeNetworkLink, encodeNetworkLink } from './networkCodec.ts';

const custom: Network = {
  id: 'custom',
  name: 'Mine',
  gateways: ['http://127.0.0.1:4000'],
  graphql: ['https://a.example/graphql'],
  schedulerUnits: ['https://su.example/prefix'],
  computeUnits: [],
};

const url = fc.webUrl({ withQueryParameters: false, withFragments: false });
const urls = (minLength: number) => fc.uniqueArray(url, { minLength, maxLength: 4 });
const networks = fc
  .record({
    id: fc.constant('custom'),
    name: fc.string({ minLength: 1, maxLength: 60 }).filter((name) => name.trim() !== ''),
    gateways: urls(1),
    graphql: urls(1),
    schedulerUnits: urls(0),
    computeUnits: urls(0),
  })
  .map(decodeNetwork);

describe('a network in a link', () => {
  it('comes back the same', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const link = encodeNetworkLink(network);
        expect(link).toMatch(/^[\w.-]+$/);
        expect(decodeNetworkLink(link)).toEqual(network);
      }),
    );
  });

  it('is a preset’s name where it is that preset', () => {
    expect(encodeNetworkLink(legacynet)).toBe('legacynet');
    expect(decodeNetworkLink('legacynet')).toBe(legacynet);
    const altered = { ...legacynet, computeUnits: ['https://cu.example'] };
    expect(decodeNetworkLink(encodeNetworkLink(altered))).toEqual({ ...altered, id: 'custom' });
  });

  it.each(['', 'nowhere', '1.', '1.!!', '1.eyJhIjoxfQ', '1.W10', '2.abc'])('"%s" is refused', (link) => {
    expect(() => decodeNetworkLink(link)).toThrowError(
      expect.objectContaining({ layer: 'source', code: 'invalid-network' }) as Error,
    );
  });
});

describe('a network from outside', () => {
  it('is brought into one form', () => {
    const sloppy = { ...custom, gateways: [' http://127.0.0.1:4000/ ', 'http://127.0.0.1:4000'], more: true };
    expect(decodeNetwork(sloppy)).toEqual(custom);
    expect(decodeNetwork(decodeNetwork(sloppy))).toEqual(decodeNetwork(sloppy));
  });

  it.each<readonly [string, unknown]>([
    ['network', 'legacynet'],
    ['network', null],
    ['name', { ...custom, name: ' ' }],
    ['name', { ...custom, name: 'x'.repeat(61) }],
    ['gateways', { ...custom, gateways: 'https://a.example' }],
    ['gateways', { ...custom, gateways: [] }],
    ['gateways[0]', { ...custom, gateways: ['arweave.net'] }],
    ['graphql[1]', { ...custom, graphql: ['https://a.example', 'ftp://a.example'] }],
    ['graphql', { ...custom, graphql: [], schedulerUnits: [] }],
    ['schedulerUnits[0]', { ...custom, schedulerUnits: ['https://user:secret@su.example'] }],
    ['schedulerUnits[0]', { ...custom, schedulerUnits: ['https://su.example/?a=1'] }],
    ['computeUnits[0]', { ...custom, computeUnits: [7] }],
    [
      'computeUnits',
      { ...custom, computeUnits: Array.from({ length: 9 }, (_, n) => `https://cu${n}.example`) },
    ],
  ])('is refused by the name of its wrong field: %s', (field, network) => {
    let message = '';
    try {
      decodeNetwork(network);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-network', details: { field } });
      message = (error as Error).message;
    }
    expect(message).toContain(field);
    expect(message).not.toContain('secret');
  });
});
