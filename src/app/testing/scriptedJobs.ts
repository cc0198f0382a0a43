import type { EngineApi, JobRequest, JobSnapshot } from '../../engine/api.ts';
import { reportError } from '../../engine/api.ts';
import { initialProgress } from '../../engine/initialProgress.ts';
import { brokenMessage, latestNonces, lyingId, scriptedFacts } from './scriptedData.ts';

interface ScriptedJob {
  snapshot: JobSnapshot;
  stopped: boolean;
}

const stepMs = 100;

/** Jobs that count upwards as an evaluation would. */
export function createScriptedJobs(
  evaluated: Map<string, number>,
): Pick<EngineApi, 'startJob' | 'stopJob' | 'watchJob'> {
  const jobs = new Map<string, ScriptedJob>();
  return {
    startJob: async (request) => {
      const jobId = String(jobs.size);
      jobs.set(jobId, { snapshot: firstSnapshot(jobId, request, evaluated), stopped: false });
      return jobId;
    },
    stopJob: async (jobId) => {
      const job = jobs.get(jobId);
      if (job !== undefined) job.stopped = true;
    },
    watchJob: async (jobId, listener) => {
      const job = jobs.get(jobId);
      if (job === undefined) return;
      listener(job.snapshot);
      while (job.snapshot.state === 'running' || job.snapshot.state === 'waiting') {
        await new Promise((resolve) => {
          setTimeout(resolve, stepMs);
        });
        job.snapshot = nextSnapshot(job, evaluated);
        listener(job.snapshot);
      }
    },
  };
}

function firstSnapshot(jobId: string, request: JobRequest, evaluated: Map<string, number>): JobSnapshot {
  const latest = latestNonces[request.processId] ?? 100;
  return {
    jobId,
    request,
    state: 'running',
    progress: {
      ...initialProgress,
      targetNonce: request.toNonce ?? latest,
      latestNonce: latest,
      resumedFromNonce: request.fromNothing ? null : (evaluated.get(request.processId) ?? null),
      memoryBytes: 104_900_000,
      notices: location.search.includes('no-storage') ? ['Storage is refused: nothing is saved.'] : [],
    },
    facts: [],
    claims: [
      {
        computeUnit: 'https://cu.demo.selfsame.invalid',
        nonce: null,
        status: 'pending',
        value: null,
        reason: 'Asked for the balance.',
      },
    ],
    answer: null,
    error: null,
  };
}

function nextSnapshot(job: ScriptedJob, evaluated: Map<string, number>): JobSnapshot {
  const { snapshot } = job;
  const { progress, request } = snapshot;
  const target = progress.targetNonce ?? 0;
  const from = progress.resumedFromNonce ?? 0;
  const elapsedMs = progress.elapsedMs + stepMs;
  const nonce = Math.min(target, Math.max(from, (progress.nonce ?? from) + (elapsedMs < 500 ? 0 : 14)));
  const moved = {
    ...progress,
    phase: elapsedMs < 300 ? ('fetching-module' as const) : ('evaluating' as const),
    nonce,
    evaluatedCount: nonce - from,
    errorCount: Math.floor((nonce - from) / 23),
    messagesPerSecond: elapsedMs < 700 ? null : 140,
    bytesFetched: elapsedMs * 410,
    elapsedMs,
    remainingMs: ((target - nonce) / 140) * 1_000,
  };
  const claims = [
    {
      computeUnit: 'https://cu.demo.selfsame.invalid',
      nonce: target,
      status: nonce < target ? ('claimed' as const) : ('agrees' as const),
      value: '1234567890123456789',
      reason: 'Answered a dry-run.',
    },
  ];
  if (request.processId === lyingId && nonce >= 137) return broken(snapshot, moved);
  if (job.stopped) {
    evaluated.set(request.processId, nonce);
    return { ...snapshot, state: 'stopped', progress: { ...moved, savedNonce: nonce, phase: 'settled' } };
  }
  if (nonce < target) {
    const facts = scriptedFacts(false).slice(0, 4);
    return {
      ...snapshot,
      progress: moved,
      facts,
      claims,
      answer: answer(snapshot, 'claimed', nonce, elapsedMs > 900),
    };
  }
  evaluated.set(request.processId, nonce);
  return {
    ...snapshot,
    state: 'done',
    progress: { ...moved, phase: 'settled', savedNonce: nonce, remainingMs: 0 },
    facts: scriptedFacts(false),
    claims,
    answer: answer(snapshot, 'evaluated', nonce, true),
  };
}

function answer(
  { request, progress }: JobSnapshot,
  level: 'claimed' | 'evaluated',
  nonce: number,
  known: boolean,
): JobSnapshot['answer'] {
  if (!known) return null;
  const { latestNonce } = progress;
  if (request.kind === 'replay')
    return { kind: 'replay', level, nonce, latestNonce, memorySha256: null, dryRun: null, metrics: {} };
  return {
    kind: 'balance',
    level,
    amount: 1_234_567_890_123_456_789n,
    token: { name: 'Tally', ticker: 'TLY', logo: null, denomination: 12 },
    nonce: level === 'claimed' ? (latestNonce ?? nonce) : nonce,
    latestNonce,
    timestampMs: Date.UTC(2026, 9, 1) + nonce * 61_000,
  };
}

function broken(snapshot: JobSnapshot, progress: JobSnapshot['progress']): JobSnapshot {
  const facts = scriptedFacts(true);
  return {
    ...snapshot,
    state: 'failed',
    progress: { ...progress, nonce: 136, phase: 'settled' },
    facts,
    answer: null,
    error: reportError(brokenMessage()),
  };
}
