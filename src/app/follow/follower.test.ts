import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError, SourceError } from '../../base/errors.ts';
import {
  type ErrorReport,
  initialProgress,
  type JobRequest,
  type JobSnapshot,
  legacynet,
} from '../../engine/api.ts';
import { type JobStore, jobKey } from '../jobs/jobStore.ts';
import type { JobView } from '../jobs/jobView.ts';
import { createFollower } from './follower.ts';
import type { FollowedWork, FollowStop } from './followState.ts';

const minute = 60_000;
beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function workOf(processId: string, stop?: FollowStop): FollowedWork {
  return { id: processId, request: { kind: 'replay', network: legacynet, processId }, stop };
}

interface Ended extends Pick<JobSnapshot, 'state' | 'answer' | 'error'> {
  readonly triesAgainMs?: number;
}
type End = (head: number) => Ended;

const done: End = (head) => ({
  state: 'done',
  answer: {
    ...({ kind: 'replay', level: 'evaluated', nonce: head, latestNonce: head } as const),
    ...{ memorySha256: null, dryRun: null, metrics: {} },
  },
  error: null,
});

function failed(error: Partial<ErrorReport>, triesAgainMs?: number): End {
  const report: ErrorReport = {
    ...({ layer: 'source', code: 'unreachable', message: 'It failed.', details: {}, chain: [] } as const),
    ...error,
  };
  const waits = triesAgainMs === undefined ? {} : { triesAgainMs };
  return () => ({ state: 'failed', answer: null, error: report, ...waits });
}

