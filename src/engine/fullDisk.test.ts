import { describe, expect, it, vi } from 'vitest';
import { StorageError } from '../base/errors.ts';
import { demoNetwork } from '../devnet/network.ts';
import { demoProcesses } from '../devnet/processes.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import type { Store } from '../storage/store.ts';
import { decodeBundle } from './bring/testing/wholeBundle.ts';
import { demoDevnet, demoEngine, runJob } from './testing/demoEngine.ts';

const processId = demoProcesses[1].id;
const place = { network: { ...demoNetwork, computeUnits: [] }, processId };
const through = (toNonce: number) => ({ kind: 'replay', ...place, toNonce }) as const;

/** As a browser does that gives no room for anything. */
function fullStore(): Store {
  const refuse = () => Promise.reject(new StorageError('quota-exceeded', 'No room.'));
  return {
    ...createMemoryStore(),
    saveDocument: refuse,
    saveSchedule: refuse,
    saveResults: refuse,
    saveCheckpoint: refuse,
  };
}

/** One that has lost what came of some messages, until it is saved again. */
function losing(nonces: readonly number[]) {
  const store = createMemoryStore();
  const lost = new Set<number>();
  return {
    lose: () => {
      for (const nonce of nonces) lost.add(nonce);
    },
    store: {
      ...store,
      loadResults: async (...given: Parameters<Store['loadResults']>) =>
        (await store.loadResults(...given)).filter(({ nonce }) => !lost.has(nonce)),
      saveResults: async (...[lineId, results]: Parameters<Store['saveResults']>) => {
        await store.saveResults(lineId, results);
        if (!lineId.endsWith('/evaluated')) for (const { nonce } of results) lost.delete(nonce);
      },
    },
  };
}

describe('where the browser has no room', () => {
  it('shows what came of messages as long as the tab lives, and why it may be believed', async () => {
    const engine = demoEngine(fullStore());
    const { state, progress } = await runJob(engine, through(4));
    expect(state).toBe('done');
    expect(progress.notices.join(' ')).toMatch('goes on, but is not being saved: No room.');
    const { rows } = await engine.readSchedule({ ...place, fromNonce: 3, limit: 3 });
    expect(rows.map(({ outcome }) => outcome.kind)).toEqual(['result', 'result', 'not-evaluated']);
    expect((await engine.readProcess(place)).evaluatedNonce).toBe(4);
    const evidence = await engine.readKeptEvidence(processId);
    expect(evidence).toMatchObject({ level: 'evaluated', nonce: 4, savedMs: null });
    expect(evidence?.facts.find(({ name }) => name === 'evaluation')).toMatchObject({ status: 'holds' });
    await engine.forgetProcess(processId);
    expect(await engine.readKeptEvidence(processId)).toBeNull();
  });
});

describe('results that are not kept', () => {
  it('are told apart from messages that were never evaluated, and are there again after a visit', async () => {
    const { store, lose } = losing([2, 5]);
    const engine = demoEngine(store);
    await runJob(engine, through(5));
    const outcomeOf = async (nonce: number) => {
      const { outcome, result } = await engine.readMessage({ ...place, nonce });
      return { outcome, result };
    };
    const [before, last] = [await outcomeOf(2), await outcomeOf(5)];
    const checkpoints = async () =>
      (await engine.readStorage()).processes.map(({ checkpointCount, lines }) => [checkpointCount, lines]);
    const kept = await checkpoints();
    lose();
    const { rows } = await engine.readSchedule({ ...place, fromNonce: 1, limit: 6 });
    expect(rows.map(({ outcome }) => outcome.kind)).toEqual([
      'result',
      'not-kept',
      'result',
      'result',
      'not-kept',
      'not-evaluated',
    ]);
    expect(await outcomeOf(2)).toEqual({ outcome: { kind: 'not-kept' }, result: null });

    // Before the newest checkpoint, which stays as it is.
    await runJob(engine, through(2));
    expect(await outcomeOf(2)).toEqual(before);
    expect(await checkpoints()).toEqual(kept);
    // At it: there is nothing to evaluate behind it.
    await runJob(engine, through(5));
    expect(await outcomeOf(5)).toEqual(last);
  });
});

