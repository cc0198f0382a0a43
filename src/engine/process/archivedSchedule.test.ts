import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadArchive, type PublishedItem } from '../../devnet/archive.ts';
import type { Devnet } from '../../devnet/devnet.ts';
import { isAssignment, withoutItems } from '../../devnet/distortion.ts';
import { createGateway as createDemoGateway } from '../../devnet/gateway.ts';
import { parseDevnetHost } from '../../devnet/hosts.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { findTag, type Tag } from '../../protocol/tags.ts';
import type { PagesRequest } from '../../sources/schedulePages.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { openSources } from '../networkSources.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';
import { idleEvaluator } from '../testing/idleEvaluator.ts';

const publicFolder = new URL('../../../public/', import.meta.url);
const loadAsset = async (name: string) => new Uint8Array(await readFile(new URL(name, publicFolder)));
const archive = loadArchive(loadAsset);
const network = { ...demoNetwork, computeUnits: [] };
interface Edge {
  readonly node: { readonly tags: readonly Tag[] };
}

/** What cannot be reached is not asked again. */
const isOffline = () => true;
const [token, , , library] = demoProcesses;

/** The demo network: its scheduler units are gone, and its gateway knows only a part. */
function withoutUnits(isUnknown: (item: PublishedItem) => boolean = () => false): Devnet {
  const gateway = archive.then((whole) => createDemoGateway(withoutItems(whole, isUnknown)));
  return async (request) => {
    const url = new URL(request.url);
    const unit = parseDevnetHost(url.hostname)?.unit ?? '';
    if (unit.includes('scheduler-unit')) throw new TypeError('Failed to fetch');
    return unit === 'gateway' ? (await gateway)(request, url) : demoDevnet(request);
  };
}

function visit(processId: string, fetch: Devnet, store: Store = createMemoryStore(), toNonce?: number) {
  const engine = demoEngine(store, { openEvaluator: async () => idleEvaluator, fetch, isOffline });
  return runJob(engine, { kind: 'replay', network, processId, ...(toNonce !== undefined && { toNonce }) });
}

async function readAll(unit: SchedulerUnit, request: PagesRequest): Promise<readonly unknown[]> {
  const nodes: unknown[] = [];
  for await (const { entries } of unit.fetchPages(request)) nodes.push(...entries.map(({ node }) => node));
  return nodes;
}

const locate = (fetch: Devnet, processId: string) =>
  openSources({ fetch, isOffline }, network).locate({ processId, scheduler: undefined });

