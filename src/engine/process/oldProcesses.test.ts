import { describe, expect, it } from 'vitest';
import { StorageError } from '../../base/errors.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { DataItem } from '../../protocol/dataItem.ts';
import { decodeItemId } from '../../protocol/ids.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { createRecordStore } from '../../storage/recordStore.ts';
import { createMemoryRecords } from '../../storage/records/memoryRecords.ts';
import type { Store } from '../../storage/store.ts';
import { signSpawnBundle } from '../../verification/testing/spawnBundle.ts';
import type { JobSnapshot } from '../api.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';
import { idleEvaluator } from '../testing/idleEvaluator.ts';
import {
  networkWith,
  type OldNetwork,
  type OldProcess,
  scheduler,
  signOldProcess,
  spawn,
} from '../testing/oldProcess.ts';
import { loadProcess } from './findProcess.ts';

const network = { ...demoNetwork, computeUnits: [] };

async function moduleId(): Promise<string> {
  const store = createMemoryStore();
  const processId = demoProcesses[0].id;
  await runJob(demoEngine(store, { openEvaluator: async () => idleEvaluator }), {
    kind: 'replay',
    network,
    processId,
    toNonce: 0,
  });
  const process = await loadProcess(store, decodeItemId(processId));
  if (process === undefined) throw new Error('the demo network lacks its token');
  return process.moduleId;
}
const signing = moduleId().then((id) => signOldProcess({ moduleId: id }));

async function visit(old: OldProcess, store: Store, shown: OldNetwork) {
  const engine = demoEngine(store, {
    openEvaluator: async () => idleEvaluator,
    fetch: networkWith(old, () => shown),
    isOffline: () => shown.isUnitGone === true,
  });
  const { state, answer, facts, progress, error } = await runJob(engine, {
    kind: 'replay',
    network,
    processId: old.id,
  });
  return {
    state,
    level: answer?.level,
    spawn: facts.find(({ name }) => name === 'spawn'),
    progress,
    facts,
    error,
  };
}

