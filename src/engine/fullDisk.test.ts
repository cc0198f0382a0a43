import { describe, expect, it } from 'vitest';
import { StorageError } from '../base/errors.ts';
import { demoNetwork } from '../devnet/network.ts';
import { demoProcesses } from '../devnet/processes.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import type { Store } from '../storage/store.ts';
import { demoEngine, runJob } from './testing/demoEngine.ts';

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
