import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../base/errors.ts';
import {
  dockerProfile,
  initialProgress,
  type JobRequest,
  type JobSnapshot,
  legacynet,
  withEnvironmentString,
} from '../../engine/api.ts';
import { createScriptedEngine } from '../testing/scriptedEngine.ts';
import { createJobStore, jobKey } from './jobStore.ts';
import { isUnsettled, shownSnapshot } from './jobView.ts';
import { createPatience } from './patience.ts';

const request: JobRequest = { kind: 'replay', network: legacynet, processId: 'p' };
const key = jobKey(request);

/** An engine whose one job is moved by hand. */
function handDriven() {
  const scripted = createScriptedEngine();
  let listener: (snapshot: JobSnapshot) => void = () => undefined;
  let settle: () => void = () => undefined;
  const startJob = vi.fn(async () => 'job');
  const stopJob = vi.fn(async () => undefined);
  const engine = {
    ...scripted,
    startJob,
    stopJob,
    watchJob: (_: string, listen: (snapshot: JobSnapshot) => void) => {
      listener = listen;
      return new Promise<void>((resolve) => {
        settle = resolve;
      });
    },
  };
  const tell = (state: JobSnapshot['state']) => {
    listener({ jobId: 'job', request, state, progress, facts: [], claims: [], answer: null, error: null });
    if (state === 'done') settle();
  };
  return { engine, startJob, stopJob, tell };
}

const progress: JobSnapshot['progress'] = {
  ...initialProgress,
  phase: 'evaluating',
  targetNonce: 3,
  latestNonce: 3,
};

it('a dry-run is work of its own', () => {
  const asking = (Data: string) => jobKey({ ...request, dryRun: { Owner: 'o', Tags: [], Data } });
  expect(new Set([key, asking('a'), asking('b')]).size).toBe(3);
  expect(asking('a')).toBe(asking('a'));
});

