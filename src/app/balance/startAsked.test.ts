import { expect, it, vi } from 'vitest';
import { type EngineApi, encodeNetworkLink, legacynet, type Network } from '../../engine/api.ts';
import { createJobStore } from '../jobs/jobStore.ts';
import { createSettingsStore } from '../settings/settingsStore.ts';
import { createScriptedEngine } from '../testing/scriptedEngine.ts';
import { startAsked } from './startAsked.ts';

const search = { process: `${'p'.repeat(42)}A`, wallet: `${'w'.repeat(42)}A` };

/** A page on which work is only noted, never done. */
function page() {
  const startJob = vi.fn<EngineApi['startJob']>(async () => 'job');
  const engine: EngineApi = { ...createScriptedEngine(), startJob, watchJob: () => new Promise(() => {}) };
  const settings = createSettingsStore(() => {
    throw new Error('This browser keeps nothing.');
  });
  return { parts: { jobs: createJobStore(engine), settings, networks: [legacynet] }, settings, startJob };
}

it('starts what the link asks for, once', () => {
  const { parts, startJob } = page();
  startAsked(parts, search);
  startAsked(parts, search);
  expect(startJob).toHaveBeenCalledOnce();
  expect(startJob.mock.calls[0]?.[0]).toEqual({
    kind: 'balance',
    network: legacynet,
    processId: search.process,
    wallet: search.wallet,
  });
});

it('takes network and profile from the link, else from Settings', () => {
  const { parts, settings, startJob } = page();
  const own: Network = { ...legacynet, id: 'own', name: 'Own', schedulerUnits: ['https://su.test'] };
  settings.change({ customNetworks: [own], networkId: 'own', programPath: '/app' });
  startAsked(parts, search);
  startAsked(parts, { ...search, net: encodeNetworkLink(legacynet, [legacynet]), profile: '/other' });
  const [chosen, linked] = startJob.mock.calls.map(([request]) => request);
  expect(chosen).toMatchObject({ network: own });
  expect(JSON.stringify(chosen?.profile)).toContain('_=/app');
  expect(linked).toMatchObject({ network: legacynet });
  expect(JSON.stringify(linked?.profile)).toContain('_=/other');
});

it.each([
  ['no wallet', { process: search.process }],
  ['a process that is no id', { ...search, process: 'p' }],
  ['a wallet that is no address', { ...search, wallet: '0x' }],
  ['a nonce that is none', { ...search, nonce: '-1' }],
  ['a network that cannot be read', { ...search, net: '1.broken' }],
])('starts nothing for a link with %s', (_, link) => {
  const { parts, startJob } = page();
  startAsked(parts, link);
  expect(startJob).not.toHaveBeenCalled();
});