/** Scheduler units, and a job store whose work takes as long as the test says and ends as it says. */
function world({
  workMs = 1000,
  isOffline = (): boolean => false,
}: {
  readonly workMs?: number;
  readonly isOffline?: () => boolean;
} = {}) {
  const heads = new Map<string, number>();
  const ids = new Map<string, string>();
  const views = new Map<string, JobView>();
  const listeners = new Set<() => void>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const lookedAt: { readonly processId: string; readonly ms: number }[] = [];
  const begun: { readonly processId: string; readonly ms: number }[] = [];
  const stopped: string[] = [];
  const control: { end: End; lookError: Error | undefined; lookMs: number; workMs: number } = {
    end: done,
    lookError: undefined,
    lookMs: 0,
    workMs,
  };

  const show = (key: string, view: JobView) => {
    views.set(key, view);
    for (const listener of listeners) listener();
  };
  const snapshotOf = (request: JobRequest, change: Partial<JobSnapshot>): JobSnapshot => ({
    ...({
      jobId: 'job',
      request,
      state: 'running',
      facts: [],
      claims: [],
      answer: null,
      error: null,
    } as const),
    progress: { ...initialProgress, evaluatedCount: 10 },
    ...change,
  });
  const byHand = new Set<string>();
  const unsettled = new Map<string, JobRequest>();
  const begin = (request: JobRequest) => {
    const key = jobKey(request);
    unsettled.set(key, request);
    begun.push({ processId: request.processId, ms: Date.now() });
    show(key, { kind: 'known', snapshot: snapshotOf(request, {}) });
    const finish = () => {
      const { triesAgainMs, ...change } = control.end(heads.get(request.processId) ?? 0);
      const waits = triesAgainMs === undefined ? {} : { triesAgainMs };
      unsettled.delete(key);
      show(key, { kind: 'known', snapshot: snapshotOf(request, change), ...waits });
    };
    timers.set(key, setTimeout(finish, control.workMs));
  };
  const jobs: JobStore = {
    start(request) {
      byHand.add(jobKey(request));
      begin(request);
    },
    goOn(request) {
      byHand.delete(jobKey(request));
      begin(request);
    },
    stop(key) {
      stopped.push(key);
      const view = views.get(key);
      if (view?.kind !== 'known') return;
      const { snapshot } = view;
      if (view.triesAgainMs !== undefined) show(key, { kind: 'known', snapshot });
      if (snapshot.state !== 'running') return;
      clearTimeout(timers.get(key));
      unsettled.delete(key);
      show(key, { kind: 'known', snapshot: { ...snapshot, state: 'stopped' } });
    },
    read: (key) => views.get(key) ?? { kind: 'idle' },
    isByHand: (key) => byHand.has(key),
    isWorking: () => unsettled.size > 0,
    hasWorkBeside: (request) =>
      [...unsettled].some(
        ([key, { processId }]) => processId === request.processId && key !== jobKey(request),
      ),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  let calls = 0;
  // As a real one, never the same twice.
  const steadyMs = () => {
    calls += 1;
    return Date.now() + calls / 1e6;
  };
  const follower = createFollower({
    ...{ jobs, isOffline, steadyMs },
    onChange: () => undefined,
    random: () => 0.5,
    engine: {
      async readHead({ processId }) {
        lookedAt.push({ processId, ms: Date.now() });
        const latestNonce = heads.get(processId) ?? 0;
        await (control.lookMs === 0
          ? undefined
          : new Promise((resolve) => setTimeout(resolve, control.lookMs)));
        if (control.lookError !== undefined) throw control.lookError;
        const latestAssignmentId = ids.get(processId) ?? `assignment ${latestNonce}`;
        return { schedulerUnit: '', latestNonce, latestAssignmentId };
      },
    },
  });
  const keep = (...works: readonly FollowedWork[]) => {
    follower.keep(works);
    follower.setActive(true);
  };
  /** Their job store has tried again by itself. */
  const tryAgain = (request: JobRequest) => begin(request);
  return { follower, jobs, heads, ids, lookedAt, begun, stopped, control, keep, tryAgain };
}

type World = ReturnType<typeof world>;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const stepOf = ({ follower }: World, id = 'p') => follower.read(id)?.step;

describe('a process that is kept up with', () => {
  it('is evaluated at first, and again only where its schedule has grown', async () => {
    const at = world();
    at.heads.set('p', 5);
    at.keep(workOf('p'));
    await pass(2000);
    expect(at.follower.read('p')).toMatchObject({
      step: { kind: 'resting' },
      answer: { nonce: 5, level: 'evaluated' },
      headNonce: 5,
    });
    await pass(5 * minute);
    expect(at.begun).toHaveLength(1);
    expect(at.lookedAt.length).toBeGreaterThanOrEqual(4);
    at.heads.set('p', 8);
    await pass(minute + 2000);
    expect(at.begun).toHaveLength(2);
    expect(at.follower.read('p')).toMatchObject({ answer: { nonce: 8 }, headNonce: 8 });
    expect(at.follower.messageCount).toBe(20);
  });

  it('keeps its answer while it goes on', async () => {
    const at = world({ workMs: 30_000 });
    at.heads.set('p', 5);
    at.keep(workOf('p'));
    await pass(31_000);
    at.heads.set('p', 6);
    await pass(minute + 10_000);
    expect(at.follower.read('p')).toMatchObject({ step: { kind: 'evaluating' }, answer: { nonce: 5 } });
  });

  it('is asked ever more seldom while nothing comes, and evaluated once an hour all the same', async () => {
    const at = world();
    at.keep(workOf('p'));
    await pass(10 * 60 * minute);
    const gaps = at.lookedAt.slice(1).map(({ ms }, index) => ms - (at.lookedAt[index]?.ms ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(54_000);
    expect(gaps.at(-1)).toBeGreaterThan(9 * minute);
    expect(at.lookedAt.length).toBeLessThan(90);
    expect(at.begun.length).toBeGreaterThanOrEqual(9);
    expect(at.begun.length).toBeLessThanOrEqual(11);
  });

  it.each([
    ['goes backwards', (at: World) => at.heads.set('p', 3)],
    ['names another message at its nonce', (at: World) => at.ids.set('p', 'another')],
  ])('is evaluated where its end %s: that is for the evidence to judge, once', async (_, change) => {
    const at = world();
    at.heads.set('p', 5);
    at.keep(workOf('p'));
    // Two looks: the first learns the assignment, the second compares.
    await pass(2 * minute);
    expect(at.begun).toHaveLength(1);
    change(at);
    await pass(minute * 1.2);
    expect(at.begun).toHaveLength(2);
    await pass(5 * minute);
    expect(at.begun).toHaveLength(2);
  });

  it.each(['verification', 'protocol', 'evaluation', 'unexpected'] as const)(
    'ends at a failure of %s, and never goes past it by itself',
    async (layer) => {
      const at = world();
      at.keep(workOf('p'));
      await pass(2000);
      at.control.end = failed({ layer, code: 'equivocation' });
      at.heads.set('p', 6);
      await pass(2 * minute);
      expect(stepOf(at)).toMatchObject({ kind: 'stopped', error: { layer, code: 'equivocation' } });
      const looks = at.lookedAt.length;
      at.control.end = done;
      at.follower.hurry();
      await pass(24 * 60 * minute);
      expect(at.lookedAt).toHaveLength(looks);
      expect(at.begun).toHaveLength(2);
      at.keep(workOf('p'));
      await pass(2000);
      expect(at.follower.read('p')).toMatchObject({ step: { kind: 'resting' }, answer: { nonce: 6 } });
    },
  );

  it('stays stopped where it was before a reload', async () => {
    const at = world();
    at.keep(workOf('p', { error: null }));
    await pass(60 * minute);
    expect(stepOf(at)).toEqual({ kind: 'stopped', error: null });
    expect([...at.begun, ...at.lookedAt]).toEqual([]);
  });

  it('says since when it cannot be reached, and asks ever later', async () => {
    const at = world();
    at.keep(workOf('p'));
    await pass(2000);
    at.control.lookError = new SourceError('unreachable', 'It is away.');
    await pass(2 * minute);
    const step = stepOf(at);
    expect(step).toMatchObject({ kind: 'unreachable', error: { message: 'It is away.' } });
    await pass(3 * 60 * minute);
    expect(stepOf(at)).toEqual(step);
    const lately = at.lookedAt.filter(({ ms }) => ms > Date.now() - 60 * minute);
    expect(lately.length).toBeLessThanOrEqual(2);
    at.control.lookError = undefined;
    await pass(40 * minute);
    expect(stepOf(at)).toEqual({ kind: 'resting' });
  });

  it('leaves a server alone for as long as it asks for, whoever hurries', async () => {
    const at = world();
    at.keep(workOf('p'));
    await pass(2000);
    const details = { retryAfterMs: 20 * minute };
    at.control.lookError = new SourceError('rate-limited', 'Later.', { details });
    await pass(2 * minute);
    const limited = at.lookedAt.at(-1);
    for (let count = 0; count < 15; count += 1) {
      at.follower.hurry();
      await pass(minute);
    }
    expect(at.lookedAt.at(-1)).toEqual(limited);
    await pass(10 * minute);
    expect(at.lookedAt.at(-1)?.ms).toBeGreaterThanOrEqual((limited?.ms ?? 0) + 20 * minute);
  });

  it('leaves the waiting to the job store where that tries again, and ends where somebody ends it there', async () => {
    const at = world();
    at.control.end = failed({}, 1_000_000 + 10 * minute);
    at.keep(workOf('p'));
    await pass(2000);
    expect(at.follower.read('p')).toMatchObject({
      step: { kind: 'unreachable' },
      nextMs: 1_000_000 + 10 * minute,
    });
    at.follower.hurry();
    await pass(9 * minute);
    expect(at.lookedAt).toEqual([]);
    expect(at.begun).toHaveLength(1);
    at.jobs.stop(jobKey(workOf('p').request));
    expect(stepOf(at)).toEqual({ kind: 'stopped', error: null });
  });

  it('asks for its scheduler unit where it was answered out of what is kept', async () => {
    const at = world();
    at.control.end = (head) => {
      const { answer, ...rest } = done(head);
      return { ...rest, answer: answer?.kind === 'replay' ? { ...answer, latestNonce: null } : null };
    };
    at.keep(workOf('p'));
    await pass(2000);
    expect(at.follower.read('p')).toMatchObject({ step: { kind: 'unreachable' }, answer: { nonce: 0 } });
    // One of them looks whether it is back, and not the job store as well.
    expect(at.stopped).toEqual([jobKey(workOf('p').request)]);
    at.control.end = done;
    await pass(2 * minute);
    expect(stepOf(at)).toEqual({ kind: 'resting' });
    expect(at.begun).toHaveLength(2);
  });

  it('is theirs who begin or stop its evaluation by hand', async () => {
    const at = world();
    at.keep(workOf('p'));
    await pass(2000);
    at.control.workMs = 60 * minute;
    at.jobs.start(workOf('p').request);
    expect(stepOf(at)).toEqual({ kind: 'evaluating' });
    at.jobs.stop(jobKey(workOf('p').request));
    expect(stepOf(at)).toEqual({ kind: 'stopped', error: null });
  });

  describe('of which somebody asks something', () => {
    const question: JobRequest = { ...workOf('p').request, dryRun: { Owner: 'o', Tags: [] } };

    it('makes way for the question, and goes on after it', async () => {
      const at = world({ workMs: 60 * minute });
      at.keep(workOf('p'));
      await pass(2000);
      at.control.workMs = 5000;
      at.jobs.start(question);
      expect(at.stopped).toEqual([jobKey(workOf('p').request)]);
      expect(stepOf(at)).toEqual({ kind: 'queued' });
      await pass(4000);
      expect(at.begun).toHaveLength(2);
      await pass(8000);
      expect(at.begun).toHaveLength(3);
      expect(stepOf(at)).toEqual({ kind: 'resting' });
    });

    it('makes way, too, where the job store has tried again by itself', async () => {
      const at = world({ workMs: 1000 });
      at.control.end = failed({}, 1_000_000 + 10 * minute);
      at.keep(workOf('p'));
      await pass(2000);
      at.control.workMs = 60 * minute;
      at.tryAgain(workOf('p').request);
      expect(stepOf(at)).toEqual({ kind: 'evaluating' });
      at.jobs.start(question);
      expect(stepOf(at)).toEqual({ kind: 'queued' });
    });

    it('does not begin meanwhile, and keeps no other waiting', async () => {
      const at = world({ workMs: 10 * minute });
      at.jobs.start(question);
      at.keep(workOf('p'), workOf('q'), workOf('r'));
      await pass(9 * minute);
      expect(stepOf(at)).toEqual({ kind: 'queued' });
      expect([stepOf(at, 'q'), stepOf(at, 'r')]).toEqual([{ kind: 'evaluating' }, { kind: 'evaluating' }]);
      // Their turns last for as long as nobody else could have one.
      expect(at.stopped).toEqual([]);
      await pass(2 * minute);
      expect(stepOf(at)).toEqual({ kind: 'evaluating' });
    });

    it('stays theirs who have begun it by hand', async () => {
      const at = world({ workMs: 60 * minute });
      at.jobs.start(workOf('p').request);
      at.keep(workOf('p'));
      await pass(2000);
      at.jobs.start(question);
      await pass(2000);
      expect(at.stopped).toEqual([]);
      expect(stepOf(at)).toEqual({ kind: 'evaluating' });
    });
  });

  it.each(['unreachable', 'not-found'])(
    'is still being evaluated, by hand, where a look that was begun before ends with %s',
    async (code) => {
      const at = world();
      at.keep(workOf('p'));
      await pass(20_000);
      at.control.lookMs = 5000;
      at.control.lookError =
        code === 'unreachable' ? new SourceError(code, 'It is away.') : new EngineError(code, 'It is wrong.');
      at.follower.hurry();
      at.control.workMs = 20_000;
      at.heads.set('p', 7);
      at.jobs.start(workOf('p').request);
      await pass(6000);
      expect(stepOf(at)).toEqual({ kind: 'evaluating' });
      await pass(20_000);
      expect(at.follower.read('p')).toMatchObject({ step: { kind: 'resting' }, answer: { nonce: 7 } });
    },
  );

  it('is where an evaluation has found it, whatever a look that was begun before says later', async () => {
    const at = world();
    at.heads.set('p', 5);
    at.keep(workOf('p'));
    await pass(20_000);
    at.control.lookMs = 5000;
    at.follower.hurry();
    at.heads.set('p', 7);
    at.jobs.start(workOf('p').request);
    await pass(2000);
    expect(at.follower.read('p')).toMatchObject({ answer: { nonce: 7 }, headNonce: 7 });
    await pass(10_000);
    expect(at.follower.read('p')).toMatchObject({ step: { kind: 'resting' }, headNonce: 7 });
    expect(at.begun).toHaveLength(2);
  });

  it('is asked at once when somebody looks, and not again at once', async () => {
    const at = world();
    at.keep(workOf('p'));
    await pass(20_000);
    expect(at.lookedAt).toHaveLength(0);
    at.follower.hurry();
    await pass(0);
    expect(at.lookedAt).toHaveLength(1);
    at.follower.hurry();
    await pass(5000);
    expect(at.lookedAt).toHaveLength(1);
  });

  it('is not asked while the device is offline, and no timer runs', async () => {
    let isOffline = false;
    const at = world({ isOffline: () => isOffline });
    at.keep(workOf('p'));
    await pass(2000);
    isOffline = true;
    await pass(60 * minute);
    expect(at.lookedAt).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
    isOffline = false;
    at.follower.hurry();
    await pass(0);
    expect(at.lookedAt).toHaveLength(1);
  });

  it('is let go, and what was begun for it is stopped', async () => {
    const at = world({ workMs: 60 * minute });
    at.keep(workOf('p'));
    at.keep();
    expect(at.jobs.read(jobKey(workOf('p').request))).toMatchObject({ snapshot: { state: 'stopped' } });
    await pass(60 * minute);
    expect(at.begun).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('several processes', () => {
  const works = (count: number) => Array.from({ length: count }, (_, index) => workOf(`p${index}`));

  it('are evaluated two at a time, and none waits for one that never ends', async () => {
    const at = world({ workMs: 24 * 60 * minute });
    at.keep(...works(5));
    const running = () =>
      works(5).filter(({ id }) => at.follower.read(id)?.step.kind === 'evaluating').length;
    for (let count = 0; count < 120; count += 1) {
      await pass(minute);
      expect(running()).toBe(2);
    }
    const turns = works(5).map(({ id }) => at.begun.filter(({ processId }) => processId === id).length);
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);
    expect(Math.min(...turns)).toBeGreaterThan(3);
  });

  it('are all asked in turn, however many there are, and never more often than is allowed', async () => {
    const event = fc.record({ ms: fc.integer({ min: 1, max: 900_000 }), grows: fc.nat(39) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(event, { maxLength: 40 }),
        fc.boolean(),
        async (count, events, isBroken) => {
          vi.useFakeTimers({ now: 1_000_000 });
          const at = world();
          at.keep(...works(count));
          const details = { status: 503 };
          if (isBroken) at.control.lookError = new SourceError('http-status', 'Broken.', { details });
          for (const { ms, grows } of events) {
            await pass(ms);
            at.heads.set(`p${grows}`, Date.now());
            at.follower.hurry();
          }
          await pass(2 * 60 * minute);
          const times = at.lookedAt.map(({ ms }) => ms);
          for (const from of times) {
            const inHour = times.filter((ms) => ms >= from && ms < from + 60 * minute);
            expect(inHour.length).toBeLessThanOrEqual(188);
          }
          const lately = at.lookedAt.filter(({ ms }) => ms > Date.now() - 60 * minute);
          const asked = works(count).map(
            ({ id }) => lately.filter(({ processId }) => processId === id).length,
          );
          expect(Math.min(...asked)).toBeGreaterThanOrEqual(1);
          at.keep();
        },
      ),
      { numRuns: 12 },
    );
  });
});