/** There was no room for the schedule up to a nonce, and then for everything again. */
async function evaluatedWithHole() {
  const kept = createMemoryStore();
  let isFull = true;
  let requests = 0;
  const store: Store = {
    ...kept,
    saveSchedule: (...given) =>
      isFull ? Promise.reject(new StorageError('quota-exceeded', 'No room.')) : kept.saveSchedule(...given),
  };
  const engine = demoEngine(store, {
    fetch: (request) => {
      if (new URL(request.url).searchParams.has('from-nonce')) requests += 1;
      return demoDevnet(request);
    },
  });
  for (const toNonce of [4, 8]) await runJob(engine, through(toNonce));
  isFull = false;
  await runJob(engine, through(12));
  const keptNonces = async () =>
    (await kept.loadSchedule(processId, { fromNonce: 0, toNonce: 100 })).map(({ nonce }) => nonce);
  expect(await keptNonces()).toEqual([9, 10, 11, 12]);
  requests = 0;
  return { engine, store, keptNonces, requestCount: () => requests };
}

const nonces = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What is kept beside an answer: a busy machine takes its time. */
const patiently = { timeout: 60_000 };

describe('a schedule whose beginning there was no room for', () => {
  it('is kept as far as it is looked at', async () => {
    const { engine, keptNonces, requestCount } = await evaluatedWithHole();
    await engine.readMessage({ ...place, nonce: 3 });
    await vi.waitFor(async () => expect(await keptNonces()).toEqual([3, 9, 10, 11, 12]), patiently);
    await engine.readSchedule({ ...place, fromNonce: 0, limit: 9 });
    await vi.waitFor(async () => expect(await keptNonces()).toEqual(nonces(0, 12)), patiently);
    const before = requestCount();
    await engine.readSchedule({ ...place, fromNonce: 0, limit: 12 });
    expect(requestCount()).toBe(before);
    // Beyond what was evaluated, looking alone keeps nothing.
    const { rows } = await engine.readSchedule({ ...place, fromNonce: 13, limit: 5 });
    expect(rows).toHaveLength(5);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await keptNonces()).toEqual(nonces(0, 12));
  });

  it('is fetched, and kept, where what was evaluated is verified from the first message', async () => {
    const { engine, store, keptNonces } = await evaluatedWithHole();
    const offline = demoEngine(store, {
      isOffline: () => true,
      fetch: () => Promise.reject(new TypeError('Failed')),
    });
    // Not to reach anybody is no reason to say that the checkpoint is wrong.
    await expect(offline.verifySegments({ ...place })).rejects.toMatchObject({ layer: 'source' });
    const reports = await engine.verifySegments({ ...place, workers: 1 });
    expect(reports.at(-1)).toMatchObject({ toNonce: 12, reachedNonce: 12 });
    expect(reports.map(({ holds }) => holds)).toEqual(reports.map(() => true));
    expect(await keptNonces()).toEqual(nonces(0, 12));
    // All of it is there now: nobody has to be reached.
    expect(await offline.verifySegments({ ...place, workers: 1 })).toEqual(reports);
  });

  it('leaves whole as a file, from where its scheduler unit can be reached', async () => {
    const { engine, store, keptNonces, requestCount } = await evaluatedWithHole();
    const offline = demoEngine(store, {
      isOffline: () => true,
      fetch: () => Promise.reject(new TypeError('Failed')),
    });
    for (const leave of [
      () => engine.exportProcess(processId),
      () => offline.exportProcess(processId, place.network),
    ]) {
      await expect(leave()).rejects.toMatchObject({ code: 'nothing-to-export' });
    }
    const bundle = await decodeBundle(await engine.exportProcess(processId, place.network));
    expect(bundle.entries).toHaveLength(13);
    expect(JSON.parse(bundle.checkpoint?.tagsJson ?? '[]')).toContainEqual({ name: 'Nonce', value: '12' });
    expect(await keptNonces()).toEqual(nonces(0, 12));
    const before = requestCount();
    await engine.exportProcess(processId, place.network);
    expect(requestCount()).toBe(before);
  });

  it('is not passed on where the scheduler unit tells another', async () => {
    const { store } = await evaluatedWithHole();
    const lying = demoEngine(store, {
      fetch: async (request) => {
        const response = await demoDevnet(request);
        if (!new URL(request.url).searchParams.has('from-nonce')) return response;
        return new Response((await response.text()).replaceAll('"Nonce","value":"3"', '"Nonce","value":"2"'));
      },
    });
    await expect(lying.exportProcess(processId, place.network)).rejects.toMatchObject({
      layer: 'verification',
    });
    await expect(lying.verifySegments({ ...place })).rejects.toMatchObject({ layer: 'verification' });
  });
});
