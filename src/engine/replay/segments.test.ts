import { beforeAll, describe, expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineApi, JobSnapshot } from '../api.ts';
import { changedEvaluator } from '../testing/changedEvaluator.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

/** Each message is said to have taken a second, so that which checkpoints stay does not depend on this machine. */
function slowly(evaluator: Evaluator): Evaluator {
  return changedEvaluator(evaluator, {
    evaluate: async (messages, options) =>
      (await evaluator.evaluate(messages, options)).map((each) => ({ ...each, handleMs: 1000 })),
  });
}

function engineOn(store: Store): EngineApi {
  return demoEngine(store, {
    openEvaluator: async (options) => slowly(await openLocalEvaluator(options)),
  });
}

const network = { ...demoNetwork, computeUnits: [] };
const [{ id: processId }] = demoProcesses;
const place = { network, processId };

describe('the stretches between checkpoints', () => {
  const store = createMemoryStore();
  beforeAll(async () => {
    await store.saveRules({ reachWithinMs: 0 });
    const engine = engineOn(store);
    // Each of these ends with a checkpoint at its end.
    for (const toNonce of [10, 25, 40]) {
      await runJob(engine, { kind: 'replay', ...place, toNonce });
    }
  });

  it('join without a gap from the first message to the last checkpoint, in any number of workers', async () => {
    const reports = await engineOn(store).verifySegments({ ...place, workers: 2 });
    expect(reports.map(({ holds }) => holds)).toEqual(reports.map(() => true));
    expect(reports.map(({ fromNonce }) => fromNonce)).toEqual([
      null,
      ...reports.slice(0, -1).map(({ toNonce }) => toNonce),
    ]);
    expect(reports.map(({ toNonce }) => toNonce)).toEqual(expect.arrayContaining([10, 25, 40]));
    expect(reports.map(({ reachedNonce }) => reachedNonce)).toEqual(reports.map(({ toNonce }) => toNonce));
    const one = await engineOn(store).verifySegments({ ...place, fromNonce: 10, toNonce: 25, workers: 1 });
    expect(one.at(-1)).toEqual(reports.find(({ toNonce }) => toNonce === 25));
  });

  it('are checked as a job, which ends with the word for all of the line', async () => {
    const engine = engineOn(store);
    let last: JobSnapshot | undefined;
    await engine.watchJob(await engine.startJob({ kind: 'segments', ...place, workers: 2 }), (snapshot) => {
      last = snapshot;
    });
    expect(last).toMatchObject({ state: 'done', error: null, progress: { evaluatedCount: 41 } });
    expect(last?.answer).toMatchObject({ kind: 'segments', level: 'evaluated', nonce: 40 });
    expect(last?.facts.find(({ name }) => name === 'message-signatures')?.count).toBe(41);
    expect(last?.facts.find(({ name }) => name === 'memory-hash')?.status).toBe('holds');
  });

  it('say which of them does not lead to its checkpoint', async () => {
    const lying: Store = {
      ...store,
      loadCheckpoint: async (line, atMost) => {
        const loaded = await store.loadCheckpoint(line, atMost);
        if (loaded.checkpoint?.nonce !== 25) return loaded;
        const { bytes, indices } = loaded.checkpoint.pages;
        const changed = bytes.slice();
        changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
        return { ...loaded, checkpoint: { ...loaded.checkpoint, pages: { indices, bytes: changed } } };
      },
    };
    const reports = await engineOn(lying).verifySegments({ ...place, workers: 2 });
    const broken = reports.find(({ toNonce }) => toNonce === 25);
    expect(broken?.holds).toBe(false);
    expect(broken?.actual).not.toBe(broken?.expected);
    for (const { toNonce, holds } of reports.filter((report) => report.toNonce < 25)) {
      expect(holds, String(toNonce)).toBe(true);
    }
  });

  it('are left, all of them, where one cannot be verified', async () => {
    const opened = new Set<object>();
    const engine = demoEngine(
      {
        ...store,
        loadCheckpoint: async (line, atMost) =>
          atMost === 25 ? { checkpoint: undefined, skipped: [] } : store.loadCheckpoint(line, atMost),
      },
      {
        openEvaluator: async (options) => {
          const evaluator = await openLocalEvaluator(options);
          const open = {};
          opened.add(open);
          return changedEvaluator(evaluator, {
            close: () => {
              opened.delete(open);
              evaluator.close();
            },
          });
        },
      },
    );
    const verifying = engine.verifySegments({ ...place, fromNonce: 10, toNonce: 40, workers: 2 });
    await expect(verifying).rejects.toMatchObject({ code: 'checkpoint-missing' });
    expect(opened.size).toBe(0);
  });

  it('cannot be verified from a checkpoint that is not kept', async () => {
    const losing: Store = {
      ...store,
      loadCheckpoint: async (line, atMost) => {
        const loaded = await store.loadCheckpoint(line, atMost);
        return loaded.checkpoint?.nonce === 10 ? store.loadCheckpoint(line, 9) : loaded;
      },
    };
    const request = { ...place, fromNonce: 10, toNonce: 25 };
    await expect(engineOn(losing).verifySegments(request)).rejects.toMatchObject({
      code: 'checkpoint-missing',
    });
  });
});
