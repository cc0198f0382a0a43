import { expect, it } from 'vitest';
import { demoNetwork, encodeNetworkLink, legacynet } from '../engine/api.ts';
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

it('opens a network that only the link knows', () => {
  const network = { ...legacynet, id: 'custom', name: 'Mine', computeUnits: ['https://cu.test'] };
  const net = encodeNetworkLink(network, presets);
  expect(resolveNetwork(net, presets, chosen)).toEqual({ kind: 'known', net, network });
});

it('says what is wrong with a code that cannot be read', () => {
  expect(resolveNetwork('1.broken', presets, chosen)).toMatchObject({
    kind: 'wrong',
    error: { layer: 'source', code: 'invalid-network' },
  });
});
