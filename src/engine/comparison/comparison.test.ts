import { describe, expect, it } from 'vitest';
import recorded from '../../../scripts/demo/checkpoint.json' with { type: 'json' };
import { devnetOrigin } from '../../devnet/hosts.ts';
import { lieNonce, memoryNonce } from '../../devnet/lies.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Fetch } from '../../sources/http.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { CompareAnswer, ComparedQuestion, CompareRequest, JobSnapshot } from '../api.ts';
import { answerOf, demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';

const [token, room] = demoProcesses;
const nonce = 200;
const honest = devnetOrigin('compute-unit');
/** Everything evaluated here is the same in every test: it is evaluated once. */
const store = createMemoryStore();

const compare = (
  computeUnits: readonly string[],
  question: ComparedQuestion = { kind: 'result' },
  change: Partial<CompareRequest> = {},
): CompareRequest => ({
  kind: 'compare',
  network: { ...demoNetwork, computeUnits },
  processId: token.id,
  toNonce: nonce,
  question,
  ...change,
});

async function unitOf(request: CompareRequest, engine = demoEngine(store)) {
  const answer = await answerOf(engine, request);
  const unit = answer.units.at(-1);
  if (unit === undefined) expect.fail('A unit should have been compared.');
  return { answer, unit };
}

/** The demo's unit, with what it says of one message's result changed by `distort`. */
function distorting(distort: (nonce: number, result: Record<string, unknown>) => unknown) {
  const schedule = new Map<string, number>();
  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const response = await demoDevnet(request);
    if (url.origin !== honest || !url.pathname.startsWith('/result/')) return response;
    if (schedule.size === 0) {
      const engine = demoEngine(store);
      for (let fromNonce = 0; fromNonce <= nonce; fromNonce += 200) {
        const page = await engine.readSchedule({
          network: demoNetwork,
          processId: token.id,
          fromNonce,
          limit: 200,
        });
        for (const row of page.rows)
          schedule.set(row.nonce === 0 ? row.messageId : row.assignmentId, row.nonce);
      }
    }
    const asked = schedule.get(url.pathname.split('/').at(-1) ?? '') ?? -1;
    const json = (await response.json()) as Record<string, unknown>;
    return Response.json(distort(asked, json));
  };
}

