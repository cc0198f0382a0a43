import { expect, it } from 'vitest';
import { demoNetwork, encodeNetworkLink, legacynet, type Network } from '../engine/api.ts';
import { resolveNetwork } from './networks.ts';

const presets = [demoNetwork, legacynet];
const chosen = { net: 'demo', network: demoNetwork };

it('takes the chosen network where a link names none', () => {
  expect(resolveNetwork(undefined, presets, chosen)).toEqual({ kind: 'known', ...chosen });
});

it('prefers the link’s network to the chosen one', () => {
  expect(resolveNetwork('legacynet', presets, chosen)).toEqual({
    kind: 'known',
    net: 'legacynet',
    network: legacynet,
  });
});

const custom = (changes: Partial<Network>) => ({ ...legacynet, id: 'custom', name: 'Mine', ...changes });

it('opens a network that only the link knows, and marks it', () => {
  const network = custom({ computeUnits: ['https://cu.test'] });
  const net = encodeNetworkLink(network, presets);
  const opened = resolveNetwork(net, presets, chosen);
  expect(opened).toEqual({ kind: 'known', net, network: { ...network, isOfLink: true } });
  expect(encodeNetworkLink({ ...network, isOfLink: true }, presets)).toBe(net);
});

it('marks none that names only servers which the reader has chosen, or which are here', () => {
  const added = { ...custom({ gateways: ['https://gateway.test'] }), id: 'custom-1' };
  const known = [{ net: encodeNetworkLink(added, presets), network: added }];
  const open = (network: Network) =>
    resolveNetwork(encodeNetworkLink(network, presets), presets, chosen, known);
  expect(open(added)).toEqual({ kind: 'known', ...known[0] });
  const others = [
    custom({ schedulerUnits: [] }),
    custom({ gateways: added.gateways, schedulerUnits: ['http://127.0.0.1:4001', 'http://localhost:4002'] }),
    custom({ computeUnits: demoNetwork.computeUnits }),
  ];
  for (const network of others) expect(open(network)).toMatchObject({ kind: 'known', network });
  for (const network of others) expect(open(network)).not.toHaveProperty('network.isOfLink');
  for (const url of ['http://gateway.test', 'https://gateway.test:8443', 'https://127.0.0.1.test'])
    expect(open(custom({ gateways: [url] }))).toHaveProperty('network.isOfLink', true);
});

it('says what is wrong with a code that cannot be read', () => {
  expect(resolveNetwork('1.broken', presets, chosen)).toMatchObject({
    kind: 'wrong',
    error: { layer: 'source', code: 'invalid-network' },
  });
});
