import { describe, expect, it, vi } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { fastRecipe } from '../../evaluation/rewriting/runnableModule.ts';
import type { ProcessId } from '../../protocol/ids.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { loadProcess } from '../process/findProcess.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import { createSpares, sparingStore } from '../store/sparingStore.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';
import { readAhead } from './readAhead.ts';

const processId = demoProcesses[1].id as ProcessId;
const wanted = { processId, profile: undefined, startId: undefined, toNonce: undefined };

/** What a visit to the demo's token leaves behind, and every question that is asked of it. */
async function visited() {
  const store = sparingStore(createMemoryStore(), createSpares());
  const network = { ...demoNetwork, computeUnits: [] };
  await runJob(demoEngine(store), { kind: 'replay', network, processId, toNonce: 3 });
  const process = await loadProcess(store, processId);
  if (process === undefined) throw new Error('The process was not kept.');
  const asked: string[] = [];
  const watched = {
    ...store,
    loadDocument: vi.fn<typeof store.loadDocument>((kind, id) => {
      asked.push(kind);
      return store.loadDocument(kind, id);
    }),
    loadRewriting: vi.fn<typeof store.loadRewriting>((moduleId, recipe) => {
      asked.push('rewriting');
      return store.loadRewriting(moduleId, recipe);
    }),
    loadCheckpoint: vi.fn<typeof store.loadCheckpoint>((lineId, atMostNonce) => {
      asked.push('checkpoint');
      return store.loadCheckpoint(lineId, atMostNonce);
    }),
  };
  return { store: watched, asked, process, lineId: await lineIdOf(process) };
}

/** A busy machine takes its time. */
const patiently = { timeout: 60_000 };

describe('reading ahead', () => {
  it('asks for everything by itself, and answers the first reads with it', async () => {
    const { store, asked, process, lineId } = await visited();
    const ahead = readAhead(store, wanted);
    await vi.waitFor(
      () => expect([...asked].sort()).toEqual(['checkpoint', 'module', 'process', 'rewriting']),
      patiently,
    );
    expect(JSON.parse((await ahead.store.loadDocument('process', processId))?.json ?? '{}')).toMatchObject({
      item: { id: processId },
    });
    expect((await ahead.store.loadDocument('module', process.moduleId))?.bytes?.length).toBeGreaterThan(0);
    expect(await ahead.store.loadRewriting(process.moduleId, fastRecipe())).toMatchObject({ kind: 'kept' });
    expect((await ahead.store.loadCheckpoint(lineId)).checkpoint?.nonce).toBe(3);
    expect(asked).toHaveLength(4);
  });

  it('asks the store for whatever is read again, and for everything else', async () => {
    const { store, asked, lineId } = await visited();
    const ahead = readAhead(store, wanted);
    await ahead.store.loadCheckpoint(lineId);
    await vi.waitFor(() => expect(asked).toHaveLength(4), patiently);
    expect((await ahead.store.loadCheckpoint(lineId)).checkpoint?.nonce).toBe(3);
    expect((await ahead.store.loadCheckpoint(lineId, 1)).checkpoint).toBeUndefined();
    expect(await ahead.store.loadDocument('module', 'other')).toBeUndefined();
    expect(await ahead.store.loadRewriting('other', fastRecipe())).toEqual({ kind: 'absent' });
    expect(asked.slice(4)).toEqual(['checkpoint', 'checkpoint', 'module', 'rewriting']);
  });

  it('reads the checkpoint anew where another tab had the line meanwhile', async () => {
    const { store, asked, lineId } = await visited();
    const ahead = readAhead(store, wanted);
    await vi.waitFor(() => expect(asked).toHaveLength(4), patiently);
    ahead.forgetCheckpoint();
    await ahead.store.loadCheckpoint(lineId);
    expect(asked.filter((each) => each === 'checkpoint')).toHaveLength(2);
  });

  it('knows nothing of a process that is not kept', async () => {
    const store = sparingStore(createMemoryStore(), createSpares());
    const ahead = readAhead(store, wanted);
    expect(await ahead.store.loadDocument('process', processId)).toBeUndefined();
    const { lineId } = await visited();
    expect(await ahead.store.loadCheckpoint(lineId)).toEqual({ checkpoint: undefined, skipped: [] });
  });
});