describe('comparing by results', () => {
  it('finds that an honest unit says the same, at the nonce and at samples before it', async () => {
    const { answer, unit } = await unitOf(compare([honest]));
    expect(answer).toMatchObject({ level: 'evaluated', nonce });
    expect(unit).toMatchObject({ outcome: 'same', path: null, search: { state: 'nothing-found' } });
    expect(unit.search.probes.map((probe) => probe.nonce)).toEqual([0, 25, 50, 75, 100, 125, 150, 175]);
    expect(unit.search.probes.every(({ outcome }) => outcome === 'same')).toBe(true);
  });

  it('asks by assignment, for a message that is scheduled twice has two results', async () => {
    const asked: string[] = [];
    const fetch: Fetch = (request) => {
      const [, route, id = ''] = new URL(request.url).pathname.split('/');
      if (route === 'result') asked.push(id);
      return demoDevnet(request);
    };
    const { unit } = await unitOf(
      compare([honest], { kind: 'result' }, { toNonce: 7 }),
      demoEngine(store, { fetch }),
    );
    expect(unit.outcome).toBe('same');
    const { rows } = await demoEngine(store).readSchedule({
      ...{ network: demoNetwork, processId: token.id, fromNonce: 0, limit: 20 },
    });
    const { assignmentId, messageId } =
      rows.find((row) => row.nonce === 7) ?? expect.fail('It has a message 7.');
    expect(asked).toContain(assignmentId);
    expect(asked).not.toContain(messageId);
  });

  it('finds where one begins to differ, the message there, and both answers to it', async () => {
    const lying = distorting((at, result) => (at >= 42 ? { ...result, Output: 'lie' } : result));
    const { unit } = await unitOf(compare([honest]), demoEngine(store, { fetch: lying }));
    expect(unit).toMatchObject({
      outcome: 'differs',
      path: 'Output',
      search: { state: 'found', sameNonce: 41, differsNonce: 42, confirmed: true },
    });
    const { difference, probes } = unit.search;
    const row = await demoEngine(store).readMessage({ network: demoNetwork, processId: token.id, nonce: 42 });
    expect(difference).toMatchObject({
      nonce: 42,
      messageId: row.messageId,
      action: row.action,
      path: 'Output',
    });
    expect(JSON.parse(difference?.ours ?? '')).toEqual(row.result);
    expect(JSON.parse(difference?.theirs ?? '')).toEqual({ ...row.result, Output: 'lie' });
    // Eight halvings of 200, and both sides once more.
    expect(probes.length).toBeLessThanOrEqual(8 + 2);
  });

  it('finds a single lie among honest answers where a sample meets it', async () => {
    const lying = distorting((at, result) => (at === 150 ? { ...result, Error: 'lie' } : result));
    const { unit } = await unitOf(compare([honest]), demoEngine(store, { fetch: lying }));
    expect(unit).toMatchObject({
      outcome: 'same',
      search: { state: 'found', sameNonce: 149, differsNonce: 150, confirmed: true },
    });
  });

  it('goes around what a unit does not answer, and says how near it came', async () => {
    const lying = distorting((at, result) =>
      at === 42 ? { error: 'Not here.' } : at > 42 ? { ...result, Output: 'lie' } : result,
    );
    const { unit } = await unitOf(compare([honest]), demoEngine(store, { fetch: lying }));
    expect(unit.search).toMatchObject({ state: 'ended', sameNonce: 41, differsNonce: 43, confirmed: true });
    expect(unit.search.probes).toContainEqual(
      expect.objectContaining({
        nonce: 42,
        outcome: 'unknown',
        reason: expect.stringContaining('Not here.'),
      }),
    );
  });

  it('does not confirm what a unit says only once', async () => {
    let count = 0;
    const lying = distorting((at, result) => {
      if (at === 42) count += 1;
      return at >= 42 && (at > 42 || count < 2) ? { ...result, Output: 'lie' } : result;
    });
    const { unit } = await unitOf(compare([honest]), demoEngine(store, { fetch: lying }));
    expect(unit.search).toMatchObject({ state: 'found', differsNonce: 42, confirmed: false });
  });

  it('says who is behind and who gives no answer, and asks them nothing more', async () => {
    const busy = (request: Request) =>
      request.url.startsWith(honest)
        ? Promise.resolve(Response.json({ message: 'in progress' }, { status: 202 }))
        : demoDevnet(request);
    const { unit } = await unitOf(compare([honest]), demoEngine(store, { fetch: busy }));
    expect(unit).toMatchObject({ outcome: 'behind', search: { state: 'ended', probes: [] } });
    const { unit: silent } = await unitOf(compare(['https://cu.nowhere.selfsame.invalid']));
    expect(silent).toMatchObject({ outcome: 'failed', search: { state: 'ended', probes: [] } });
  });

  it('knows its own results where storage keeps none', async () => {
    const forgetful = { ...createMemoryStore(), loadResults: () => Promise.resolve([]) };
    const { unit } = await unitOf(compare([honest]), demoEngine(forgetful));
    expect(unit).toMatchObject({ outcome: 'same', search: { state: 'nothing-found' } });
    // A checkpoint is there by now; what came of its message is evaluated again.
    const later = await unitOf(compare([honest]), demoEngine(forgetful));
    expect(later.unit).toMatchObject({ outcome: 'same' });
  });
});

describe('comparing where a scheduler unit lists something else than before', () => {
  /** Lists the message at `nonce` with another action than it was signed with. */
  const relisting = async (request: Request): Promise<Response> => {
    const response = await demoDevnet(request);
    if (new URL(request.url).pathname !== `/${token.id}`) return response;
    const page = (await response.json()) as { edges: { node: ListedNode }[] };
    for (const { node } of page.edges) {
      const isAsked = node.assignment.tags.some(
        ({ name, value }) => name === 'Nonce' && value === `${nonce}`,
      );
      if (isAsked) node.message.tags = [...node.message.tags, { name: 'Action', value: 'Lie' }];
    }
    return Response.json(page);
  };
  interface ListedNode {
    assignment: { tags: { name: string; value: string }[] };
    message: { tags: { name: string; value: string }[] };
  }

  it('asks nobody about an entry that fails its checks', async () => {
    // Evaluated before; only the schedule is gone from storage.
    await unitOf(compare([honest]));
    const forgetful = { ...store, loadSchedule: () => Promise.resolve([]) };
    const engine = demoEngine(forgetful, { fetch: relisting });
    const { state, error } = await runJob(engine, compare([honest]));
    expect(state).toBe('failed');
    expect(error).toMatchObject({ layer: 'verification', code: 'listed-entry-fails', details: { nonce } });
  });
});

