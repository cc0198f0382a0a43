import { delay } from '../base/abort.ts';
import type { JobAnswer, JobId, JobProgress, JobRequest, JobSnapshot } from './api.ts';
import { reportError } from './errorReport.ts';
import { initialProgress } from './initialProgress.ts';

/** What running work may say of itself; each call replaces the fields it names. */
export type JobUpdate = Partial<Pick<JobSnapshot, 'facts' | 'claims' | 'answer'>> & {
  readonly progress?: Partial<JobProgress>;
};

export interface JobControl {
  /** Fires when the user stops the job. */
  readonly signal: AbortSignal;
  update(change: JobUpdate): void;
}

export type JobWork = (control: JobControl) => Promise<JobAnswer>;

interface Job {
  readonly controller: AbortController;
  snapshot: JobSnapshot;
  settled: Promise<void>;
  /** Resolved and replaced at each change, … */
  changed: Signal;
  /** … and at each that a reader must not miss, however soon the next one follows. */
  news: Signal;
}

interface Signal {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

const settledStates = new Set<JobSnapshot['state']>(['stopped', 'done', 'failed']);
const settledJobsKept = 20;
/** What changes without being news is told at most this often. */
const watchIntervalMs = 100;

export interface Jobs {
  start(request: JobRequest, work: JobWork): JobId;
  /** The running job for an equal request, if there is one. */
  findRunning(request: JobRequest): JobId | undefined;
  stop(jobId: JobId): Promise<void>;
  /** Resolves when all that run for such requests have settled, and their progress is saved. */
  stopAll(isMeant: (request: JobRequest) => boolean): Promise<void>;
  watch(jobId: JobId, listener: (snapshot: JobSnapshot) => unknown): Promise<void>;
}

/** Long work outlives the screen that started it: it is held here, watched by whoever looks, and stopped only when told to. */
export function createJobs(): Jobs {
  const jobs = new Map<JobId, Job>();
  let count = 0;

  function change(job: Job, snapshot: JobSnapshot): void {
    const { snapshot: before, changed, news } = job;
    job.snapshot = snapshot;
    job.changed = signalOnce();
    changed.resolve();
    if (!isNews(before, snapshot)) return;
    job.news = signalOnce();
    news.resolve();
  }

  function forgetOldest(): void {
    const settled = [...jobs].filter(([, job]) => settledStates.has(job.snapshot.state));
    for (const [jobId] of settled.slice(0, Math.max(0, settled.length - settledJobsKept))) jobs.delete(jobId);
  }

  async function run(job: Job, work: JobWork): Promise<void> {
    const control: JobControl = {
      signal: job.controller.signal,
      update: ({ progress, ...rest }) =>
        change(job, { ...job.snapshot, ...rest, progress: { ...job.snapshot.progress, ...progress } }),
    };
    const settle = (end: Pick<JobSnapshot, 'state'> & Partial<JobSnapshot>) =>
      change(job, {
        ...job.snapshot,
        ...end,
        progress: { ...job.snapshot.progress, phase: 'settled', remainingMs: null },
      });
    try {
      const answer = await work(control);
      settle({ state: 'done', answer });
    } catch (error) {
      if (job.controller.signal.aborted) settle({ state: 'stopped' });
      else settle({ state: 'failed', error: reportError(error) });
    }
    forgetOldest();
  }

  async function stop(jobId: JobId): Promise<void> {
    const job = jobs.get(jobId);
    if (job === undefined) return;
    if (job.snapshot.state === 'running') {
      change(job, { ...job.snapshot, state: 'stopping' });
      job.controller.abort(new DOMException('The job was stopped.', 'AbortError'));
    }
    await job.settled;
  }

  return {
    start(request, work) {
      count += 1;
      const jobId = `job-${count}`;
      const job: Job = {
        controller: new AbortController(),
        snapshot: {
          jobId,
          request,
          state: 'running',
          progress: initialProgress,
          facts: [],
          claims: [],
          answer: null,
          error: null,
        },
        settled: Promise.resolve(),
        changed: signalOnce(),
        news: signalOnce(),
      };
      jobs.set(jobId, job);
      job.settled = run(job, work);
      return jobId;
    },

    findRunning(request) {
      const wanted = JSON.stringify(request);
      for (const [jobId, { snapshot }] of jobs) {
        if (snapshot.state === 'running' && JSON.stringify(snapshot.request) === wanted) return jobId;
      }
      return undefined;
    },

    stop,

    async stopAll(isMeant) {
      const meant = [...jobs].filter(([, { snapshot }]) => isMeant(snapshot.request));
      await Promise.all(meant.map(([jobId]) => stop(jobId)));
    },

    async watch(jobId, listener) {
      const job = jobs.get(jobId);
      if (job === undefined) return;
      for (;;) {
        const { snapshot, changed, news } = job;
        await listener(snapshot);
        if (settledStates.has(snapshot.state)) return;
        await changed.promise;
        await Promise.race([news.promise, delay(watchIntervalMs)]);
      }
    },
  };
}

/** The end, and a word of evidence that is another: an answer that is promoted at once was `resumed` before. */
function isNews(before: JobSnapshot, after: JobSnapshot): boolean {
  const isFirstMessage = before.progress.evaluatedCount === 0 && after.progress.evaluatedCount > 0;
  return settledStates.has(after.state) || before.answer?.level !== after.answer?.level || isFirstMessage;
}

function signalOnce(): Signal {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