describe('a process whose schedule does not begin with itself', () => {
  it('is evaluated where a gateway shows what the scheduler signed when it was spawned', async () => {
    const old = await signing;
    const store = createMemoryStore();
    const seen = await visit(old, store, { shown: [old.process, old.bundle] });
    expect(seen).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds', source: 'gateway', itemId: old.id },
    });
    const later = await visit(old, store, { shown: [old.process] });
    expect(later).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds' },
      progress: { evaluatedCount: 0 },
    });
  });

  it('finds it by the process that is in it, too', async () => {
    const old = await signing;
    const seen = await visit(old, createMemoryStore(), { shown: [old.process, old.bundle], isTagged: false });
    expect(seen).toMatchObject({ level: 'evaluated', spawn: { status: 'holds' } });
  });

  it('is claimed where none does, after a reload as well, and settled by a later visit', async () => {
    const old = await signing;
    const store = createMemoryStore();
    for (const evaluatedCount of [2, 0]) {
      const seen = await visit(old, store, { shown: [old.process] });
      expect(seen).toMatchObject({
        level: 'claimed',
        spawn: { status: 'unknown' },
        progress: { evaluatedCount },
      });
    }
    const settled = await visit(old, store, { shown: [old.process, old.bundle] });
    expect(settled).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds' },
      progress: { evaluatedCount: 0 },
    });
  });

  it.each([{ timestampMs: spawn.timestampMs + 1 }, { blockHeight: spawn.blockHeight - 1 }])(
    'is claimed, and both are told, where the unit tells %o',
    async (told) => {
      const old = await signing;
      const seen = await visit(old, createMemoryStore(), { shown: [old.process, old.bundle], told });
      const text = ({ timestampMs, blockHeight }: typeof spawn) => `${timestampMs} ms, block ${blockHeight}`;
      expect(seen).toMatchObject({
        level: 'claimed',
        spawn: { status: 'unknown', expected: text(spawn), actual: text({ ...spawn, ...told }) },
      });
    },
  );

  it('is evaluated anew, once, where another server had told another spawn', async () => {
    const old = await signing;
    const store = createMemoryStore();
    const shown = [old.process, old.bundle];
    const lying = { shown, told: { timestampMs: spawn.timestampMs + 1 } };
    expect(await visit(old, store, lying)).toMatchObject({ level: 'claimed' });
    expect(await visit(old, store, lying)).toMatchObject({
      level: 'claimed',
      progress: { evaluatedCount: 0 },
    });
    const anew = /told otherwise: it is evaluated anew/;
    expect(await visit(old, store, { shown })).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds' },
      progress: { evaluatedCount: 2, notices: [expect.stringMatching(anew)] },
    });
    expect(await visit(old, store, { shown })).toMatchObject({
      level: 'evaluated',
      progress: { evaluatedCount: 0, notices: [] },
    });
  });

  it('is evaluated by what its unit tells now where only the lie was kept, and nothing that was evaluated', async () => {
    const old = await signing;
    const store = createMemoryStore();
    const shown = [old.process, old.bundle];
    await visit(old, store, { shown, told: { blockHeight: 1 } });
    for (const { lines } of await store.listProcesses())
      for (const { lineId } of lines) await store.deleteLine(lineId);
    expect(await visit(old, store, { shown })).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds' },
    });
  });

  it('stays claimed where what its unit tells now cannot be kept', async () => {
    const old = await signing;
    const store = createMemoryStore();
    const shown = [old.process, old.bundle];
    await visit(old, store, { shown, told: { blockHeight: 1 } });
    const full: Store = {
      ...store,
      saveDocument: () => Promise.reject(new StorageError('quota-exceeded', 'There is no room.')),
    };
    const seen = await visit(old, full, { shown });
    expect(seen).toMatchObject({ level: 'claimed', error: null, progress: { evaluatedCount: 0 } });
  });

  it('is evaluated anew by what Arweave tells, too', async () => {
    const old = await signing;
    const store = createMemoryStore();
    const shown = [old.process, old.bundle, ...old.assignments, ...old.messages];
    await visit(old, store, { shown, told: { blockHeight: 1 } });
    expect(await visit(old, store, { shown, isUnitGone: true })).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds' },
      progress: { evaluatedCount: 2 },
    });
  });

  it('stays as it is, and claimed, while nobody can be asked', async () => {
    const old = await signing;
    const store = createMemoryStore();
    await visit(old, store, { shown: [old.process, old.bundle], told: { blockHeight: 1 } });
    const away = { fetch: () => Promise.reject(new TypeError('offline')), isOffline: () => true };
    const engine = demoEngine(store, { ...away, openEvaluator: async () => idleEvaluator });
    const seen = await runJob(engine, { kind: 'replay', network, processId: old.id });
    expect(seen).toMatchObject({
      error: null,
      answer: { level: 'claimed' },
      progress: { evaluatedCount: 0 },
    });
  });

  it('rests on nobody else’s bundle', async () => {
    const old = await signing;
    const [{ bundle: another }] = await Promise.all([
      signOldProcess({ moduleId: await moduleId(), extraTags: { Name: 'another' } }),
    ]);
    const damaged: DataItem = { ...old.bundle, signature: another.signature };
    const seen = await visit(old, createMemoryStore(), { shown: [old.process, another, damaged] });
    expect(seen).toMatchObject({ level: 'claimed', spawn: { status: 'unknown' } });
    expect(seen.spawn).not.toHaveProperty('expected');
  });

  it('takes the one of two that says what its unit says', async () => {
    const old = await signing;
    const second = await signSpawnBundle({
      key: scheduler,
      items: [old.process],
      ...spawn,
      blockHeight: 1_450_002,
    });
    const seen = await visit(old, createMemoryStore(), { shown: [old.process, second, old.bundle] });
    expect(seen).toMatchObject({ level: 'evaluated', spawn: { status: 'holds' } });
  });

  it('needs no gateway again for what is kept of it', async () => {
    const old = await signing;
    const store = createMemoryStore();
    await visit(old, store, { shown: [old.process, old.bundle] });
    for (const { lines } of await store.listProcesses())
      for (const { lineId } of lines) await store.deleteLine(lineId);
    const seen = await visit(old, store, { shown: [old.process] });
    expect(seen).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds', source: 'this browser' },
      progress: { evaluatedCount: 2 },
    });
  });
});

