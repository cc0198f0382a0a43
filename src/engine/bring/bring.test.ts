import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { StorageError } from '../../base/errors.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Tags } from '../../protocol/tags.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { EngineApi, ImportProgress, JobRequest, JobSnapshot } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { demoEngine, runJob, watchJob } from '../testing/demoEngine.ts';
import { idleEvaluator } from '../testing/idleEvaluator.ts';
import { decodeBundle, encodeBundle, type WholeBundle } from './testing/wholeBundle.ts';

/** A device that says that it has no network, so that nothing is tried again. */
const offline: Partial<EngineContext> = {
  fetch: () => Promise.reject(new TypeError('offline')),
  isOffline: () => true,
};

/** The levels and facts that a job told on the way, once each. */
async function runSeeing(engine: EngineApi, request: JobRequest) {
  const { seen, last, levels } = await watchJob(engine, request);
  const facts = seen.flatMap((snapshot) => snapshot.facts.map(({ name, status }) => `${name} ${status}`));
  return { last, levels, facts: [...new Set(facts)] };
}

interface Section {
  readonly name: string;
  readonly content: Buffer;
}

/** The file with its sections in another order, others, or fewer. */
async function rearranged(
  file: Blob,
  change: (sections: readonly Section[]) => readonly Section[],
): Promise<Blob> {
  const bytes = gunzipSync(await file.arrayBuffer());
  const magicEnd = bytes.indexOf('\n') + 1;
  const headerEnd = bytes.indexOf('\n', magicEnd);
  const header = JSON.parse(bytes.subarray(magicEnd, headerEnd).toString()) as {
    readonly sections: readonly { readonly name: string; readonly byteCount: number }[];
  };
  let start = headerEnd + 1;
  const cut = header.sections.map(({ name, byteCount }) => {
    const content = bytes.subarray(start, start + byteCount);
    start += byteCount;
    return { name, content };
  });
  expect(start).toBe(bytes.length);
  const changed = change(cut);
  const sections = changed.map(({ name, content }) => ({ name, byteCount: content.length }));
  const parts = [
    bytes.subarray(0, magicEnd),
    Buffer.from(`${JSON.stringify({ ...header, sections })}\n`),
    ...changed.map(({ content }) => content),
  ];
  return new Blob([new Uint8Array(gzipSync(Buffer.concat(parts)))]);
}

/** As files were written before they carried checkpoints. */
const orderOfBefore = ['process', 'module', 'wasm', 'schedule', 'documents', 'receipts'];

/** The file with other bytes in it, lengths in its header left as they are unless they are what is changed. */
async function changedText(file: Blob, change: (latin1: string) => string): Promise<Blob> {
  const text = gunzipSync(await file.arrayBuffer()).toString('latin1');
  const changed = change(text);
  expect(changed).not.toBe(text);
  return new Blob([new Uint8Array(gzipSync(Buffer.from(changed, 'latin1')))]);
}

const network = { ...demoNetwork, computeUnits: [] };
const [token, , , reading] = demoProcesses;
const request = { kind: 'replay', network, processId: token.id, hashMemory: 'at-end' } as const;