describe('a job store', () => {
  it('starts work once, however often it is asked', async () => {
    const { engine, startJob, tell } = handDriven();
    const store = createJobStore(engine);
    store.start(request);
    store.start(request);
    expect(store.read(key)).toEqual({ kind: 'starting' });
    await vi.waitFor(() => {
      tell('running');
      expect(store.read(key).kind).toBe('known');
    });
    store.start(request);
    expect(startJob).toHaveBeenCalledOnce();
  });

  it('forgets what ended long ago, and nothing that is under way', async () => {
    const { engine, tell } = handDriven();
    const store = createJobStore(engine);
    store.start(request);
    await vi.waitFor(() => {
      tell('running');
      expect(store.read(key).kind).toBe('known');
    });
    engine.startJob.mockRejectedValue(new EngineError('invalid-budget', 'Not taken.'));
    const other = (toNonce: number): JobRequest => ({ ...request, toNonce });
    for (let nonce = 0; nonce < 250; nonce += 1) store.start(other(nonce));
    await vi.waitFor(() => expect(store.read(jobKey(other(249))).kind).toBe('refused'));
    expect(store.read(jobKey(other(0)))).toEqual({ kind: 'idle' });
    expect(store.read(jobKey(other(100))).kind).toBe('refused');
    expect(store.read(key).kind).toBe('known');
  });

  it('starts settled work anew', async () => {
    const { engine, startJob, tell } = handDriven();
    const store = createJobStore(engine);
    store.start(request);
    await vi.waitFor(() => {
      tell('done');
      expect(isUnsettled(store.read(key))).toBe(false);
    });
    store.start(request);
    expect(startJob).toHaveBeenCalledTimes(2);
  });

  it('stops what is still starting as soon as it has a name', async () => {
    const { engine, stopJob } = handDriven();
    const store = createJobStore(engine);
    store.start(request);
    store.stop(key);
    await vi.waitFor(() => expect(stopJob).toHaveBeenCalledWith('job'));
  });

  it('stops what was told to stop between its name and its first word', async () => {
    const { engine, startJob, stopJob, tell } = handDriven();
    const store = createJobStore(engine);
    store.start(request);
    await startJob.mock.results[0]?.value;
    await Promise.resolve();
    expect(store.read(key)).toEqual({ kind: 'starting' });
    store.stop(key);
    tell('running');
    expect(stopJob).toHaveBeenCalledWith('job');
    expect(store.read(key)).toMatchObject({ kind: 'known', snapshot: { state: 'stopping' } });
  });

  it('tells which process may be kept otherwise now, when the engine is done with it and not before', async () => {
    const { engine, startJob, tell } = handDriven();
    const onSettled = vi.fn();
    createJobStore(engine, { onSettled }).start(request);
    await startJob.mock.results[0]?.value;
    await Promise.resolve();
    tell('running');
    await Promise.resolve();
    expect(onSettled).not.toHaveBeenCalled();
    tell('done');
    await vi.waitFor(() => expect(onSettled).toHaveBeenCalledWith('p'));
  });

  it('shows that it is stopping before the engine has answered', async () => {
    const { engine, stopJob, tell } = handDriven();
    const store = createJobStore(engine);
    store.start(request);
    await vi.waitFor(() => {
      tell('running');
      expect(store.read(key).kind).toBe('known');
    });
    const listener = vi.fn();
    store.subscribe(listener);
    store.stop(key);
    expect(listener).toHaveBeenCalledOnce();
    expect(store.read(key)).toMatchObject({ kind: 'known', snapshot: { state: 'stopping' } });
    expect(stopJob).toHaveBeenCalledWith('job');
  });

  it('tells of work on the same memory beside another', async () => {
    const { engine, startJob, tell } = handDriven();
    const store = createJobStore(engine);
    const question: JobRequest = { ...request, dryRun: { Owner: 'o', Tags: [] } };
    store.goOn(request);
    expect(store.isWorking()).toBe(true);
    expect(store.hasWorkBeside(request)).toBe(false);
    expect(store.hasWorkBeside(question)).toBe(true);
    expect(store.hasWorkBeside({ ...question, profile: dockerProfile })).toBe(true);
    const profile = withEnvironmentString(dockerProfile, '_', '/elsewhere');
    const elsewhere = [{ processId: 'q' }, { profile }, { start: { kind: 'newest-checkpoint' } }] as const;
    for (const change of elsewhere) expect(store.hasWorkBeside({ ...question, ...change })).toBe(false);
    await startJob.mock.results[0]?.value;
    await Promise.resolve();
    tell('done');
    expect(store.hasWorkBeside(question)).toBe(false);
    expect(store.isWorking()).toBe(false);
  });

  it('tells what somebody has begun from what goes on by itself', async () => {
    const { engine, startJob, tell } = handDriven();
    const store = createJobStore(engine);
    store.goOn(request);
    expect(store.isByHand(key)).toBe(false);
    await startJob.mock.results[0]?.value;
    await Promise.resolve();
    tell('done');
    store.start(request);
    store.goOn(request);
    expect(store.isByHand(key)).toBe(true);
    await startJob.mock.results[1]?.value;
    await Promise.resolve();
    tell('done');
    store.goOn(request);
    expect(store.isByHand(key)).toBe(false);
  });

  it('keeps a refusal as data', async () => {
    const { engine } = handDriven();
    const refusing = {
      ...engine,
      startJob: () => Promise.reject(new EngineError('too-many-jobs', 'Too many jobs.')),
    };
    const store = createJobStore(refusing);
    store.start(request);
    await vi.waitFor(() =>
      expect(store.read(key)).toMatchObject({
        kind: 'refused',
        error: { layer: 'engine', code: 'too-many-jobs' },
      }),
    );
  });
});

