import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCheckpointWriter } from './checkpoints/checkpointWriter.ts';
import { hashLine, type LineId } from './line.ts';
import { pageBytes } from './pages/pages.ts';
import type { Store } from './store.ts';
import { checkpointOf, MemoryModel, memoryOf, sidesOf } from './testing/memoryModel.ts';

const text = (nonce: number, by = '') => ({ nonce, json: JSON.stringify({ nonce, by }) });
const range = (fromNonce: number, toNonce: number) => ({ fromNonce, toNonce });
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, step) => from + step);

/** What every `Store` promises. `open` gives a new, empty one each time. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`${name}, as a store`, () => {
    let store: Store;
    let line: LineId;

    beforeEach(async () => {
      store = await open();
      line = await hashLine({ processId: 'process', moduleId: 'module', profileJson: '{}' });
    });
    afterEach(() => store.close());

    it('gives documents back, and nothing for what it was not given', async () => {
      await store.saveDocument('module', 'a', { json: '{"a":1}', bytes: Uint8Array.of(0, 97, 115, 109) });
      await store.saveDocument('process', 'a', { json: '{"a":2}', bytes: null });
      expect(await store.loadDocument('module', 'a')).toEqual({
        json: '{"a":1}',
        bytes: Uint8Array.of(0, 97, 115, 109),
      });
      expect(await store.loadDocument('process', 'a')).toEqual({ json: '{"a":2}', bytes: null });
      expect(await store.loadDocument('module', 'b')).toBeUndefined();
    });

    it('shares no memory with its caller', async () => {
      const buffer = Uint8Array.of(9, 1, 2, 9);
      await store.saveDocument('module', 'a', { json: '{}', bytes: buffer.subarray(1, 3) });
      buffer.fill(7);
      const first = await store.loadDocument('module', 'a');
      first?.bytes?.fill(7);
      const second = await store.loadDocument('module', 'a');
      expect(second?.bytes).toEqual(Uint8Array.of(1, 2));
      expect(second?.bytes?.buffer.byteLength).toBe(2);

      const model = new MemoryModel();
      model.grow(1);
      model.write(0, 3);
      const checkpoint = checkpointOf(model, 1, null);
      await store.saveCheckpoint(line, checkpoint);
      checkpoint.pages.bytes.fill(0);
      const restored = await store.loadCheckpoint(line);
      expect(restored.checkpoint && memoryOf(restored.checkpoint)).toEqual(model.snapshot());
    });

    it('gives schedule entries back by nonce, whatever the order and the gaps they came in', async () => {
      await store.saveSchedule('p', [text(7), text(5), text(6)]);
      await store.saveSchedule(
        'p',
        numbers(200, 400).map((nonce) => text(nonce)),
      );
      await store.saveSchedule('q', [text(6, 'another process')]);
      expect(await store.loadSchedule('p', range(6, 201))).toEqual([text(6), text(7), text(200), text(201)]);
      expect(await store.loadSchedule('p', range(0, 1000))).toHaveLength(204);
      expect(await store.loadSchedule('p', range(8, 199))).toEqual([]);
    });

    it('prefers what was saved last, and keeps what it does not cover', async () => {
      await store.saveResults(
        line,
        numbers(0, 99).map((nonce) => text(nonce, 'first')),
      );
      await store.saveResults(
        line,
        numbers(30, 70).map((nonce) => text(nonce, 'second')),
      );
      await store.saveResults(line, [text(50, 'third')]);
      const loaded = await store.loadResults(line, range(0, 99));
      expect(loaded).toEqual(
        numbers(0, 99).map((nonce) =>
          text(nonce, nonce === 50 ? 'third' : nonce >= 30 && nonce <= 70 ? 'second' : 'first'),
        ),
      );
    });

    it('keeps what is appended one by one', async () => {
      for (const nonce of numbers(0, 150)) await store.saveResults(line, [text(nonce)]);
      expect(await store.loadResults(line, range(0, 150))).toEqual(
        numbers(0, 150).map((nonce) => text(nonce)),
      );
    });

    it('keeps the lines of one process apart', async () => {
      const other = await hashLine({ processId: 'process', moduleId: 'module', profileJson: '{"_":1}' });
      await store.saveResults(line, [text(1)]);
      expect(await store.loadResults(other, range(0, 9))).toEqual([]);
      const model = new MemoryModel();
      model.grow(1);
      await store.saveCheckpoint(line, checkpointOf(model, 1, null));
      expect((await store.loadCheckpoint(other)).checkpoint).toBeUndefined();
    });

    it('restores a checkpoint with everything beside its memory', async () => {
      const model = new MemoryModel();
      model.grow(3);
      model.write(1, 7);
      const info = await store.saveCheckpoint(line, checkpointOf(model, 4, null));
      const { checkpoint, skipped } = await store.loadCheckpoint(line);
      expect(skipped).toEqual([]);
      expect(checkpoint).toEqual({
        ...sidesOf(4),
        nonce: 4,
        memoryBytes: 3 * pageBytes,
        pages: { indices: Uint32Array.of(1), bytes: model.snapshot().slice(pageBytes, 2 * pageBytes) },
        addedBytes: info.addedBytes,
        savedMs: info.savedMs,
      });
      expect(await store.listCheckpoints(line)).toEqual([info]);
    });

    it('takes the newest checkpoint that is not too new', async () => {
      const model = new MemoryModel();
      model.grow(2);
      await store.saveCheckpoint(line, checkpointOf(model, 10, null));
      model.write(0, 2);
      await store.saveCheckpoint(line, checkpointOf(model, 20, 10));
      expect((await store.loadCheckpoint(line, 9)).checkpoint).toBeUndefined();
      expect((await store.loadCheckpoint(line, 10)).checkpoint?.nonce).toBe(10);
      expect((await store.loadCheckpoint(line, 19)).checkpoint?.nonce).toBe(10);
      expect((await store.loadCheckpoint(line, 20)).checkpoint?.nonce).toBe(20);
    });

    it('refuses a checkpoint whose base is not there, and pages that cannot be', async () => {
      const model = new MemoryModel();
      model.grow(2);
      await expect(store.saveCheckpoint(line, checkpointOf(model, 5, 4))).rejects.toMatchObject({
        code: 'missing-base',
      });
      const pages = { indices: Uint32Array.of(1, 0), bytes: new Uint8Array(2 * pageBytes) };
      await expect(
        store.saveCheckpoint(line, { ...checkpointOf(model, 5, null), pages }),
      ).rejects.toMatchObject({ code: 'invalid-checkpoint' });
      expect(await store.listCheckpoints(line)).toEqual([]);
    });

    it('gives at any nonce exactly the memory that a plain model holds', async () => {
      const step = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ kind: fc.constant('save'), gap: fc.integer({ min: 1, max: 40 }), writes }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant('grow'), pages: fc.integer({ min: 1, max: 8 }) }),
        },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('load'), at: fc.nat(1000) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('resume'), at: fc.nat(1000) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
          const fresh = await open();
          try {
            await followModel(fresh, line, steps);
          } finally {
            fresh.close();
          }
        }),
        { numRuns: 25 },
      );
    });

    it('keeps what was made of a module by its recipe, until another recipe replaces it', async () => {
      const made = Uint8Array.of(0, 97, 115, 109, 1);
      await store.saveRewriting('module', 'first', made);
      await store.saveRewriting('module2', 'first', Uint8Array.of(2));
      made.fill(9);
      expect(await store.loadRewriting('module', 'first')).toEqual({
        kind: 'kept',
        bytes: Uint8Array.of(0, 97, 115, 109, 1),
      });
      expect(await store.loadRewriting('module', 'second')).toEqual({ kind: 'absent' });
      await store.saveRewriting('module', 'second', made);
      expect(await store.loadRewriting('module', 'first')).toEqual({ kind: 'absent' });
      expect(await store.loadRewriting('module', 'second')).toMatchObject({ kind: 'kept' });
      expect(await store.loadRewriting('module2', 'first')).toMatchObject({ kind: 'kept' });
    });

    it('lists processes with what they take, and deletes all of one', async () => {
      const other = await hashLine({ processId: 'other', moduleId: 'module', profileJson: '{}' });
      const model = new MemoryModel();
      model.grow(2);
      model.write(0, 3);
      for (const id of ['process', 'other'])
        await store.saveDocument('process', id, { json: '{}', bytes: null });
      await store.saveDocument('module', 'module', { json: '{}', bytes: new Uint8Array(9) });
      await store.saveRewriting('module', 'recipe', new Uint8Array(9));
      await store.saveSchedule('process', [text(0), text(1)]);
      await store.saveResults(line, [text(0)]);
      const info = await store.saveCheckpoint(line, checkpointOf(model, 1, null));
      await store.saveResults(other, [text(0)]);

      const processes = await store.listProcesses();
      expect(processes.find((each) => each.processId === 'process')).toEqual({
        processId: 'process',
        checkpointCount: 1,
        storedBytes: info.addedBytes + text(0).json.length * 2 + text(1).json.length,
        savedMs: info.savedMs,
        pinned: false,
        lines: [{ lineId: line, nonce: 1, savedMs: info.savedMs, ledgerJson: '{"nonce":1}' }],
      });
      await store.deleteProcess('process');
      expect((await store.listProcesses()).map((each) => each.processId)).toEqual(['other']);
      expect(await store.loadSchedule('process', range(0, 9))).toEqual([]);
      expect((await store.loadCheckpoint(line)).checkpoint).toBeUndefined();
      expect(await store.loadDocument('module', 'module')).toBeDefined();
      expect(await store.loadRewriting('module', 'recipe')).toMatchObject({ kind: 'kept' });
      await store.deleteProcess('other');
      expect(await store.loadDocument('module', 'module')).toBeUndefined();
      expect(await store.loadRewriting('module', 'recipe')).toEqual({ kind: 'absent' });
      expect(await store.listProcesses()).toEqual([]);
    });

    it('keeps what began with another’s checkpoint apart, and lets go of it alone', async () => {
      const other = await hashLine({ processId: 'process', moduleId: 'module', profileJson: '"other"' });
      const model = new MemoryModel();
      model.grow(2);
      model.write(1, 3);
      const of = (nonce: number) => ({ ...checkpointOf(model, nonce, null) });
      await store.saveCheckpoint(line, of(4));
      model.write(0, 5);
      await store.saveCheckpoint(other, { ...of(9), origin: 'checkpoint' });
      await store.saveResults(other, [{ nonce: 9, json: '9' }]);
      expect(await store.listCheckpoints(other)).toMatchObject([{ nonce: 9, origin: 'checkpoint' }]);
      expect((await store.listCheckpoints(line))[0]).not.toHaveProperty('origin');
      expect(await store.listProcesses()).toMatchObject([{ checkpointCount: 2, lines: [{ nonce: 4 }] }]);
      await store.deleteLine(other);
      expect(await store.loadResults(other, { fromNonce: 0, toNonce: 99 })).toEqual([]);
      expect(await store.loadCheckpoint(other)).toEqual({ checkpoint: undefined, skipped: [] });
      expect((await store.loadCheckpoint(line)).checkpoint?.nonce).toBe(4);
    });

    it('says that it is closed', async () => {
      store.close();
      await expect(store.loadDocument('process', 'a')).rejects.toMatchObject({
        layer: 'storage',
        code: 'closed',
      });
    });

    it('saves through a writer what an earlier attempt could not', async () => {
      let isFull = false;
      const saveCheckpoint: Store['saveCheckpoint'] = async (...given) => {
        if (isFull) throw new Error('full');
        return store.saveCheckpoint(...given);
      };
      const writer = createCheckpointWriter({ saveCheckpoint }, line, null);
      const model = new MemoryModel();
      model.grow(4);
      model.write(0, 1);
      await writer.save(checkpointOf(model, 1, null));
      isFull = true;
      model.write(1, 3);
      model.write(2, 5);
      await expect(writer.save(checkpointOf(model, 2, null))).rejects.toThrow('full');
      expect(writer.savedNonce).toBe(1);
      isFull = false;
      model.write(2, 0);
      await writer.save(checkpointOf(model, 3, null));
      const { checkpoint } = await store.loadCheckpoint(line);
      expect(checkpoint && memoryOf(checkpoint)).toEqual(model.snapshot());
    });

    it('goes on saving through a writer whose line was deleted meanwhile, from a whole checkpoint on', async () => {
      const writer = createCheckpointWriter(store, line, null);
      const model = new MemoryModel();
      model.grow(4);
      const save = (nonce: number) =>
        writer.save(checkpointOf(model, nonce, null, model.capture({ whole: writer.needsWhole })));
      model.write(0, 1);
      model.write(3, 7);
      await save(1);
      await store.deleteLine(line);
      model.write(1, 3);
      await expect(save(2)).rejects.toMatchObject({ code: 'missing-base' });
      expect(writer).toMatchObject({ savedNonce: null, needsWhole: true });
      model.write(3, 0);
      await save(3);
      expect(writer).toMatchObject({ savedNonce: 3, needsWhole: false });
      model.write(2, 5);
      await save(4);
      const { checkpoint } = await store.loadCheckpoint(line);
      expect(checkpoint?.nonce).toBe(4);
      expect(checkpoint && memoryOf(checkpoint)).toEqual(model.snapshot());
    });

    it('makes a key pair once, also where two ask at the same time, and does not let it out', async () => {
      const make = () =>
        crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
      const [first, second] = await Promise.all([
        store.ensureKeyPair('a', make),
        store.ensureKeyPair('a', make),
      ]);
      const other = await store.ensureKeyPair('b', make);
      const again = await store.ensureKeyPair('a', () => Promise.reject(new Error('It was made before.')));
      const signature = await crypto.subtle.sign(ecdsa, first.privateKey, Uint8Array.of(1));
      const holds = (key: CryptoKey) => crypto.subtle.verify(ecdsa, key, signature, Uint8Array.of(1));
      expect(await holds(second.publicKey)).toBe(true);
      expect(await holds(again.publicKey)).toBe(true);
      expect(await holds(other.publicKey)).toBe(false);
      await expect(crypto.subtle.exportKey('pkcs8', again.privateKey)).rejects.toThrow();
    });

    it('keeps receipts by process and nonce, each once', async () => {
      const later = await store.saveReceipt({ processId: 'p', nonce: 20, json: '{"a":20}' });
      const sooner = await store.saveReceipt({ processId: 'p', nonce: 3, json: '{"a":3}' });
      await store.saveReceipt({ processId: 'q', nonce: 3, json: '{"a":3}' });
      await store.saveReceipt({ processId: 'p', nonce: 3, json: '{"a":3}' });
      const idsOf = async (processId: string) =>
        (await store.listReceipts(processId)).map(({ receiptId }) => receiptId);
      expect(await idsOf('p')).toEqual([sooner.receiptId, later.receiptId]);
      await store.deleteReceipt('p', sooner.receiptId);
      await store.deleteReceipt('p', 'unknown');
      expect(await store.listReceipts('p')).toMatchObject([{ nonce: 20, json: '{"a":20}' }]);
      expect(await idsOf('q')).toEqual([sooner.receiptId]);
      await store.deleteProcess('p');
      expect(await store.listReceipts('p')).toEqual([]);
    });
  });
}

const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;

const writes = fc.array(fc.record({ page: fc.nat(40), seed: fc.nat(9) }), { maxLength: 12 });

interface Step {
  readonly kind: string;
  readonly gap?: number;
  readonly pages?: number;
  readonly at?: number;
  readonly writes?: readonly { readonly page: number; readonly seed: number }[];
}

async function followModel(store: Store, line: LineId, steps: readonly Step[]): Promise<void> {
  const saved = new Map<number, Uint8Array>();
  let model = new MemoryModel();
  model.grow(2);
  let nonce: number | null = null;
  for (const step of steps) {
    if (step.kind === 'grow') model.grow(step.pages ?? 1);
    if (step.kind === 'save') {
      for (const { page, seed } of step.writes ?? []) model.write(page, seed);
      const next: number = (nonce ?? 0) + (step.gap ?? 1);
      await store.saveCheckpoint(line, checkpointOf(model, next, nonce));
      saved.set(next, model.snapshot());
      nonce = next;
    }
    if (step.kind !== 'load' && step.kind !== 'resume') continue;
    const stored: readonly number[] = (await store.listCheckpoints(line)).map((info) => info.nonce);
    const { checkpoint, skipped } = await store.loadCheckpoint(line, step.at);
    expect(skipped).toEqual([]);
    expect(checkpoint?.nonce).toBe(stored.filter((each) => each <= (step.at ?? 0)).at(-1));
    if (checkpoint === undefined) continue;
    expect(checkpoint.host).toEqual(sidesOf(checkpoint.nonce).host);
    const memory = memoryOf(checkpoint);
    expect(Buffer.compare(memory, saved.get(checkpoint.nonce) ?? new Uint8Array(0))).toBe(0);
    if (step.kind === 'resume') {
      model = new MemoryModel(memory);
      nonce = checkpoint.nonce;
    }
  }
  const newest = Math.max(...saved.keys());
  const { checkpoint } = await store.loadCheckpoint(line);
  if (saved.size > 0) expect(checkpoint?.nonce).toBe(newest);
}
