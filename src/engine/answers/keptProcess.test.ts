import { describe, expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

const [token] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };
const place = { network, processId: token.id };

/** Servers that never say anything. */
const silent = { fetch: () => new Promise<never>(() => undefined) };

describe('a process that was evaluated here', () => {
  it('is told at once where no server ever answers, but for what only its scheduler unit knows', async () => {
    const store = createMemoryStore();
    await runJob(demoEngine(store), { kind: 'replay', ...place, toNonce: 20 });
    const told = await demoEngine(store).readProcess(place);
    const kept = await demoEngine(store, silent).readKeptProcess(place);
    const facts = told.facts.filter(({ name }) => name !== 'head').map(({ name, status }) => [name, status]);
    expect(kept?.facts.map(({ name, status }) => [name, status])).toEqual(facts);
    expect({ ...kept, facts: [] }).toEqual({ ...told, facts: [], schedulerUnit: '', latestNonce: null });
    expect(kept?.evaluatedNonce).toBe(20);
  });

  it('is none before anything was evaluated, and none where its module is not kept', async () => {
    const store = createMemoryStore();
    await demoEngine(store).readProcess(place);
    expect(await demoEngine(store, silent).readKeptProcess(place)).toBeNull();
    await runJob(demoEngine(store), { kind: 'replay', ...place, toNonce: 20 });
    const gone = {
      ...store,
      loadDocument: (kind, id) =>
        kind === 'module' ? Promise.resolve(undefined) : store.loadDocument(kind, id),
    } satisfies typeof store;
    expect(await demoEngine(gone, silent).readKeptProcess(place)).toBeNull();
    await expect(demoEngine().readKeptProcess({ network, processId: 'hello' })).rejects.toMatchObject({
      code: 'invalid-id',
    });
  });
});