describe('work that failed for its servers alone', () => {
  afterEach(() => void vi.useRealTimers());
  const unreachable = { layer: 'source', code: 'unreachable', message: '', details: {}, chain: [] } as const;

  /** Ends so at its first try, and runs at the second; nobody looks on. */
  async function endedOnce(
    end: Pick<JobSnapshot, 'state' | 'answer' | 'error'>,
    asked: JobRequest = request,
    laterEnds: readonly (typeof end)[] = [],
    nonceOf: () => number = () => 3,
  ) {
    vi.useFakeTimers({ now: 0 });
    const scripted = createScriptedEngine();
    const running = { state: 'running', answer: null, error: null } as const;
    const ends: (typeof end)[] = [end, ...laterEnds];
    const startJob = vi.fn(async () => 'job');
    const watchJob = vi.fn(async (_: string, listen: (snapshot: JobSnapshot) => void) => {
      const told = ends.shift() ?? running;
      const reached = { ...progress, nonce: nonceOf() };
      listen({ jobId: 'job', request: asked, progress: reached, facts: [], claims: [], ...told });
    });
    const readHead = vi.fn<typeof scripted.readHead>(() => Promise.reject(new Error('It is away.')));
    let tellOnline: () => void = () => undefined;
    const store = createJobStore(
      { ...scripted, startJob, watchJob, readHead, stopJob: async () => undefined },
      {
        patience: createPatience({ random: () => 0 }),
        whenOnline: (listener) => {
          tellOnline = listener;
        },
      },
    );
    store.start(asked);
    await vi.advanceTimersByTimeAsync(0);
    return { store, startJob, readHead, tellOnline: () => tellOnline() };
  }

  async function failedOnce() {
    const ended = await endedOnce({ state: 'failed', answer: null, error: unreachable });
    expect(ended.store.read(key)).toMatchObject({ snapshot: { state: 'failed' }, triesAgainMs: 15_000 });
    return ended;
  }

  it.each([
    ['that was told how far the schedule goes', request, 3, 1],
    ['that had to do with what is kept', request, null, 2],
    ['that was asked about the past', { ...request, toNonce: 2 }, null, 1],
  ])(
    'an answer %s is asked for again when the network is back, or not',
    async (_, asked, latestNonce, times) => {
      const answer = {
        ...({ kind: 'replay', level: 'evaluated', nonce: 2, latestNonce } as const),
        ...{ memorySha256: null, dryRun: null, metrics: {} },
      };
      const { startJob, tellOnline } = await endedOnce({ state: 'done', answer, error: null }, asked);
      await vi.advanceTimersByTimeAsync(600_000);
      expect(startJob).toHaveBeenCalledOnce();
      tellOnline();
      expect(startJob).toHaveBeenCalledTimes(times);
    },
  );

  it('an answer out of what is kept stays until there is a newer one, when its scheduler unit is back', async () => {
    const answer = {
      ...({ kind: 'replay', level: 'evaluated', nonce: 2, latestNonce: null } as const),
      ...{ memorySha256: null, dryRun: null, metrics: {} },
    };
    const { store, startJob, readHead } = await endedOnce({ state: 'done', answer, error: null });
    readHead.mockResolvedValue({ schedulerUnit: '', latestNonce: 3, latestAssignmentId: 'a' });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(startJob).toHaveBeenCalledTimes(2);
    const view = store.read(key);
    expect(view).toMatchObject({ snapshot: { state: 'running' }, previous: { answer } });
    expect(shownSnapshot(view)?.answer).toEqual(answer);
  });

  const crash = { ...unreachable, layer: 'thread', code: 'worker-crashed', message: 'It stopped.' } as const;

  it('is tried again where its thread crashed, and ends with the place where it does so again', async () => {
    const failed = { state: 'failed', answer: null, error: crash } as const;
    const { store, startJob } = await endedOnce(failed, request, [failed]);
    expect(store.read(key)).toHaveProperty('triesAgainMs');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(startJob).toHaveBeenCalledTimes(2);
    expect(store.read(key)).not.toHaveProperty('triesAgainMs');
    expect(store.read(key)).toMatchObject({
      snapshot: {
        error: {
          message: 'It stopped. It did so 2 times, the last time after nonce 3.',
          details: { afterNonce: 3 },
        },
      },
    });
  });

  it('goes on after crashes as long as it comes further, and three times at most', async () => {
    const failed = { state: 'failed', answer: null, error: crash } as const;
    let nonce = 3;
    const further = () => {
      nonce += 1;
      return nonce;
    };
    const { startJob } = await endedOnce(
      failed,
      request,
      Array.from({ length: 9 }, () => failed),
      further,
    );
    await vi.advanceTimersByTimeAsync(600_000);
    expect(startJob).toHaveBeenCalledTimes(4);
  });

  it('is started again by itself, whoever looks on', async () => {
    const { store, startJob } = await failedOnce();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(startJob).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(1);
    expect(startJob).toHaveBeenCalledTimes(2);
    expect(store.read(key)).toMatchObject({ snapshot: { state: 'running' } });
    expect(store.read(key)).not.toHaveProperty('triesAgainMs');
  });

  it('is started again at once when the network is back', async () => {
    const { startJob, tellOnline } = await failedOnce();
    tellOnline();
    expect(startJob).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(startJob).toHaveBeenCalledTimes(2);
  });

  it('is left alone where somebody stops it, and started once where somebody starts it', async () => {
    const { store, startJob } = await failedOnce();
    store.stop(key);
    expect(store.read(key)).not.toHaveProperty('triesAgainMs');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(startJob).toHaveBeenCalledOnce();
    store.start(request);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(startJob).toHaveBeenCalledTimes(2);
  });
});

it('tells questions apart by what they ask, not by how it is answered', () => {
  const balance: JobRequest = { ...request, kind: 'balance', wallet: 'w' };
  const keys = [request, balance, { ...balance, wallet: 'v' }, { ...balance, toNonce: 3 }].map(jobKey);
  expect(new Set(keys).size).toBe(4);
  expect(jobKey({ ...balance, start: { kind: 'newest-checkpoint' } })).not.toBe(jobKey(balance));
  expect(jobKey({ ...balance, fromNothing: true })).toBe(jobKey(balance));
  const renamed = { ...legacynet, id: 'custom-1' };
  expect(jobKey({ ...balance, network: renamed })).toBe(jobKey(balance));
  const moved = { ...legacynet, gateways: ['https://other.test'] };
  expect(jobKey({ ...balance, network: moved })).not.toBe(jobKey(balance));
});