describe('comparing by state', () => {
  const balances = { kind: 'balances' } as const;

  it('agrees with an honest unit', async () => {
    const { unit } = await unitOf(compare([honest], balances));
    expect(unit).toMatchObject({ outcome: 'same', search: { state: 'nothing-found', probes: [] } });
  });

  it(`finds exactly nonce ${lieNonce}, from where on a unit lies about balances`, async () => {
    const { answer, unit } = await unitOf(
      compare([honest, devnetOrigin('compute-unit', 'wrong-balance')], balances),
    );
    expect(answer.level).toBe('evaluated');
    expect(answer.units.map(({ outcome }) => outcome)).toEqual(['same', 'differs']);
    expect(unit.search).toMatchObject({
      state: 'found',
      sameNonce: lieNonce - 1,
      differsNonce: lieNonce,
      confirmed: true,
      difference: { nonce: lieNonce },
    });
    // One wallet a line: what was compared, and not how it was put.
    const amounts = (text = '{}') => JSON.parse(text) as Readonly<Record<string, string>>;
    const { path = '', ours, theirs } = unit.search.difference ?? {};
    expect(BigInt(amounts(theirs)[path] ?? 0) - BigInt(amounts(ours)[path] ?? 0)).toBe(10n ** 12n);
    expect(answer.token).toMatchObject({ ticker: 'TALLY', denomination: 12 });
  });

  it('finds the first transfer after a unit has stopped evaluating', async () => {
    const { unit } = await unitOf(compare([devnetOrigin('compute-unit', 'behind')], balances));
    expect(unit.search).toMatchObject({ state: 'found', sameNonce: lieNonce, differsNonce: lieNonce + 1 });
  });

  it('asks about one wallet as well', async () => {
    const wallet = token.wallet;
    const { answer, unit } = await unitOf(
      compare([devnetOrigin('compute-unit', 'wrong-balance')], { kind: 'balance', wallet }),
    );
    expect(answer.token).toMatchObject({ ticker: 'TALLY', denomination: 12 });
    expect(unit).toMatchObject({
      outcome: 'differs',
      path: 'amount',
      search: { state: 'found', confirmed: true },
    });
    expect(unit.search.differsNonce).toBeGreaterThanOrEqual(lieNonce);
  });

  it('refuses a process that has no balances, instead of blaming units for it', async () => {
    const snapshot = await runJob(
      demoEngine(),
      compare([honest], balances, { processId: room.id, toNonce: 5 }),
    );
    expect(snapshot).toMatchObject({ state: 'failed', error: { code: 'no-balance' } });
  });
});

