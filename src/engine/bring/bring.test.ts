import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDevnet } from '../../devnet/devnet.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import type { Fetch } from '../../sources/http.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineApi, JobRequest, JobSnapshot } from '../api.ts';
import { createEngine } from '../engine.ts';
import { decodeBundle, encodeBundle, type ProcessBundle } from './bundleFile.ts';

const publicFolder = new URL('../../../public/', import.meta.url);
const devnet = createDevnet({
  loadAsset: async (name) => new Uint8Array(await readFile(new URL(name, publicFolder))),
});
const offline: Fetch = () => Promise.reject(new TypeError('offline'));

function engineOn(store: Store, fetch: Fetch): EngineApi {
  return createEngine({
    fetch,
    openEvaluator: (options) => openLocalEvaluator(options),
    openStore: () => Promise.resolve(store),
    openMemoryStore: createMemoryStore,
    locks: undefined,
    nowMs: Date.now,
    watchdogMs: 60_000,
  });
}

async function run(engine: EngineApi, request: JobRequest): Promise<JobSnapshot> {
  let last: JobSnapshot | undefined;
  await engine.watchJob(await engine.startJob(request), (snapshot) => {
    last = snapshot;
  });
  if (last === undefined) expect.fail('The job should have told of itself.');
  return last;
}

const network = { ...demoNetwork, computeUnits: [] };
const [token, , , reading] = demoProcesses;
const request = { kind: 'replay', network, processId: token.id, hashMemory: 'at-end' } as const;

describe('a process in one file', () => {
  let first: JobSnapshot;
  let file: Blob;
  let bundle: ProcessBundle;
  beforeAll(async () => {
    const engine = engineOn(createMemoryStore(), devnet);
    first = await run(engine, { ...request, toNonce: 60 });
    file = await engine.exportProcess(token.id);
    bundle = await decodeBundle(file);
  });

  it('is evaluated from its first message by a browser that reaches no server, to the same memory', async () => {
    const engine = engineOn(createMemoryStore(), offline);
    const imported = await engine.importProcess({ network, file });
    expect(imported).toMatchObject({ processId: token.id, name: token.name });
    expect(imported.entryCount).toBeGreaterThan(60);
    const again = await run(engine, { ...request, toNonce: 60 });
    expect(again).toMatchObject({ state: 'done', error: null, progress: { resumedFromNonce: null } });
    expect(first.answer).toMatchObject({ kind: 'replay', level: 'evaluated', nonce: 60 });
    expect(again.answer).toMatchObject({
      level: 'evaluated',
      nonce: 60,
      memorySha256: first.answer?.kind === 'replay' ? first.answer.memorySha256 : '',
    });
    expect(again.facts.filter(({ status }) => status === 'fails')).toEqual([]);
  });

  const changeEntry = (nonce: number, change: (json: string) => string) => ({
    entries: bundle.entries.map((json, index) => (index === nonce ? change(json) : json)),
  });
  const tampered: Readonly<Record<string, () => Partial<ProcessBundle>>> = {
    'a message’s quantity': () =>
      changeEntry(20, (json) => {
        const changed = json.replace(/"value":"(\d)/, (_, digit) => `"value":"${(Number(digit) + 1) % 10}`);
        expect(changed).not.toBe(json);
        return changed;
      }),
    'two entries exchanged': () => {
      const entries = [...bundle.entries];
      entries.splice(20, 2, bundle.entries[21] ?? '', bundle.entries[20] ?? '');
      return { entries };
    },
    'an entry left out': () => ({ entries: bundle.entries.toSpliced(20, 1) }),
    'a byte of the module': () => {
      const moduleBytes = bundle.moduleBytes.slice();
      moduleBytes[5000] = (moduleBytes[5000] ?? 0) ^ 1;
      return { moduleBytes };
    },
    'another process id': () => ({ processId: demoProcesses[1].id }),
    'a process that cannot be read': () => ({ processJson: '{}' }),
  };

  it.each(Object.keys(tampered))('is refused, and leaves nothing behind, with %s', async (name) => {
    const store = createMemoryStore();
    const lie = new Blob([await encodeBundle({ ...bundle, ...tampered[name]?.() })]);
    for (const fetch of [offline, devnet]) {
      await expect(engineOn(store, fetch).importProcess({ network, file: lie })).rejects.toThrow();
    }
    expect(await store.listProcesses()).toEqual([]);
    expect(await store.loadDocument('module', bundle.moduleId)).toBeUndefined();
  });

  it('is refused when it is cut off, of another version, or something else altogether', async () => {
    const engine = engineOn(createMemoryStore(), offline);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const gzip = async (text: string) =>
      new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
    const files = [
      new Blob([bytes.subarray(0, bytes.length / 2)]),
      new Blob(['not packed']),
      await gzip('something else'),
      await gzip('selfsame-bundle\n{"version":3}\n'),
      await gzip('selfsame-bundle\n{"version":2,"sections":[{"name":"process","byteCount":1}]}\n'),
      await gzip('selfsame-bundle\nnull\n'),
      await gzip('selfsame-bundle\n{"version":1,"sections":[1,2]}\n'),
    ];
    for (const each of files) {
      await expect(engine.importProcess({ network, file: each })).rejects.toMatchObject({
        layer: 'engine',
        code: 'bundle-unreadable',
      });
    }
  });

  it('opens as version 1 wrote it', async () => {
    const written = await readFile(new URL('testing/version1.selfsame', import.meta.url));
    const store = createMemoryStore();
    const imported = await engineOn(store, offline).importProcess({ network, file: new Blob([written]) });
    expect(imported).toMatchObject({ name: 'From version 1', entryCount: 4 });
    expect(await store.loadSchedule(imported.processId, { fromNonce: 0, toNonce: 9 })).toHaveLength(4);
  });

  // Its module is a layer-1 transaction, its schedule names items that did not come with it, and has data that is no text.
  it('carries what gateways were asked for, so that none is needed', async () => {
    const library = { kind: 'replay', network, processId: reading.id, hashMemory: 'at-end' } as const;
    const engine = engineOn(createMemoryStore(), devnet);
    const online = await run(engine, library);
    expect(online.answer).toMatchObject({ level: 'evaluated' });
    const exported = await engine.exportProcess(reading.id);
    expect((await decodeBundle(exported)).documents.length).toBeGreaterThan(3);
    const there = engineOn(createMemoryStore(), offline);
    await there.importProcess({ network, file: exported });
    const again = await run(there, library);
    expect(again).toMatchObject({ state: 'done', error: null });
    expect(again.answer).toMatchObject({
      level: 'evaluated',
      memorySha256: online.answer?.kind === 'replay' ? online.answer.memorySha256 : '',
    });
  });

  it('carries receipts, and leaves out those that do not hold', async () => {
    const engine = engineOn(createMemoryStore(), devnet);
    await run(engine, { kind: 'receipt', network, processId: token.id, toNonce: 20 });
    const exported = await decodeBundle(await engine.exportProcess(token.id));
    const [receipt = ''] = exported.receipts;
    const receipts = [receipt, receipt.replace('"sig":"', '"sig":"AAAA'), 'nothing'];
    const there = engineOn(createMemoryStore(), offline);
    await there.importProcess({ network, file: new Blob([await encodeBundle({ ...exported, receipts })]) });
    expect(await there.listReceipts(token.id)).toMatchObject([{ processId: token.id, nonce: 20 }]);
  });

  it('cannot be made of a process of which nothing is kept', async () => {
    const engine = engineOn(createMemoryStore(), offline);
    await expect(engine.exportProcess(token.id)).rejects.toMatchObject({ code: 'nothing-to-export' });
  });
});