describe('a process in one file', () => {
  let first: JobSnapshot;
  let file: Blob;
  let bundle: WholeBundle;
  /** Two messages further, with the checkpoint from before them. */
  let longer: WholeBundle;
  let further: JobSnapshot;
  beforeAll(async () => {
    const engine = demoEngine();
    first = await runJob(engine, { ...request, toNonce: 60 });
    file = await engine.exportProcess(token.id);
    bundle = await decodeBundle(file);
    further = await runJob(engine, { ...request, toNonce: 62 });
    const { entries } = await decodeBundle(await engine.exportProcess(token.id));
    longer = { ...bundle, entries };
  });

  it('is evaluated from its first message by a browser that reaches no server, to the same memory', async () => {
    const engine = demoEngine(createMemoryStore(), offline);
    const imported = await engine.importProcess({ network, file });
    expect(imported).toMatchObject({ processId: token.id, name: token.name });
    expect(imported.entryCount).toBeGreaterThan(60);
    const again = await runJob(engine, { ...request, toNonce: 60 });
    expect(again).toMatchObject({ state: 'done', error: null, progress: { resumedFromNonce: null } });
    expect(first.answer).toMatchObject({ kind: 'replay', level: 'evaluated', nonce: 60 });
    expect(again.answer).toMatchObject({
      level: 'evaluated',
      nonce: 60,
      memorySha256: first.answer?.kind === 'replay' ? first.answer.memorySha256 : '',
    });
    expect(again.facts.filter(({ status }) => status === 'fails')).toEqual([]);
  });

  const carried = () => bundle.checkpoint ?? expect.fail('The file should carry a checkpoint.');
  const withTag = (name: string, value: string) => {
    const tags = JSON.parse(carried().tagsJson) as Tags;
    const tagsJson = JSON.stringify(tags.map((tag) => (tag.name === name ? { name, value } : tag)));
    expect(tagsJson).not.toBe(carried().tagsJson);
    return { ...carried(), tagsJson };
  };
  /** One byte of it is another; packed as whoever lies on purpose would. */
  const changedMemory = () => {
    const memory = gunzipSync(carried().data);
    const place = memory.findLastIndex((byte) => byte !== 0);
    memory[place] = (memory[place] ?? 0) ^ 1;
    const memorySha256 = createHash('sha256').update(memory).digest('hex');
    return { memorySha256, data: new Uint8Array(gzipSync(memory)) };
  };

  const changeEntry = (nonce: number, change: (json: string) => string) => ({
    entries: bundle.entries.map((json, index) => (index === nonce ? change(json) : json)),
  });
  const tampered: Readonly<Record<string, () => Partial<WholeBundle>>> = {
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
    'a byte of the checkpoint': () => {
      const data = carried().data.slice();
      const middle = data.length >> 1;
      data[middle] = (data[middle] ?? 0) ^ 1;
      return { checkpoint: { ...carried(), data } };
    },
    'a checkpoint of another memory': () => ({ checkpoint: { ...carried(), data: changedMemory().data } }),
    'a checkpoint that says another nonce': () => ({ checkpoint: withTag('Nonce', '59') }),
    'a checkpoint from behind the schedule': () => ({ checkpoint: withTag('Nonce', '99999') }),
    'a checkpoint of another process': () => ({ checkpoint: withTag('Process', demoProcesses[1].id) }),
    'a checkpoint by another module': () => ({ checkpoint: withTag('Module', demoProcesses[1].id) }),
    'a checkpoint without tags': () => ({ checkpoint: { ...carried(), tagsJson: '{}' } }),
  };

  it.each(Object.keys(tampered))('is refused, and leaves nothing behind, with %s', async (name) => {
    const store = createMemoryStore();
    const lie = await encodeBundle({ ...bundle, ...tampered[name]?.() });
    for (const change of [offline, {}]) {
      await expect(demoEngine(store, change).importProcess({ network, file: lie })).rejects.toThrow();
    }
    expect(await store.listProcesses()).toEqual([]);
    expect(await store.loadDocument('module', bundle.moduleId)).toBeUndefined();
  });

  it.each([
    ['checking', 'Nothing of the file was kept.', 0],
    ['keeping', 'what had been kept of it until then stays', 1],
  ] as const)('can be stopped while %s it, and says what was kept', async (phase, said, documents) => {
    const all = demoEngine(createMemoryStore(), { openEvaluator: async () => idleEvaluator });
    await runJob(all, { kind: 'replay', network, processId: token.id });
    const exported = await decodeBundle(await all.exportProcess(token.id));
    const long = await encodeBundle({ ...exported, checkpoint: null });
    const store = createMemoryStore();
    const there = demoEngine(store, offline);
    const stopping = there.importProcess({ network, file: long }, (progress) => {
      if (progress.phase === phase) void there.stopImports();
    });
    await expect(stopping).rejects.toMatchObject({
      layer: 'engine',
      code: 'import-stopped',
      message: expect.stringContaining(said),
    });
    expect(await store.listDocuments('process', '')).toHaveLength(documents);
    // What is kept harms nobody: the file is taken in whole then, or the process evaluated.
    const entries = () => store.loadSchedule(token.id, { fromNonce: 0, toNonce: 10_000 });
    expect((await entries()).length).toBe(phase === 'keeping' ? 256 : 0);
    const { entryCount } = await there.importProcess({ network, file: long });
    expect((await entries()).map(({ nonce }) => nonce)).toEqual(
      Array.from({ length: entryCount }, (_, n) => n),
    );
  });

  const beginning = { ...request, toNonce: 62, start: { kind: 'imported-checkpoint' } } as const;

  it('carries the newest checkpoint, whose answer is resumed until a replay, offline, has promoted it', async () => {
    const store = createMemoryStore();
    const there = demoEngine(store, offline);
    const imported = await there.importProcess({ network, file: await encodeBundle(longer) });
    expect(imported).toMatchObject({ checkpointNonce: 60 });
    const { last, levels, facts } = await runSeeing(there, beginning);
    expect(levels).toEqual(['resumed', 'evaluated']);
    expect(facts).toContain('checkpoint unknown');
    expect(last).toMatchObject({ state: 'done', error: null, answer: { level: 'evaluated', nonce: 62 } });
    const compared = last.facts.find(({ name }) => name === 'memory-hash');
    expect(compared).toMatchObject({ status: 'holds', nonce: 60 });
    // No item of that id is anywhere.
    expect(compared?.itemId).toBeUndefined();
    const memoryOf = ({ answer }: JobSnapshot) => (answer?.kind === 'replay' ? answer.memorySha256 : null);
    expect(memoryOf(last)).toBe(memoryOf(further));
    // What rested on it is gone, and the next file says what was evaluated here.
    expect(await store.listProcesses()).toMatchObject([{ lines: [{ nonce: 62 }] }]);
    const passedOn = await decodeBundle(await there.exportProcess(token.id));
    expect(passedOn.checkpoint?.tagsJson).toContain('{"name":"Nonce","value":"62"}');
    expect(passedOn.documents.filter(({ id }) => id.endsWith('/checkpoint'))).toEqual([]);
  });

  it('never passes on as its own a checkpoint that only came with it', async () => {
    const there = demoEngine(createMemoryStore(), offline);
    await there.importProcess({ network, file });
    const passedOn = await decodeBundle(await there.exportProcess(token.id));
    expect(passedOn.checkpoint).toBeNull();
    expect(passedOn.documents.filter(({ id }) => id.endsWith('/checkpoint'))).toEqual([]);
  });

  it('is contradicted by the replay where its checkpoint has another memory and says so itself', async () => {
    const { memorySha256, data } = changedMemory();
    const checkpoint = { ...withTag('SHA-256', memorySha256), data };
    const lie = await encodeBundle({ ...longer, checkpoint });
    const store = createMemoryStore();
    const there = demoEngine(store, offline);
    await there.importProcess({ network, file: lie });
    const { last, levels } = await runSeeing(there, beginning);
    expect(levels).not.toContain('evaluated');
    expect(last).toMatchObject({ state: 'failed', error: { code: 'checkpoint-contradicted' } });
    expect(last.facts.find(({ name }) => name === 'memory-hash')).toMatchObject({
      status: 'fails',
      nonce: 60,
      expected: memorySha256,
    });
    const own = await runJob(there, { ...request, toNonce: 60 });
    expect(own.answer).toMatchObject({
      level: 'evaluated',
      memorySha256: first.answer?.kind === 'replay' ? first.answer.memorySha256 : '',
    });
  });

  it('opens as it was written before files carried checkpoints', async () => {
    const without = await rearranged(file, (sections) =>
      orderOfBefore.flatMap((wanted) => sections.filter(({ name }) => name === wanted)),
    );
    expect(await decodeBundle(without)).toEqual({ ...bundle, checkpoint: null });
    const there = demoEngine(createMemoryStore(), offline);
    expect(await there.importProcess({ network, file: without })).toMatchObject({ checkpointNonce: null });
    const { last, levels } = await runSeeing(there, beginning);
    expect(last.error).toMatchObject({ layer: 'source', code: 'not-found' });
    expect(levels).toEqual([]);
  });

  it('is refused when it is cut off, of another version, or something else altogether', async () => {
    const engine = demoEngine(createMemoryStore(), offline);
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
      await gzip(`selfsame-bundle\n${' '.repeat(100_000)}`),
      await changedText(file, (text) => text.replace(/"entryCount":(\d+)/, '"entryCount":9$1')),
      await changedText(file, (text) => `${text}more`),
      await rearranged(file, (sections) =>
        sections.map(({ name, content }) => ({
          name,
          content: name === 'schedule' ? content.subarray(0, -5) : content,
        })),
      ),
      await rearranged(file, (sections) =>
        sections.map(({ name, content }) => ({
          name,
          content:
            name === 'schedule'
              ? Buffer.from(content.toString('latin1').replace('{', '['), 'latin1')
              : content,
        })),
      ),
      await changedText(file, (text) =>
        text.replace(/(\{"name":"documents","byteCount":)(\d+)/, `$1${2 ** 40}`),
      ),
    ];
    for (const each of files) {
      await expect(engine.importProcess({ network, file: each })).rejects.toMatchObject({
        layer: 'engine',
        code: 'bundle-unreadable',
      });
    }
  });

  it('says which message of it does not hold, and tells how far it is', async () => {
    const seen: ImportProgress[] = [];
    const engine = demoEngine(createMemoryStore(), offline);
    const lie = await encodeBundle({ ...bundle, ...tampered['a message’s quantity']?.() });
    await expect(
      engine.importProcess({ network, file: lie }, (progress) => seen.push(progress)),
    ).rejects.toMatchObject({ layer: 'verification', details: { nonce: 20, fact: 'message-signatures' } });
    expect(seen).toEqual([]);
    const { entryCount } = await engine.importProcess({ network, file }, (progress) => seen.push(progress));
    const all = { entriesDone: entryCount, entryCount };
    expect(seen).toEqual([
      { phase: 'checking', ...all },
      { phase: 'keeping', ...all },
    ]);
  });

  it('opens whatever the order of its sections', async () => {
    const later = { name: 'of-a-later-version', content: Buffer.from('new') };
    const other = await decodeBundle(await rearranged(file, (sections) => [...sections, later].reverse()));
    expect(other).toEqual(bundle);
  });

  it('opens as version 1 wrote it', async () => {
    const written = await readFile(new URL('testing/version1.selfsame', import.meta.url));
    const store = createMemoryStore();
    const imported = await demoEngine(store, offline).importProcess({ network, file: new Blob([written]) });
    expect(imported).toMatchObject({ name: 'From version 1', entryCount: 4 });
    expect(await store.loadSchedule(imported.processId, { fromNonce: 0, toNonce: 9 })).toHaveLength(4);
  });

  // Its module is a layer-1 transaction, its schedule names items that did not come with it, and has data that is no text.
  it('carries what gateways were asked for, so that none is needed', async () => {
    const library = { kind: 'replay', network, processId: reading.id, hashMemory: 'at-end' } as const;
    const engine = demoEngine();
    const online = await runJob(engine, library);
    expect(online.answer).toMatchObject({ level: 'evaluated' });
    const exported = await engine.exportProcess(reading.id);
    expect((await decodeBundle(exported)).documents.length).toBeGreaterThan(3);
    const there = demoEngine(createMemoryStore(), offline);
    await there.importProcess({ network, file: exported });
    const again = await runJob(there, library);
    expect(again).toMatchObject({ state: 'done', error: null });
    expect(again.answer).toMatchObject({
      level: 'evaluated',
      memorySha256: online.answer?.kind === 'replay' ? online.answer.memorySha256 : '',
    });
  });

  it('replaces nothing that was told here of the spawn, which no signature covers', async () => {
    const { timestampMs } = JSON.parse(bundle.processJson) as { timestampMs: number };
    const processJson = bundle.processJson.replace(String(timestampMs), '1');
    expect(processJson).not.toBe(bundle.processJson);
    const store = createMemoryStore();
    const engine = demoEngine(store, offline);
    const keptAfter = async (given: Blob) => {
      await engine.importProcess({ network, file: given });
      return (await store.loadDocument('process', bundle.processId))?.json;
    };
    expect(await keptAfter(file)).toBe(bundle.processJson);
    expect(await keptAfter(await encodeBundle({ ...bundle, processJson }))).toBe(bundle.processJson);
  });

  it('takes no more room where its messages are kept already', async () => {
    const store = createMemoryStore();
    const there = demoEngine(store);
    await runJob(there, request);
    const whole = await there.exportProcess(token.id);
    const sizeOf = async () => (await store.listProcesses())[0]?.storedBytes;
    const before = await sizeOf();
    expect(before).toBeGreaterThan(1_000_000);
    await there.importProcess({ network, file: whole });
    expect(await sizeOf()).toBe(before);
    // What is missing of it comes with the file.
    await store.deleteProcess(token.id);
    await there.importProcess({ network, file: whole });
    const { entryCount } = await there.importProcess({ network, file: whole });
    const range = { fromNonce: 0, toNonce: entryCount };
    expect(await store.loadSchedule(token.id, range)).toHaveLength(entryCount);
  });

  it('carries receipts, and leaves out those that do not hold', async () => {
    const engine = demoEngine();
    await runJob(engine, { kind: 'receipt', network, processId: token.id, toNonce: 20 });
    const exported = await decodeBundle(await engine.exportProcess(token.id));
    const [receipt = ''] = exported.receipts;
    const receipts = [receipt, receipt.replace('"sig":"', '"sig":"AAAA'), 'nothing'];
    const there = demoEngine(createMemoryStore(), offline);
    await there.importProcess({ network, file: await encodeBundle({ ...exported, receipts }) });
    expect(await there.listReceipts(token.id)).toMatchObject([{ processId: token.id, nonce: 20 }]);
  });

  it('cannot be made where there was no room for the first messages, instead of holding none', async () => {
    const store = createMemoryStore();
    const refused = () => Promise.reject(new StorageError('quota-exceeded', 'No room.'));
    const engine = demoEngine({ ...store, saveSchedule: refused });
    const { progress } = await runJob(engine, { ...request, toNonce: 10 });
    expect(progress.savedNonce).toBe(10);
    await expect(engine.exportProcess(token.id)).rejects.toMatchObject({
      code: 'nothing-to-export',
      message: expect.stringContaining('its first messages are not kept'),
    });
  });

  it('cannot be made of a process of which nothing is kept', async () => {
    const engine = demoEngine(createMemoryStore(), offline);
    await expect(engine.exportProcess(token.id)).rejects.toMatchObject({ code: 'nothing-to-export' });
  });
});
