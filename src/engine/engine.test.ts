import { beforeAll, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../base/errors.ts';
import { devnetOrigin } from '../devnet/hosts.ts';
import { type Lie, lieNonce, lies, memoryNonce } from '../devnet/lies.ts';
import { demoNetwork, lieSubject, lyingNetwork } from '../devnet/network.ts';
import { demoProcesses } from '../devnet/processes.ts';
import { holdSchedule } from '../devnet/testing/heldSchedule.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import { dockerProfile, withEnvironmentString } from '../evaluation/profile.ts';
import type { Network } from '../sources/network.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import type { JobRequest, JobSnapshot, MessageResult } from './api.ts';
import { demoDevnet, demoEngine, runJob, watchJob } from './testing/demoEngine.ts';

const [token, , , reading] = demoProcesses;
const balanceRequest = {
  kind: 'balance',
  network: demoNetwork,
  processId: token.id,
  wallet: token.wallet,
} as const satisfies JobRequest;

const statusOf = (snapshot: JobSnapshot, name: string) =>
  snapshot.facts.find((fact) => fact.name === name)?.status;
const levelOf = (snapshot: JobSnapshot) =>
  snapshot.state === 'done' && snapshot.answer !== null ? snapshot.answer.level : null;

describe('a balance', () => {
  const store = createMemoryStore();
  let first: JobSnapshot;
  beforeAll(async () => {
    first = await runJob(demoEngine(store), balanceRequest);
  });

  it('is evaluated from nothing, and agrees with the bookkeeping that the demo’s compute unit answers from', () => {
    expect(first).toMatchObject({
      state: 'done',
      error: null,
      answer: { kind: 'balance', level: 'evaluated', token: { ticker: 'TALLY', denomination: 12 } },
      progress: { resumedFromNonce: null, notices: [] },
    });
    expect(first.claims).toMatchObject([{ status: 'agrees' }]);
    // Somebody whom the token does not trust has sent it one message in another process's name.
    const weak = first.facts.filter(({ status }) => status !== 'holds').map(({ name }) => name);
    expect(weak).toEqual(['sender-authority', 'head']);
    expect(first.progress.evaluatedCount).toBe((first.progress.nonce ?? 0) + 1);
  });

  it('goes on from the checkpoint in another session, with the same evidence and the same answer', async () => {
    const again = await runJob(demoEngine(store), balanceRequest);
    expect(again.progress).toMatchObject({ resumedFromNonce: first.progress.nonce, evaluatedCount: 0 });
    expect(again.answer).toEqual(first.answer);
    const counts = (snapshot: JobSnapshot) =>
      snapshot.facts.flatMap(({ name, count }) => (name === 'checkpoint' ? [] : [`${name} ${count}`]));
    expect(counts(again)).toEqual(counts(first));
    expect(statusOf(again, 'checkpoint')).toBe('holds');
  });

  it('does not wait for ever for what a compute unit says', async () => {
    const silent = demoEngine(store, {
      fetch: (request) =>
        request.url.startsWith(devnetOrigin('compute-unit'))
          ? new Promise<Response>(() => undefined)
          : demoDevnet(request),
    });
    const snapshot = await runJob(silent, balanceRequest);
    expect(snapshot).toMatchObject({ state: 'done', answer: { level: 'evaluated' } });
    expect(snapshot.claims).toMatchObject([{ status: 'failed', value: null }]);
    expect(statusOf(snapshot, 'compute-units')).toBe('unknown');
  });

  it('is found in the past without disturbing what is saved', async () => {
    const past = await runJob(demoEngine(store), { ...balanceRequest, toNonce: 100 });
    expect(past.answer).toMatchObject({ level: 'evaluated', nonce: 100 });
    expect(past.claims).toEqual([]);
    const again = await runJob(demoEngine(store), balanceRequest);
    expect(again.progress.resumedFromNonce).toBe(first.progress.nonce);
  });

  it('is answered from what is stored when no server can be reached, and says so', async () => {
    const offline = demoEngine(store, {
      fetch: () => Promise.reject(new TypeError('offline')),
      isOffline: () => true,
    });
    const request = { ...balanceRequest, network: { ...demoNetwork, computeUnits: [] } };
    const snapshot = await runJob(offline, request);
    expect(snapshot).toMatchObject({
      state: 'done',
      answer: { nonce: first.progress.nonce, latestNonce: null },
    });
    expect(snapshot.progress.notices.join()).toContain('cannot be reached');
  });

  it('is evaluated where storage is refused, and says that nothing is saved', async () => {
    const refused = () => Promise.reject(new StorageError('refused', 'The browser refuses to store.'));
    const snapshot = await runJob(demoEngine(store, { openStore: refused }), balanceRequest);
    expect(snapshot.answer).toEqual(first.answer);
    expect(snapshot.progress).toMatchObject({
      savedNonce: null,
      notices: ['Nothing is being saved: The browser refuses to store.'],
    });
  });

  it('asks for its first messages while its module is still on the way, and only once', async () => {
    const pages: string[] = [];
    let send = () => {};
    const sending = new Promise<void>((resolve) => {
      send = resolve;
    });
    const fetch = async (request: Request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (searchParams.has('from-nonce')) pages.push(request.url);
      if (pages.length > 0) send();
      if (pathname.startsWith('/raw/')) await sending;
      return demoDevnet(request);
    };
    const network = { ...demoNetwork, computeUnits: [] };
    const snapshot = await runJob(demoEngine(createMemoryStore(), { fetch }), {
      ...{ ...balanceRequest, network, toNonce: 20 },
    });
    expect(snapshot.answer).toMatchObject({ level: 'evaluated', nonce: 20 });
    expect(pages).toHaveLength(new Set(pages).size);
  });

  it('blames no scheduler for a message that came between its first page and its latest', async () => {
    let asked = 0;
    const fetch = async (request: Request) => {
      const response = await demoDevnet(request);
      const { searchParams } = new URL(request.url);
      if (searchParams.get('from-nonce') !== '-1' || asked > 0) return response;
      asked += 1;
      const page = (await response.json()) as { readonly edges: readonly unknown[] };
      const before = { page_info: { has_next_page: false }, edges: page.edges.slice(0, 4) };
      return Response.json(before);
    };
    const network = { ...demoNetwork, computeUnits: [] };
    const request = { kind: 'replay', network, processId: reading.id } as const;
    const engine = demoEngine(createMemoryStore(), { fetch, openEvaluator: async () => idleEvaluator });
    const { state, error, facts } = await runJob(engine, request);
    expect({ asked, state, error }).toEqual({ asked: 1, state: 'done', error: null });
    expect(facts.find(({ name }) => name === 'head')?.status).not.toBe('fails');
  });

  it('is told while its checkpoint is still being written, and the job ends when that is done', async () => {
    const own = createMemoryStore();
    let write = () => {};
    const writing = new Promise<void>((resolve) => {
      write = resolve;
    });
    const slow: typeof own = {
      ...own,
      async saveCheckpoint(...checkpoint) {
        await writing;
        return own.saveCheckpoint(...checkpoint);
      },
    };
    const onSnapshot = ({ answer }: JobSnapshot) => {
      if (answer !== null) write();
    };
    const request = { ...balanceRequest, toNonce: 20 };
    const { seen, last } = await watchJob(demoEngine(slow), request, { onSnapshot });
    const told = seen.find(({ answer }) => answer !== null);
    expect(told).toMatchObject({ state: 'running', answer: { nonce: 20 }, progress: { savedNonce: null } });
    expect(last).toMatchObject({ state: 'done', progress: { savedNonce: 20 } });
  });

  it('leaves and uses no trace when it is evaluated from nothing', async () => {
    const empty = createMemoryStore();
    const request = { ...balanceRequest, fromNothing: true, toNonce: 20 };
    const snapshot = await runJob(demoEngine(empty), request);
    expect(snapshot.progress).toMatchObject({ resumedFromNonce: null, evaluatedCount: 21 });
    expect(await empty.listProcesses()).toEqual([]);
  });

  it('rests on nothing that the servers of a link have told, where its reader’s own are asked', async () => {
    const own = createMemoryStore();
    const engine = demoEngine(own);
    const withheld = lies.find(({ name }) => name === 'withheld-anchors');
    if (withheld === undefined) throw new Error('There is no such lie.');
    const network = { ...lyingNetwork(withheld), isOfLink: true as const };
    const { processId } = balanceRequest;
    const told = await runJob(engine, { ...balanceRequest, network });
    expect(levelOf(told)).toBe('claimed');
    expect(told.progress).toMatchObject({
      savedNonce: null,
      notices: [expect.stringContaining('names servers that are not among yours')],
    });
    // The tab remembers it, beside what is kept.
    expect(await engine.readKeptProcess({ network, processId })).not.toBeNull();
    expect(await engine.readKeptProcess({ network: demoNetwork, processId })).toBeNull();
    expect(await own.listProcesses()).toEqual([]);
    expect((await runJob(engine, balanceRequest)).answer).toEqual(first.answer);
    await engine.forgetProcess(processId);
    expect(await engine.readKeptProcess({ network, processId })).toBeNull();
  });

  it('is stopped, keeps what was done, and is resumed', async () => {
    const own = createMemoryStore();
    const reached = 99;
    const engine = demoEngine(own, { fetch: holdSchedule(demoDevnet, reached).devnet });
    const jobId = await engine.startJob(balanceRequest);
    let stopped: JobSnapshot | undefined;
    await engine.watchJob(jobId, (snapshot) => {
      stopped = snapshot;
      if (snapshot.progress.nonce === reached && snapshot.state === 'running') void engine.stopJob(jobId);
    });
    expect(stopped).toMatchObject({ state: 'stopped', progress: { nonce: reached, savedNonce: reached } });
    const resumed = await runJob(demoEngine(own), balanceRequest);
    expect(resumed.progress.resumedFromNonce).toBe(reached);
    expect(resumed.answer).toEqual(first.answer);
  });
});

describe('a replay', () => {
  it('tells every message once, in order, and hydrates what was assigned without being sent', async () => {
    const results: MessageResult[] = [];
    const request = {
      kind: 'replay',
      network: demoNetwork,
      processId: reading.id,
      fromNothing: true,
    } as const;
    const snapshot = await runJob(demoEngine(), request, (batch) => {
      results.push(...batch);
    });
    expect(snapshot).toMatchObject({ state: 'done', answer: { level: 'evaluated' } });
    expect(results.map(({ nonce }) => nonce)).toEqual(results.map((_, index) => index));
    expect(statusOf(snapshot, 'assigned-items')).toBe('holds');
  });

  it('takes the process from a gateway where its scheduler unit does not tell it', async () => {
    const engine = demoEngine(createMemoryStore(), {
      fetch: (request) =>
        request.url.includes('/processes/')
          ? Promise.resolve(new Response('{"error":"no such route"}', { status: 400 }))
          : demoDevnet(request),
    });
    const snapshot = await runJob(engine, { kind: 'replay', network: demoNetwork, processId: reading.id });
    expect(snapshot).toMatchObject({ state: 'done', answer: { level: 'evaluated' } });
  });

  it('says what an id is that is of no process', async () => {
    const { rows } = await demoEngine().readSchedule({
      network: demoNetwork,
      processId: token.id,
      fromNonce: 5,
      limit: 1,
    });
    const processId = rows[0]?.messageId ?? '';
    const snapshot = await runJob(demoEngine(), {
      kind: 'replay',
      network: demoNetwork,
      processId,
    });
    expect(snapshot).toMatchObject({ state: 'failed', error: { code: 'not-a-process' } });
  });

  it('shows the results of the profile that is asked for, and of no other', async () => {
    const engine = demoEngine(createMemoryStore(), { openEvaluator: async () => idleEvaluator });
    const place = { network: demoNetwork, processId: reading.id };
    const profile = withEnvironmentString(dockerProfile, '_', '/srv/another/cu');
    await runJob(engine, { kind: 'replay', ...place, profile });
    const asOther = { ...place, profile };
    expect(await engine.readMessage({ ...asOther, nonce: 1 })).toMatchObject({ result: noResult });
    expect(await engine.readMessage({ ...place, nonce: 1 })).toMatchObject({
      result: null,
      outcome: { kind: 'not-evaluated' },
    });
    const rowOf = async (request: typeof place) =>
      (await engine.readSchedule({ ...request, fromNonce: 1, limit: 1 })).rows[0];
    expect(await rowOf(asOther)).toMatchObject({ outcome: { kind: 'result' } });
    expect(await rowOf(place)).toMatchObject({ outcome: { kind: 'not-evaluated' } });
    expect((await engine.readProcess(asOther)).evaluatedNonce).toBeGreaterThan(1);
    expect((await engine.readProcess(place)).evaluatedNonce).toBeNull();
    expect((await engine.readKeptEvidence(reading.id, profile))?.facts.map(({ name }) => name)).toContain(
      'evaluation-profile',
    );
    expect(await engine.readKeptEvidence(reading.id)).toBeNull();

    const linesKept = async () => (await engine.readStorage()).processes.flatMap(({ lines }) => lines);
    expect(await linesKept()).toMatchObject([{ profile }]);
    await runJob(engine, { kind: 'replay', ...place });
    expect(await linesKept()).toMatchObject([{ profile: null }, { profile }]);
  });

  it('is stopped where its process is forgotten, so that nothing of it comes back', async () => {
    const store = createMemoryStore();
    const engine = demoEngine(store, { openEvaluator: async () => idleEvaluator });
    const place = { network: demoNetwork, processId: token.id };
    const other = await engine.startJob({ kind: 'replay', network: demoNetwork, processId: reading.id });
    let forgetting: Promise<void> | undefined;
    const { last } = await watchJob(
      engine,
      { kind: 'replay', ...place },
      {
        onResults: () => {
          forgetting ??= engine.forgetProcess(token.id);
        },
      },
    );
    await forgetting;
    expect(last.state).toBe('stopped');
    await engine.watchJob(other, ({ state }) => expect(['running', 'done']).toContain(state));
    const kept = await store.listProcesses();
    expect(kept.map(({ processId }) => processId)).toEqual([reading.id]);
    expect(await store.loadSchedule(token.id, { fromNonce: 0, toNonce: 10_000 })).toEqual([]);
    expect(await store.loadDocument('process', token.id)).toBeUndefined();
  });

  it('shows what is kept of a schedule without its scheduler unit, which is not asked for a part that is kept whole', async () => {
    const store = createMemoryStore();
    const place = { network: demoNetwork, processId: reading.id };
    const engine = demoEngine(store, { openEvaluator: async () => idleEvaluator });
    const { answer } = await runJob(engine, { kind: 'replay', ...place });
    const latest = answer?.nonce ?? 0;
    const asked = vi.fn();
    const fetch = (request: Request): Promise<Response> => {
      if (request.url.startsWith(devnetOrigin('scheduler-unit'))) asked();
      return Promise.reject(new TypeError('Failed to fetch'));
    };
    const alone = demoEngine(store, { fetch, isOffline: () => true });
    const noncesOf = async (fromNonce: number, limit: number) =>
      (await alone.readSchedule({ ...place, fromNonce, limit })).rows.map(({ nonce }) => nonce);
    expect(await noncesOf(2, 3)).toEqual([2, 3, 4]);
    expect(asked).not.toHaveBeenCalled();
    expect(await noncesOf(latest - 1, 100)).toEqual([latest - 1, latest]);
    expect(asked).toHaveBeenCalled();
    await expect(noncesOf(latest + 1, 100)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('says so when the nonce that was asked for does not exist', async () => {
    const request = { kind: 'replay', network: demoNetwork, processId: reading.id, toNonce: 4000 } as const;
    const snapshot = await runJob(demoEngine(), request);
    expect(snapshot).toMatchObject({
      state: 'failed',
      error: {
        code: 'nonce-not-reached',
        details: { nonce: 4000, latestNonce: expect.any(Number) as number },
      },
      progress: { evaluatedCount: 0 },
    });
  });

  it.each([
    ['no id', 'hello', 'invalid-id'],
    ['an id that nobody knows', 'A'.repeat(42).concat('A'), 'not-found'],
  ])('refuses %s', async (_, processId, code) => {
    const snapshot = await runJob(demoEngine(), {
      kind: 'replay',
      network: demoNetwork,
      processId,
    });
    expect(snapshot).toMatchObject({ state: 'failed', error: { code } });
  });
});

const noResult = { Messages: [], Assignments: [], Spawns: [], Output: '', GasUsed: 0 };
const idleEvaluator: Evaluator = {
  evaluate: async (messages) => messages.map(() => ({ result: noResult, handleMs: 0 })),
  dryRun: async () => ({ result: noResult, handleMs: 0 }),
  capture: async () => ({
    memoryBytes: 0,
    pages: { indices: new Uint32Array(0), bytes: new Uint8Array(0) },
    host: { clockTick: 0, files: [] },
  }),
  hashMemory: async () => '',
  status: async () => ({ memoryBytes: 0, evaluatedCount: 0, fastPath: 'none', watching: { kind: 'none' } }),
  close: () => undefined,
};

function questionAbout(lie: Lie, wallet: string | undefined) {
  if (lie.asks === 'memory') {
    return { kind: 'compare', toNonce: memoryNonce, question: { kind: 'memory' } } as const;
  }
  return wallet === undefined ? ({ kind: 'replay' } as const) : ({ kind: 'balance', wallet } as const);
}

describe('a lying network', () => {
  // Silence and endless errors are a matter of waiting; e2e/lies.spec.ts waits for them in a browser.
  const quick = (lies as readonly Lie[]).filter(
    ({ name }) =>
      !['silence', 'server-error', 'half-a-page', 'half-a-module', 'late', 'no-claim'].includes(name),
  );

  it.each(quick)('$name: $explanation', async (lie) => {
    // What is found about a schedule does not depend on what its messages do, so that most lies need no module to run.
    const start = lie.startsWithCheckpoint === true ? { start: { kind: 'newest-checkpoint' as const } } : {};
    const needsModule = lie.expect.claim !== undefined || lie.startsWithCheckpoint === true;
    const evaluator = needsModule ? {} : { openEvaluator: async () => idleEvaluator };
    const engine = demoEngine(createMemoryStore(), evaluator);
    const { id: processId, wallet } = lieSubject(lie);
    const place = { network: lyingNetwork(lie), processId, ...start };
    const snapshot = await runJob(engine, { ...questionAbout(lie, wallet), ...place });
    const { fact, status = 'fails', code, claim } = lie.expect;
    for (const failing of snapshot.facts.filter((each) => each.status === 'fails')) {
      expect(failing).toMatchObject({ expected: expect.any(String), actual: expect.any(String) });
    }
    if (claim !== undefined) {
      expect(snapshot.claims).toMatchObject([{ status: claim }]);
      expect(levelOf(snapshot)).toBe('evaluated');
      return;
    }
    if (fact !== undefined) expect(statusOf(snapshot, fact)).toBe(status);
    if (code !== undefined) expect(snapshot.error?.code).toBe(code);
    // What comes before the lie is true, and is evaluated.
    if (snapshot.error?.details['nonce'] === lieNonce)
      expect(snapshot.progress.nonce).toBeGreaterThanOrEqual(lieNonce - 1);
    expect(levelOf(snapshot)).not.toBe('evaluated');
  });

  it.each([
    ['changed-assigned-transaction', 'data-differs'],
    ['another-assigned-transaction', 'id-mismatch'],
  ])(
    '%s is an assignment with which nothing is wrong, where an honest gateway is asked',
    async (name, code) => {
      const lie = lies.find((each) => each.name === name);
      if (lie === undefined) throw new Error('There is no such lie.');
      const lying = lyingNetwork(lie);
      const replay = (network: Network) => {
        const engine = demoEngine(createMemoryStore(), { openEvaluator: async () => idleEvaluator });
        return runJob(engine, { kind: 'replay', processId: lieSubject(lie).id, network });
      };
      expect((await replay(lying)).error).toMatchObject({ layer: 'verification', code });
      const { gateways, graphql } = demoNetwork;
      const twin = await replay({ ...lying, gateways, graphql });
      expect(twin.error).toBeNull();
      expect(twin.facts.filter(({ status }) => status === 'fails')).toEqual([]);
      expect(twin.facts.find((fact) => fact.name === 'assigned-items')).toMatchObject({
        status: 'holds',
        count: 4,
      });
      expect(levelOf(twin)).toBe('evaluated');
    },
  );
});
