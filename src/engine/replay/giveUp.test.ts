import { expect, it } from 'vitest';
import { EvaluationError } from '../../base/errors.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Evaluator, EvaluatorOptions } from '../../evaluation/evaluator.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import { dockerProfile, withEnvironmentString } from '../../evaluation/profile.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { JobRequest, JobSnapshot } from '../api.ts';
import { changedEvaluator } from '../testing/changedEvaluator.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

const request: JobRequest = {
  kind: 'replay',
  network: demoNetwork,
  processId: demoProcesses[0].id,
  toNonce: 3,
};

/** The end of a job whose evaluator behaves so. */
function run(job: JobRequest, change: Partial<Evaluator>, store = createMemoryStore()): Promise<JobSnapshot> {
  const engine = demoEngine(store, {
    openEvaluator: async (options) => changedEvaluator(await openLocalEvaluator(options), change),
  });
  return runJob(engine, job);
}

it('gives a message up after the request’s own limit, and keeps nothing of it', async () => {
  const store = createMemoryStore();
  const never = () => new Promise<never>(() => undefined);
  const ended = await run({ ...request, watchdogMs: 20 }, { evaluate: never }, store);
  expect(ended).toMatchObject({
    state: 'failed',
    answer: null,
    error: { layer: 'evaluation', code: 'not-evaluated', details: { watchdogMs: 20 } },
  });
  const [info] = await store.listProcesses();
  expect(info).toMatchObject({ checkpointCount: 0, lines: [] });
});

it('says at which nonce a process was halted', async () => {
  const evaluate = () =>
    Promise.reject(
      new EvaluationError('weavedrive-halt', 'It cannot be read.', { details: { evaluatedBefore: 0 } }),
    );
  const ended = await run(request, { evaluate });
  expect(ended.error).toMatchObject({
    code: 'weavedrive-halt',
    message: 'At nonce 0: It cannot be read.',
    details: { nonce: 0 },
  });
});

it('names another profile than the usual one in the evidence, also after it was resumed', async () => {
  const store = createMemoryStore();
  const profile = withEnvironmentString(dockerProfile, '_', '/elsewhere/index.js');
  const factsOf = async (job: JobRequest) =>
    (await run(job, {}, store)).facts.filter(({ name }) => name === 'evaluation-profile');
  expect(await factsOf(request)).toEqual([]);
  for (const toNonce of [3, 4]) {
    const facts = await factsOf({ ...request, toNonce, profile });
    expect(facts).toMatchObject([{ status: 'holds', count: 1 }]);
    expect(facts[0]?.reason).toContain('_=/elsewhere/index.js');
  }
});

const watching = { kind: 'none' } as const;
const runAsPublished =
  'The faster form of this module did not give the same, so the module was run as published.';

it('says where the faster form of a module did not give the same', async () => {
  const status = async () => ({ memoryBytes: 0, evaluatedCount: 4, fastPath: 'differed' as const, watching });
  const told = await run(request, { status });
  expect(told).toMatchObject({ state: 'done', progress: { notices: [runAsPublished] } });
  const evaluation = ({ facts }: JobSnapshot) => facts.find(({ name }) => name === 'evaluation');
  expect(evaluation(told)).toMatchObject({ status: 'holds', reason: runAsPublished, count: 4 });
  const usual = await run(request, {});
  expect(usual.progress.notices).toEqual([]);
  expect(evaluation(usual)?.reason).toBe('This browser evaluated 4 messages.');
});

it('remembers that with what is saved, and does not try the faster form again', async () => {
  const store = createMemoryStore();
  const opened: EvaluatorOptions[] = [];
  const replay = (toNonce: number, fastPath: 'differed' | 'none') =>
    runJob(
      demoEngine(store, {
        openEvaluator: async (options) => {
          opened.push(options);
          const status = async () => ({ memoryBytes: 0, evaluatedCount: 4, fastPath, watching });
          return changedEvaluator(await openLocalEvaluator(options), { status });
        },
      }),
      { ...request, toNonce },
    );
  await replay(3, 'differed');
  const again = await replay(6, 'none');
  expect(again.progress).toMatchObject({ resumedFromNonce: 3, nonce: 6, notices: [runAsPublished] });
  expect(again.facts.find(({ name }) => name === 'evaluation')).toMatchObject({
    status: 'holds',
    reason: runAsPublished,
    count: 7,
  });
  // And once more, from what the second run saved.
  await replay(8, 'none');
  expect(opened.map(({ module }) => module.fast !== undefined)).toEqual([true, false, false]);
});

it('says where what makes errors cheap could not be made', async () => {
  const failed = { kind: 'failed', reason: 'There is no room for its code.' } as const;
  const status = async () => ({
    ...{ memoryBytes: 0, evaluatedCount: 4, fastPath: 'none' as const },
    watching: failed,
  });
  const { state, progress } = await run(request, { status });
  expect(state).toBe('done');
  expect(progress.notices).toEqual([
    'Each message that fails takes longer to undo, because its writes cannot be watched: There is no room for its code.',
  ]);
});
