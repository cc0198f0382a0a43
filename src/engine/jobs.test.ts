import { afterEach, describe, expect, it, vi } from 'vitest';
import { raceAbort } from '../base/abort.ts';
import { VerificationError } from '../base/errors.ts';
import type { JobSnapshot, ReplayAnswer, ReplayRequest } from './api.ts';
import { createJobs } from './jobs.ts';

const request: ReplayRequest = {
  kind: 'replay',
  network: { id: 'x', name: 'x', gateways: [], graphql: [], schedulerUnits: [], computeUnits: [] },
  processId: 'p',
};
const answer: ReplayAnswer = {
  kind: 'replay',
  level: 'evaluated',
  nonce: 3,
  latestNonce: 3,
  memorySha256: null,
  dryRun: null,
  metrics: {},
};
const never = (signal: AbortSignal) => raceAbort(new Promise<never>(() => undefined), signal);

async function lastSnapshot(jobs: ReturnType<typeof createJobs>, jobId: string): Promise<JobSnapshot> {
  const seen: JobSnapshot[] = [];
  await jobs.watch(jobId, (snapshot) => seen.push(snapshot));
  const last = seen.at(-1);
  if (last === undefined) expect.fail('A watcher should have been called.');
  return last;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('jobs', () => {
  it('ends as done, with the answer and what the work said of itself', async () => {
    const jobs = createJobs();
    const jobId = jobs.start(request, async ({ update }) => {
      update({ progress: { nonce: 3, notices: ['nothing is saved'] } });
      return answer;
    });
    expect(await lastSnapshot(jobs, jobId)).toMatchObject({
      state: 'done',
      answer,
      error: null,
      progress: { phase: 'settled', nonce: 3, notices: ['nothing is saved'] },
    });
  });

  it('ends as failed, with the error as data', async () => {
    const jobs = createJobs();
    const jobId = jobs.start(request, async () => {
      throw new VerificationError('hash-chain', 'The chain breaks at nonce 4.', {
        details: { nonce: 4 },
        cause: new Error('inner'),
      });
    });
    expect(await lastSnapshot(jobs, jobId)).toMatchObject({
      state: 'failed',
      answer: null,
      error: { layer: 'verification', code: 'hash-chain', details: { nonce: 4 }, chain: ['Error: inner'] },
    });
  });

  it('ends as stopped when it is stopped, and stop waits until the work has let go', async () => {
    const jobs = createJobs();
    let released = false;
    const jobId = jobs.start(request, async ({ signal }) => {
      try {
        return await never(signal);
      } finally {
        await Promise.resolve();
        released = true;
      }
    });
    await jobs.stop(jobId);
    expect(released).toBe(true);
    expect(await lastSnapshot(jobs, jobId)).toMatchObject({ state: 'stopped', error: null });
  });

  it('tells at once what an answer rests on, and its end, and everything else ten times a second', async () => {
    const jobs = createJobs();
    const told: string[] = [];
    const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
    const startMs = performance.now();
    const jobId = jobs.start(request, async ({ update }) => {
      for (let nonce = 0; nonce < 20; nonce += 1) {
        update({ progress: { nonce } });
        await turn();
      }
      update({ answer: { ...answer, level: 'resumed' } });
      await turn();
      return answer;
    });
    await jobs.watch(jobId, ({ state, answer: known }) => told.push(`${state} ${known?.level ?? 'nothing'}`));
    expect(told.slice(-2)).toEqual(['running resumed', 'done evaluated']);
    const windows = 1 + Math.floor((performance.now() - startMs) / 100);
    expect(told.filter((each) => each === 'running nothing').length).toBeLessThanOrEqual(windows + 1);
  });

  it('tells the first message at once', async () => {
    vi.useFakeTimers();
    const jobs = createJobs();
    const evaluated = { first: () => {}, second: () => {} };
    const jobId = jobs.start(request, async ({ signal, update }) => {
      for (const which of ['first', 'second'] as const) {
        await new Promise<void>((resolve) => {
          evaluated[which] = resolve;
        });
        update({ progress: { evaluatedCount: which === 'first' ? 1 : 2 } });
      }
      return never(signal);
    });
    const told: number[] = [];
    const watching = jobs.watch(jobId, ({ progress }) => told.push(progress.evaluatedCount));
    // No time passes: only what is told at once is told.
    await vi.advanceTimersByTimeAsync(0);
    evaluated.first();
    await vi.advanceTimersByTimeAsync(0);
    evaluated.second();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([0, 1]);
    await jobs.stop(jobId);
    await watching;
  });

  it('finds a running job for an equal request, and no settled one', async () => {
    const jobs = createJobs();
    const jobId = jobs.start(request, ({ signal }) => never(signal));
    expect(jobs.findRunning({ ...request })).toBe(jobId);
    expect(jobs.findRunning({ ...request, toNonce: 2 })).toBeUndefined();
    await jobs.stop(jobId);
    expect(jobs.findRunning({ ...request })).toBeUndefined();
  });

  it('forgets the oldest settled jobs, so that a tab can stay open for months', async () => {
    const jobs = createJobs();
    const ids: string[] = [];
    for (let count = 0; count < 25; count += 1) {
      const jobId = jobs.start(request, async () => answer);
      ids.push(jobId);
      await lastSnapshot(jobs, jobId);
    }
    let calls = 0;
    await jobs.watch(ids[0] ?? '', () => {
      calls += 1;
    });
    await jobs.watch(ids.at(-1) ?? '', () => {
      calls += 1;
    });
    expect(calls).toBe(1);
  });
});
