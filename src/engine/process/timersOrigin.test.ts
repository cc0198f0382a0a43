import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeUtf8Lossy } from '../../base/bytes.ts';
import { StorageError } from '../../base/errors.ts';
import { type ArchiveIndex, archiveAssets } from '../../devnet/archiveIndex.ts';
import { createDevnet } from '../../devnet/devnet.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';
import { idleEvaluator } from '../testing/idleEvaluator.ts';
import { withItems } from '../testing/simulation/bundleItems.ts';
import { signTickingProcess } from '../testing/simulation/tickingProcess.ts';

const network = { ...demoNetwork, computeUnits: [] };
const loadPublic = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../public/${name}`, import.meta.url)));
const index = JSON.parse(decodeUtf8Lossy(loadPublic(archiveAssets.index))) as ArchiveIndex;
const ticking = await signTickingProcess(index, index.modules[0]?.id ?? '');
const { processId } = ticking;
const devnet = createDevnet({
  loadAsset: async (name) =>
    name === archiveAssets.items ? withItems(loadPublic(name), ticking.items) : loadPublic(name),
});

interface Told {
  readonly block: string;
  readonly timestamp: number;
}

/** As far as its 20th message. */
async function visit(store: Store, change: (spawn: Told) => Partial<Told> = () => ({})) {
  const engine = demoEngine(store, {
    openEvaluator: async () => idleEvaluator,
    fetch: async (request) => {
      const response = await devnet(request);
      if (new URL(request.url).pathname !== `/processes/${processId}`) return response;
      const told = (await response.json()) as Told;
      return Response.json({ ...told, ...change(told) });
    },
  });
  const { facts, progress, error, answer } = await runJob(engine, {
    ...{ kind: 'replay', network, processId, toNonce: 20 },
  });
  return { level: answer?.level, spawn: facts.find(({ name }) => name === 'spawn'), progress, error };
}

const later = ({ timestamp }: Told) => ({ timestamp: timestamp + 3000 });
const lower = ({ block }: Told) => ({ block: String(Number(block) - 1).padStart(12, '0') });
const notices = [expect.stringMatching(/told otherwise: it is evaluated anew/)];

describe('a process whose timers count from its spawn, which its schedule begins with', () => {
  it.each([
    ['time', later],
    ['block', lower],
  ])('is evaluated anew, once, where another server had told another %s', async (_, lie) => {
    const store = createMemoryStore();
    const lied = await visit(store, lie);
    expect(lied.spawn).toMatchObject({ status: 'unknown' });
    expect(lied.spawn?.expected).not.toBe(lied.spawn?.actual);
    expect(await visit(store, lie)).toMatchObject({
      spawn: { status: 'unknown', expected: lied.spawn?.expected, actual: lied.spawn?.actual },
      progress: { evaluatedCount: 0, notices: [] },
    });
    const anew = await visit(store);
    expect(anew).toMatchObject({ spawn: { status: 'holds' }, error: null, progress: { notices } });
    expect(anew.progress.evaluatedCount).toBe((await visit(createMemoryStore())).progress.evaluatedCount);
    expect(await visit(store)).toMatchObject({
      spawn: { status: 'holds' },
      progress: { evaluatedCount: 0, notices: [] },
    });
  });

  it('is evaluated by what its unit tells now where only the lie was kept, and nothing that was evaluated', async () => {
    const store = createMemoryStore();
    await visit(store, later);
    for (const { lines } of await store.listProcesses())
      for (const { lineId } of lines) await store.deleteLine(lineId);
    expect(await visit(store)).toMatchObject({ spawn: { status: 'holds' }, error: null });
  });

  it('stays as it is where what its unit tells now cannot be kept', async () => {
    const store = createMemoryStore();
    await visit(store, later);
    const full: Store = {
      ...store,
      saveDocument: () => Promise.reject(new StorageError('quota-exceeded', 'There is no room.')),
    };
    expect(await visit(full)).toMatchObject({
      ...{ level: 'claimed', spawn: { status: 'unknown' }, error: null },
      progress: { evaluatedCount: 0 },
    });
  });
});