it('is asked when it was spawned once more where the disk has changed what was kept of it', async () => {
  const old = await signing;
  const records = createMemoryRecords();
  const store = createRecordStore(records);
  const shown = { shown: [old.process, old.bundle] };
  await visit(old, store, shown);
  for (const { lines } of await store.listProcesses())
    for (const { lineId } of lines) await store.deleteLine(lineId);
  await records.write(['documents'], async (transaction) => {
    const kept = await transaction.get('documents', ['process', old.id]);
    if (kept === undefined) throw new Error('nothing is kept of the process');
    const json = kept.json.replace(
      `"timestampMs":${spawn.timestampMs}`,
      `"timestampMs":${spawn.timestampMs + 1}`,
    );
    expect(json).not.toBe(kept.json);
    await transaction.put('documents', { ...kept, json });
  });
  expect(await visit(old, store, shown)).toMatchObject({
    level: 'evaluated',
    spawn: { status: 'holds' },
    progress: { evaluatedCount: 2 },
  });
});

it('an old process in a file brings along what its scheduler signed, and comes to the same memory offline', async () => {
  const old = await signing;
  const request = { kind: 'replay', network, processId: old.id, hashMemory: 'at-end' } as const;
  const engine = demoEngine(createMemoryStore(), {
    fetch: networkWith(old, () => ({ shown: [old.process, old.bundle] })),
  });
  const first = await runJob(engine, request);
  const file = await engine.exportProcess(old.id);
  const away = { fetch: () => Promise.reject(new TypeError('offline')), isOffline: () => true };
  const there = demoEngine(createMemoryStore(), away);
  await there.importProcess({ network, file });
  const second = await runJob(there, request);
  expect(second.facts.find(({ name }) => name === 'spawn')).toMatchObject({
    status: 'holds',
    source: 'this browser',
  });
  const memoryOf = ({ answer }: JobSnapshot) => answer?.kind === 'replay' && answer.memorySha256;
  expect(second.answer?.level).toBe('evaluated');
  expect(memoryOf(second)).toMatch(/^[0-9a-f]{64}$/);
  expect(memoryOf(second)).toBe(memoryOf(first));
});

describe('a process from before AOP-1', () => {
  const signingBundles = moduleId().then((id) => signOldProcess({ moduleId: id, isBundled: true }));

  it('is evaluated by the bundles that its scheduler signed, which are made again of its messages', async () => {
    const old = await signingBundles;
    const shown = [old.process, old.bundle, ...old.assignments];
    const seen = await visit(old, createMemoryStore(), { shown });
    expect(seen.level).toBe('evaluated');
    const status = (fact: string) => seen.facts.find(({ name }) => name === fact);
    expect(status('assignment-signatures')).toMatchObject({ status: 'holds', count: 2 });
    expect(status('assignment-tags')).toMatchObject({ status: 'holds', count: 2 });
  });

  it('is claimed while no gateway has them, and settled by a later visit', async () => {
    const old = await signingBundles;
    const store = createMemoryStore();
    const [first] = old.assignments;
    const known = [old.process, old.bundle];
    const levels = [];
    for (const shown of [
      known,
      first === undefined ? known : [...known, first],
      [...known, ...old.assignments],
    ]) {
      levels.push((await visit(old, store, { shown })).level);
    }
    expect(levels).toEqual(['claimed', 'claimed', 'evaluated']);
  });
});

it.each([
  { from: 'before AOP-6', isBundled: false },
  { from: 'before AOP-1', isBundled: true },
])(
  'a process from $from is read from Arweave alone where its scheduler unit is gone',
  async ({ isBundled }) => {
    const old = await signOldProcess({ moduleId: await moduleId(), isBundled });
    const shown = [old.process, old.bundle, ...old.assignments, ...(isBundled ? [] : old.messages)];
    const seen = await visit(old, createMemoryStore(), { shown, isUnitGone: true });
    expect(seen).toMatchObject({
      level: 'evaluated',
      spawn: { status: 'holds' },
      progress: { evaluatedCount: 2, notices: [expect.stringMatching(/read from Arweave/)] },
    });
  },
);

it('a process whose schedule begins with itself says nothing of its spawn', async () => {
  const engine = demoEngine(createMemoryStore(), {
    fetch: demoDevnet,
    openEvaluator: async () => idleEvaluator,
  });
  const { facts, answer } = await runJob(engine, {
    kind: 'replay',
    network,
    processId: demoProcesses[0].id,
    toNonce: 2,
  });
  expect(answer?.level).toBe('evaluated');
  expect(facts.some(({ name }) => name === 'spawn')).toBe(false);
});
