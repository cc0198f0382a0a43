import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDevnet } from '../../devnet/devnet.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { EngineApi, JobSnapshot } from '../api.ts';
import { createEngine } from '../engine.ts';

const publicFolder = new URL('../../../public/', import.meta.url);
const devnet = createDevnet({
  loadAsset: async (name) => new Uint8Array(await readFile(new URL(name, publicFolder))),
});
const [token, , , library] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };

describe('the evidence for what is kept', () => {
  let engine: EngineApi;
  let evaluated: JobSnapshot | undefined;
  beforeAll(async () => {
    const store = createMemoryStore();
    engine = createEngine({
      fetch: devnet,
      openEvaluator: (options) => openLocalEvaluator(options),
      openStore: () => Promise.resolve(store),
      openMemoryStore: createMemoryStore,
      locks: undefined,
      nowMs: Date.now,
      watchdogMs: 60_000,
    });
    const job = await engine.startJob({ kind: 'replay', network, processId: library.id });
    await engine.watchJob(job, (snapshot) => {
      evaluated = snapshot;
    });
  });

  it('is what was found when it was evaluated, and that it came back as it was saved', async () => {
    const kept = await engine.readKeptEvidence(library.id);
    expect(kept).toMatchObject({ level: 'evaluated', nonce: evaluated?.progress.nonce });
    const counts = (facts: JobSnapshot['facts'] = []) =>
      facts
        .filter(({ name }) => name !== 'head' && name !== 'checkpoint')
        .map(({ name, status, count }) => `${name} ${status} ${count}`);
    expect(counts(kept?.facts)).toEqual(counts(evaluated?.facts));
    expect(kept?.facts.find(({ name }) => name === 'checkpoint')).toMatchObject({
      status: 'holds',
      source: 'this browser',
      nonce: kept?.nonce,
    });
  });

  it('is none where nothing is kept', async () => {
    expect(await engine.readKeptEvidence(token.id)).toBeNull();
    await expect(engine.readKeptEvidence('hello')).rejects.toMatchObject({ code: 'invalid-id' });
  });
});