describe('comparing by memory', () => {
  const memory = { kind: 'memory' } as const;
  const at = { toNonce: memoryNonce };
  const memoryOf = (unit: string, change: Partial<CompareRequest> = at) =>
    unitOf(compare([unit], memory, change));

  it('agrees with an honest unit, byte for byte', async () => {
    const { answer, unit } = await memoryOf(honest);
    expect(answer).toMatchObject({ level: 'evaluated', nonce: memoryNonce });
    expect(unit).toMatchObject({ outcome: 'same', path: null, search: { probes: [], difference: null } });
  });

  it('shows both hashes where one byte is another', async () => {
    const { unit } = await memoryOf(devnetOrigin('compute-unit', 'changed-memory'));
    expect(unit).toMatchObject({
      outcome: 'differs',
      path: 'memorySha256',
      search: { state: 'ended', differsNonce: memoryNonce, probes: [] },
    });
    const { nonce: where, ours = '', theirs = '' } = unit.search.difference ?? {};
    expect(where).toBe(memoryNonce);
    const [own, other] = [ours, theirs].map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(own).toEqual({ memorySha256: recorded.memorySha256, memoryBytes: expect.any(Number) });
    expect(other).toEqual({ ...own, memorySha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(theirs).not.toBe(ours);
  });

  it('reads no more of a memory than its own has', async () => {
    const { unit } = await memoryOf(devnetOrigin('compute-unit', 'endless-memory'));
    expect(unit).toMatchObject({ outcome: 'differs', path: 'memoryBytes' });
    expect(unit.search.difference?.theirs).toContain('more than');
  });

  it('says who stands elsewhere, who has evaluated further, and who offers no memory', async () => {
    expect((await memoryOf(honest, { toNonce: memoryNonce + 3 })).unit).toMatchObject({
      outcome: 'behind',
      reason: `It gave its memory after nonce ${memoryNonce}.`,
    });
    expect((await memoryOf(honest, { toNonce: memoryNonce - 40 })).unit).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('has evaluated further'),
    });
    const { unit } = await unitOf(compare([honest], memory, { processId: room.id, toNonce: 5 }));
    expect(unit).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('does not offer its memory'),
    });
  });

  it('may be ahead, or not say where it stands, as where a browser may not read it', async () => {
    const standing = (nonceTold: string | undefined, byteCount: number) => async (request: Request) => {
      const response = await demoDevnet(request);
      if (!new URL(request.url).pathname.startsWith('/state/')) return response;
      const headers = { 'content-type': 'application/octet-stream' };
      return new Response(new Uint8Array(byteCount), {
        headers: nonceTold === undefined ? headers : { ...headers, 'last-ordinate': nonceTold },
      });
    };
    const comparedTo = async (nonceTold: string | undefined, byteCount = 65_536) => {
      const engine = demoEngine(store, { fetch: standing(nonceTold, byteCount) });
      return (await unitOf(compare([honest], memory, at), engine)).unit;
    };
    // A later memory may also be longer than ours: that shows nothing of the one that was asked for.
    for (const byteCount of [65_536, 256 * 1024 ** 2]) {
      expect(await comparedTo('300', byteCount)).toMatchObject({
        outcome: 'failed',
        reason: expect.stringContaining('300'),
        search: { differsNonce: null },
      });
    }
    expect(await comparedTo(undefined)).toMatchObject({
      outcome: 'differs',
      path: 'memoryBytes',
      reason: expect.stringContaining('does not say after which message'),
    });
  });
});

describe('a comparison', () => {
  it('names in the ledger how many units were compared, and at which nonce', async () => {
    const liar = devnetOrigin('compute-unit', 'wrong-balance');
    const snapshot = await runJob(demoEngine(store), compare([honest, liar], { kind: 'balances' }));
    const fact = snapshot.facts.find(({ name }) => name === 'compute-units');
    expect(fact).toMatchObject({ status: 'fails', count: 2, nonce });
    expect(fact?.reason).toContain(
      'Compared at nonce 200 with 2 compute units: 1 said the same, 1 something else',
    );
    expect(fact?.source).toBe(`${honest}, ${liar}`);
  });

  it('tells what it knows while it goes on, and ends when it is stopped', async () => {
    const engine = demoEngine(store);
    const silent = devnetOrigin('compute-unit', 'no-claim');
    const request = compare([honest, silent], { kind: 'balances' });
    const jobId = await engine.startJob(request);
    const seen: CompareAnswer[] = [];
    let last: JobSnapshot | undefined;
    await engine.watchJob(jobId, (snapshot) => {
      last = snapshot;
      if (snapshot.answer?.kind !== 'compare') return;
      seen.push(snapshot.answer);
      if (snapshot.answer.units[0]?.outcome === 'same') void engine.stopJob(jobId);
    });
    expect(last?.state).toBe('stopped');
    expect(seen.at(-1)?.units.map(({ outcome }) => outcome)).toEqual(['same', 'pending']);
  });

  it('is refused where there is nobody to compare with', async () => {
    const snapshot = await runJob(demoEngine(store), compare([]));
    expect(snapshot).toMatchObject({ state: 'failed', error: { code: 'no-compute-unit' } });
  });
});