describe('a schedule that is read from Arweave', () => {
  it.each(demoProcesses)('says what the unit says, entry by entry: $name', async ({ id: processId }) => {
    const [unit, archived] = [await locate(demoDevnet, processId), await locate(withoutUnits(), processId)];
    expect([unit.standsInBecause, archived.standsInBecause?.code]).toEqual([undefined, 'unreachable']);
    const all = { processId, afterNonce: null };
    const told = await readAll(unit, all);
    expect(told.length).toBeGreaterThan(5);
    expect(await readAll(archived, all)).toEqual(told);
    const part = { processId, afterNonce: 1, toNonce: 4, limit: 2 };
    expect(await readAll(archived, part)).toEqual(told.slice(2, 5));
    const [latest, itsLatest] = [await archived.fetchLatest(processId), await unit.fetchLatest(processId)];
    // Units show no anchor there (legacynet.md §1.1).
    expect(latest?.assignment).toEqual({ ...itsLatest?.assignment, anchor: latest?.assignment.anchor });
    expect(latest?.message).toEqual(itsLatest?.message);
    expect(await archived.fetchProcess(processId)).toEqual(await unit.fetchProcess(processId));
    expect(await readAll(archived, { processId, afterNonce: told.length + 3 })).toEqual([]);
  });

  it('is evaluated, and what stands in the place of the unit is told', async () => {
    const { state, answer, progress, facts } = await visit(library.id, withoutUnits());
    expect({ state, level: answer?.level }).toEqual({ state: 'done', level: 'evaluated' });
    expect(progress.notices).toEqual([
      expect.stringMatching(/^The scheduler unit cannot be reached, so the/),
    ]);
    const fact = (name: string) => facts.find((each) => each.name === name);
    expect(fact('head')).toMatchObject({
      status: 'unknown',
      reason: expect.stringMatching(/the gateways’ index knows no later assignment than that of nonce 8/),
    });
    expect(fact('assignment-signatures')).toMatchObject({ status: 'holds', source: network.gateways[0] });
  });

  it('goes on from what the unit has told, and the unit from what gateways had, when it comes back', async () => {
    const store = createMemoryStore();
    const seen = [
      await visit(library.id, demoDevnet, store, 3),
      await visit(library.id, withoutUnits(), store, 5),
      await visit(library.id, demoDevnet, store),
    ];
    expect(seen.map(({ answer }) => answer?.level)).toEqual(['evaluated', 'evaluated', 'evaluated']);
    expect(seen.map(({ progress }) => [progress.resumedFromNonce, progress.nonce])).toEqual([
      [null, 3],
      [3, 5],
      [5, 8],
    ]);
    const [, , last] = seen;
    const fact = (name: string) => last?.facts.find((each) => each.name === name);
    expect(fact('assignment-signatures')?.source.split(', ')).toEqual([
      network.schedulerUnits[0],
      network.gateways[0],
    ]);
    expect(fact('head')?.reason).toContain('says that nonce 8 is the latest');
  });

  it('ends before what the index lacks, and says so', async () => {
    const isLacking = (item: PublishedItem) =>
      isAssignment(item) &&
      findTag(item.tags, 'Process') === token.id &&
      findTag(item.tags, 'Nonce') === '207';
    const store = createMemoryStore();
    const { state, error, progress } = await visit(token.id, withoutUnits(isLacking), store);
    expect({ state, nonce: progress.nonce }).toEqual({ state: 'failed', nonce: 206 });
    expect(error).toMatchObject({ layer: 'source', code: 'not-indexed', details: { nonce: 207 } });
    const before = await visit(token.id, withoutUnits(isLacking), store, 206);
    expect(before).toMatchObject({ state: 'done', answer: { level: 'evaluated' } });
  });

  it('ends before a message that the index lacks, too', async () => {
    const [, , , , , sixth] = (await archive).schedules.get(token.id) ?? [];
    const lacks = ({ id }: PublishedItem) => id === sixth?.message.id;
    const { state, error, progress } = await visit(token.id, withoutUnits(lacks));
    expect({ state, nonce: progress.nonce }).toEqual({ state: 'failed', nonce: 4 });
    expect(error).toMatchObject({ code: 'not-indexed', details: { nonce: 5, itemId: sixth?.assignment.id } });
  });

  it('is read up to its last message where the index lacks just that one', async () => {
    const last = (await archive).schedules.get(library.id)?.at(-1);
    const lacks = ({ id }: PublishedItem) => id === last?.message.id;
    const { state, error, progress } = await visit(library.id, withoutUnits(lacks));
    expect({ state, nonce: progress.nonce }).toEqual({ state: 'failed', nonce: 7 });
    expect(error).toMatchObject({ code: 'not-indexed', details: { nonce: 8 } });
    const before = await visit(library.id, withoutUnits(lacks), createMemoryStore(), 7);
    expect(before).toMatchObject({ state: 'done', answer: { level: 'evaluated' } });
  });

  it('is not made longer by an index that claims more than the scheduler has signed', async () => {
    const withNine = (tags: readonly Tag[]) =>
      tags.map((tag) => (tag.name === 'Nonce' ? { ...tag, value: '9' } : tag));
    const claiming: Devnet = async (request) => {
      const answer = await withoutUnits()(request);
      if (!request.url.endsWith('/graphql')) return answer;
      const { data } = (await answer.json()) as { data: { transactions: { edges: Edge[] } } };
      const { edges } = data.transactions;
      // The last assignment, and the same once more, as if it were a later one.
      const more = edges
        .filter(({ node: { tags } }) => findTag(tags, 'Nonce') === '8')
        .map(({ node, ...edge }) => ({ ...edge, node: { ...node, tags: withNine(node.tags) } }));
      claims += more.length;
      const transactions = { ...data.transactions, edges: [...more, ...edges] };
      return Response.json({ data: { ...data, transactions } });
    };
    let claims = 0;
    const seen = await visit(library.id, claiming);
    expect(claims).toBeGreaterThan(0);
    expect(seen).toMatchObject({ state: 'done', answer: { level: 'evaluated' } });
    expect(seen.facts.find(({ name }) => name === 'head')).toMatchObject({ status: 'unknown', nonce: 8 });
  });

  it('is not turned to where gateways know nothing of it: the unit’s silence is the reason then', async () => {
    const { state, error } = await visit(token.id, withoutUnits(isAssignment));
    expect(state).toBe('failed');
    expect(error).toMatchObject({ layer: 'source', code: 'unreachable' });
    expect(error?.details['url']).toContain(network.schedulerUnits[0]);
  });

  /** The demo network, but for what its scheduler unit answers; undefined: as ever. */
  const withUnit =
    (answer: (url: URL) => Response | undefined, network: Devnet = demoDevnet): Devnet =>
    async (request) => {
      const url = new URL(request.url);
      const isUnit = parseDevnetHost(url.hostname)?.unit === 'scheduler-unit';
      return (isUnit ? answer(url) : undefined) ?? network(request);
    };
  const refusal = () => Response.json({ error: 'Process scheduler not found' }, { status: 400 });

  it('is not turned to where the unit asks for patience', async () => {
    const { state, error } = await visit(
      token.id,
      withUnit(() => new Response('', { status: 429, headers: { 'retry-after': '0' } })),
    );
    expect({ state, code: error?.code }).toEqual({ state: 'failed', code: 'rate-limited' });
  });

  it('is not turned to where the unit lacks just the route by which it is told from a router', async () => {
    const asked: string[] = [];
    const fetch = withUnit(({ pathname }) => {
      asked.push(pathname);
      return pathname === '/' ? refusal() : undefined;
    });
    const engine = demoEngine(createMemoryStore(), {
      ...{ openEvaluator: async () => idleEvaluator, fetch, isOffline },
    });
    const place = { network, processId: library.id };
    const { answer, progress } = await runJob(engine, { kind: 'replay', ...place });
    expect({ level: answer?.level, notices: progress.notices }).toEqual({ level: 'evaluated', notices: [] });
    // That it knows the process is found out once.
    asked.splice(0);
    await engine.readHead(place);
    expect(asked.filter((path) => path === `/${library.id}`)).toEqual([]);
  });

  it('is turned to where a router knows nothing of a process whose scheduler has signed its schedule', async () => {
    const { answer, progress, facts } = await visit(library.id, withUnit(refusal));
    expect({ level: answer?.level, nonce: answer?.nonce }).toEqual({ level: 'evaluated', nonce: 8 });
    expect(progress.notices).toEqual([
      expect.stringMatching(
        /^The scheduler unit does not know the process, so the schedule is read from Arweave/,
      ),
    ]);
    expect(facts.find(({ name }) => name === 'head')).toMatchObject({ status: 'unknown', nonce: 8 });
  });

  it('is not turned to where nobody has signed one: that the router does not know the process is the reason', async () => {
    const nothing = withUnit(refusal, withoutUnits(isAssignment));
    const { state, error } = await visit(library.id, nothing);
    expect({ state, layer: error?.layer, status: error?.details['status'] }).toEqual({
      ...{ state: 'failed', layer: 'source', status: 400 },
    });
  });

  it('is not turned to where a router knows nothing, and the scheduler has published its own unit (legacynet.md §2)', async () => {
    const router = 'https://router.example';
    const fetch: Devnet = async (request) =>
      request.url.startsWith(router) ? refusal() : demoDevnet(request);
    const sources = openSources({ fetch, isOffline }, { ...network, schedulerUnits: [router] });
    const unit = await sources.locate({ processId: library.id, scheduler: undefined });
    expect(unit).toMatchObject({ url: network.schedulerUnits[0], askedBecause: { code: 'http-status' } });
    expect(unit.standsInBecause).toBeUndefined();
  });

  it('is turned to at once by later questions, for a minute: a unit that came back is found then', async () => {
    let [isGone, atMs, asked] = [true, 0, 0];
    const gone = withoutUnits();
    const fetch: Devnet = async (request) => {
      if (parseDevnetHost(new URL(request.url).hostname)?.unit === 'scheduler-unit') asked += 1;
      return (isGone ? gone : demoDevnet)(request);
    };
    const engine = demoEngine(createMemoryStore(), { fetch, isOffline, steadyMs: () => atMs });
    const read = async () => {
      await engine.readSchedule({ network, processId: token.id, fromNonce: 0, limit: 2 });
      return asked;
    };
    const first = await read();
    expect(first).toBeGreaterThan(0);
    expect(await read()).toBe(first);
    isGone = false;
    atMs = 59_999;
    expect(await read()).toBe(first);
    atMs = 60_000;
    expect(await read()).toBeGreaterThan(first);
  });

  it('is turned to by nobody else where the unit did not answer somebody who asked once', async () => {
    let isGone = true;
    const gone = withoutUnits();
    const fetch: Devnet = async (request) => (isGone ? gone : demoDevnet)(request);
    const engine = demoEngine(createMemoryStore(), { fetch, isOffline });
    const request = { network, processId: token.id };
    expect((await engine.readHead(request)).schedulerUnit).toBe(network.gateways[0]);
    isGone = false;
    expect((await engine.readHead(request)).schedulerUnit).toBe(network.schedulerUnits[0]);
  });

  it('is not turned to where the scheduler has published another unit that answers', async () => {
    const isDead = (url: URL) => url.hostname === 'gone.example';
    const fetch: Devnet = async (request) => {
      if (isDead(new URL(request.url))) throw new TypeError('Failed to fetch');
      return demoDevnet(request);
    };
    const elsewhere = { ...network, schedulerUnits: ['https://gone.example'] };
    const sources = openSources({ fetch, isOffline }, elsewhere);
    const unit = await sources.locate({ processId: token.id, scheduler: undefined });
    expect(unit).toMatchObject({ url: network.schedulerUnits[0], askedBecause: { code: 'unreachable' } });
    expect(unit.standsInBecause).toBeUndefined();
    const engine = demoEngine(createMemoryStore(), {
      openEvaluator: async () => idleEvaluator,
      fetch,
      isOffline,
    });
    const request = { kind: 'replay', network: elsewhere, processId: library.id } as const;
    expect((await runJob(engine, request)).progress.notices).toEqual([
      expect.stringMatching(
        /^The network’s scheduler unit cannot be reached, so su\.demo\.selfsame\.invalid is asked/,
      ),
    ]);
  });

  it('is turned to where somebody else answers at the unit’s address', async () => {
    const fetch: Devnet = async (request) =>
      parseDevnetHost(new URL(request.url).hostname)?.unit.includes('scheduler-unit') === true
        ? new Response('<!doctype html><title>For sale</title>', { headers: { 'content-type': 'text/html' } })
        : demoDevnet(request);
    const seen = await visit(library.id, fetch);
    expect(seen).toMatchObject({ state: 'done', answer: { level: 'evaluated' } });
  });
});
