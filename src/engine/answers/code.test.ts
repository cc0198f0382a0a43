import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { signMessage, type TagPair } from '../../../scripts/demo/aoMessages.ts';
import { arweaveWallets, units } from '../../../scripts/demo/cast.ts';
import { publishedItem } from '../../../scripts/demo/publishedItem.ts';
import { createRandom } from '../../../scripts/demo/random.ts';
import { openSchedule } from '../../../scripts/demo/scheduler.ts';
import { signItem, tagList } from '../../../scripts/demo/signedItem.ts';
import type { Signer } from '../../../scripts/demo/signer.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { nodeJson, processJson } from '../../devnet/schedulerJson.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { CodePage, CodeRow } from '../api.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

const [token, , mishaps] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };

describe('what a process was told to run', () => {
  const store = createMemoryStore();
  const engine = demoEngine(store);
  const place = { network, processId: mishaps.id };
  const readAll = async () => {
    const pages: CodePage[] = [];
    for (let fromNonce: number | null = 0; fromNonce !== null; ) {
      const page: CodePage = await engine.readCode({ ...place, fromNonce });
      pages.push(page);
      fromNonce = page.nextNonce;
    }
    return { pages, rows: pages.flatMap(({ rows }) => rows) };
  };
  const failed = ({ outcome }: CodeRow) => outcome.kind === 'error';

  beforeAll(async () => {
    await runJob(engine, { kind: 'replay', ...place });
  });

  it('is every Eval of its schedule in order, verified, with what came of it here', async () => {
    const { pages, rows } = await readAll();
    const { rows: schedule } = await engine.readSchedule({ ...place, fromNonce: 0, limit: 200 });
    const evals = schedule.filter(({ action }) => action === 'Eval');
    expect(rows.map(({ nonce }) => nonce)).toEqual(evals.map(({ nonce }) => nonce));
    expect(pages.at(-1)).toMatchObject({ onBoot: null, nextNonce: null, throughNonce: schedule.length - 1 });
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['holds']));
    const [first] = rows;
    expect(first?.code).toBe(await readFile('scripts/demo/lua/mishaps.lua', 'utf8'));
    expect(rows.find(({ code }) => code === 'return 1 +')).toSatisfy(failed);
    expect(rows.find(({ code }) => code.startsWith('Handlers.remove'))).not.toSatisfy(failed);
  });

  it('names those that came from somebody else', async () => {
    const { rows } = await readAll();
    const others = rows.filter(({ isOwners }) => !isOwners).map(({ code }) => code);
    expect(others).toEqual(['return "I am not the owner"']);
  });

  it('is found where the scheduler writes its letters as numbers', async () => {
    const before = await readAll();
    const hidden = before.rows[1]?.nonce ?? 0;
    const [entry] = await store.loadSchedule(mishaps.id, { fromNonce: hidden, toNonce: hidden });
    const json = entry?.json.replace('"Eval"', '"\\u0045val"') ?? '';
    expect(json).toContain('\\u0045val');
    await store.saveSchedule(mishaps.id, [{ nonce: hidden, json }]);
    expect((await readAll()).rows).toEqual(before.rows);
  });

  it('goes as far as the schedule is kept without a gap, and says how far', async () => {
    const kept = createMemoryStore();
    const all = await store.loadSchedule(mishaps.id, { fromNonce: 0, toNonce: 100 });
    await kept.saveSchedule(
      mishaps.id,
      all.filter(({ nonce }) => nonce !== 30),
    );
    const page = await demoEngine(kept).readCode({ ...place, fromNonce: 0 });
    expect(page).toMatchObject({ nextNonce: null, throughNonce: 29 });
    expect(page.rows.map(({ outcome }) => outcome.kind)).not.toContain('result');
    const none = await demoEngine().readCode({ network, processId: token.id, fromNonce: 0 });
    expect(none).toEqual({ onBoot: null, rows: [], nextNonce: null, throughNonce: -1 });
  });

  it('is looked for in a long schedule a stretch at a time', async () => {
    const kept = createMemoryStore();
    const entries = Array.from({ length: 20_001 }, (_, nonce) => ({ nonce, json: '{}' }));
    await kept.saveSchedule(token.id, entries);
    const ask = (fromNonce: number) => demoEngine(kept).readCode({ network, processId: token.id, fromNonce });
    expect(await ask(0)).toMatchObject({ rows: [], nextNonce: 20_000, throughNonce: 19_999 });
    expect(await ask(20_000)).toMatchObject({ rows: [], nextNonce: null, throughNonce: 20_000 });
  });

  describe('of a process that was signed here', () => {
    const { ada, bela } = arweaveWallets;
    /** A schedule of the process itself and of what is sent to it, kept as if it had been evaluated. */
    async function readOf(tags: readonly TagPair[], evals: readonly (readonly [Signer, TagPair[]])[]) {
      const process = await signItem(ada, {
        tags: tagList(
          ['Data-Protocol', 'ao'],
          ['Variant', 'ao.TN.1'],
          ['Type', 'Process'],
          ['Module', token.id],
          ['Scheduler', units.scheduler.address],
          ...tags,
        ),
        data: 'Booted = true',
      });
      const random = createRandom('code');
      const schedule = await openSchedule(units.scheduler, process, 1_700_000_000_000, random);
      for (const [signer, more] of evals) {
        const sent = [['Action', 'Eval'], ...more] as const;
        await schedule.assign(await signMessage(signer, process.id, sent, { data: 'return 1' }), 1000);
      }
      const entries = schedule.entries.map((entry) => ({
        ...entry,
        blockHeight: 1_300_000,
        assignment: publishedItem(entry.assignment),
        message: publishedItem(entry.message),
      }));
      const [spawned = expect.fail('A schedule begins with its process.')] = entries;
      const kept = createMemoryStore();
      await kept.saveSchedule(
        process.id,
        entries.map((entry) => ({ nonce: entry.nonce, json: JSON.stringify(nodeJson(entry, true)) })),
      );
      const serving = demoEngine(kept, {
        fetch: ({ url }) =>
          Promise.resolve(
            new URL(url).pathname === `/processes/${process.id}`
              ? Response.json(processJson(spawned))
              : Response.json({ error: 'Message or Process not found' }, { status: 400 }),
          ),
      });
      return serving.readCode({ network, processId: process.id, fromNonce: 0 });
    }

    it('begins with its own data where On-Boot says that this is code', async () => {
      const page = await readOf([['On-Boot', 'Data']], []);
      expect(page).toMatchObject({ onBoot: 'Data', throughNonce: 0, rows: [{ nonce: 0, isOwners: true }] });
      expect(page.rows[0]?.code).toBe('Booted = true');
    });

    it('is its owner’s where its owner signed it in nobody else’s name, whomever a stranger names', async () => {
      const { rows } = await readOf(
        [],
        [
          [ada, []],
          [bela, [['From-Process', ada.address]]],
          [ada, [['From-Process', bela.address]]],
          [bela, []],
        ],
      );
      expect(rows.map(({ isOwners, from, signer }) => ({ isOwners, from, signer }))).toEqual([
        { isOwners: true, from: ada.address, signer: ada.address },
        { isOwners: false, from: ada.address, signer: bela.address },
        { isOwners: false, from: bela.address, signer: ada.address },
        { isOwners: false, from: bela.address, signer: bela.address },
      ]);
    });
  });
});
