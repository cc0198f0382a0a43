import type { EngineApi, JobRequest, JobSnapshot } from '../../engine/api.ts';
import { dockerProfile, encodeNetworkLink, reportError } from '../../engine/api.ts';
import { createCrashes, isCrash } from './crashes.ts';
import { answeredIn, isUnsettled, type JobView, withPrevious } from './jobView.ts';
import { createPatience, type Patience } from './patience.ts';

/**
 * Long work outlives the screen that started it: leaving a page neither stops nor forgets it. (A query would be cancelled
 * with its last observer; see the threads in docs/ARCHITECTURE.md.)
 */
export interface JobStore {
  /**
   * Starts the work, or joins it where it runs. A settled job with the same key is started anew, by itself where it failed for what passes by
   * itself (`patience.ts`), whoever looks on.
   */
  start(request: JobRequest): void;
  /** As `start`, but by nobody's hand: what it answered before is shown until there is another answer. */
  goOn(request: JobRequest): void;
  stop(key: string): void;
  read(key: string): JobView;
  /** Somebody has begun it, with `start`; what is tried again by itself is still theirs. */
  isByHand(key: string): boolean;
  /** Any of it is under way in this tab. */
  isWorking(): boolean;
  /** Other work is under way in this tab on the same memory of a process: one of the two waits for the other. */
  hasWorkBeside(request: JobRequest): boolean;
  subscribe(listener: () => void): () => void;
}

const idle: JobView = { kind: 'idle' };

/** More than one page shows, and what a tab that is open for weeks would otherwise collect. */
const mostSettled = 200;
const afterCrashMs = 5_000;

/** Requests with the same key ask for the same answer. */
export function jobKey(request: JobRequest): string {
  return JSON.stringify([
    request.kind,
    request.processId,
    request.kind === 'balance' ? request.wallet : null,
    request.toNonce ?? null,
    request.profile ?? null,
    'start' in request ? (request.start ?? null) : null,
    request.kind === 'receipt-check' ? request.receipt : null,
    request.kind === 'senders' ? [request.nonce, request.scope, request.budget] : null,
    request.kind === 'compare' ? request.question : null,
    request.kind === 'replay' ? (request.dryRun ?? null) : null,
    // A network's own name for itself differs between Settings and a link; what it consists of does not.
    encodeNetworkLink(request.network, []),
  ]);
}

/** Both move the same place in a process. */
function sharesMemory(one: JobRequest, other: JobRequest): boolean {
  if (one.processId !== other.processId || !movesProcess(one) || !movesProcess(other)) return false;
  const [profile, otherProfile] = [one, other].map(({ profile: named = dockerProfile }) => named);
  return JSON.stringify(profile) === JSON.stringify(otherProfile);
}

/** Senders are other processes, and stretches and published checkpoints have memories of their own. */
function movesProcess(request: JobRequest): boolean {
  if (request.kind === 'senders' || request.kind === 'segments') return false;
  return !('start' in request);
}

type Waiting = Extract<JobView, { readonly kind: 'known' }> & { readonly triesAgainMs: number };

function isWaitingToTryAgain(view: JobView): view is Waiting {
  return view.kind === 'known' && view.triesAgainMs !== undefined;
}

/** No scheduler unit was there to say how far the schedule goes: there may be later messages. */
function restsOnWhatIsKept({ state, request, answer }: JobSnapshot): boolean {
  if (state !== 'done' || answer === null || 'toNonce' in request) return false;
  return 'latestNonce' in answer && answer.latestNonce === null && answer.nonce !== null;
}

export interface JobStoreOptions {
  /** Read when work starts: they change nothing of the answer, only whether there is one. */
  readonly limits?: () => { readonly watchdogMs?: number };
  /** Work about this process has ended, whoever looks on: what is kept of it may be another. */
  readonly onSettled?: (processId: string) => void;
  /** Calls its listener when the device has a network again. */
  readonly whenOnline?: (listener: () => void) => void;
  readonly patience?: Patience;
}

export function createJobStore(
  engine: EngineApi,
  {
    limits = () => ({}),
    onSettled = () => undefined,
    whenOnline = () => undefined,
    patience = createPatience(),
  }: JobStoreOptions = {},
): JobStore {
  const views = new Map<string, JobView>();
  const underWay = new Map<string, JobRequest>();
  const byHand = new Set<string>();
  const listeners = new Set<() => void>();
  const stopRequested = new Set<string>();
  const crashes = createCrashes();
  whenOnline(() => patience.hurry());

  function show(key: string, view: JobView): void {
    // The latest is the last to go.
    views.delete(key);
    views.set(key, view);
    if (!isUnsettled(view)) {
      underWay.delete(key);
      forgetOldest();
    }
    for (const listener of listeners) listener();
  }

  function forgetOldest(): void {
    const settled = [...views].filter(([, view]) => !isUnsettled(view) && !isWaitingToTryAgain(view));
    for (const [key] of settled.slice(0, Math.max(0, settled.length - mostSettled))) {
      views.delete(key);
      byHand.delete(key);
    }
  }

  async function run(key: string, request: JobRequest): Promise<void> {
    try {
      const jobId = await engine.startJob({ ...request, ...limits() });
      if (stopRequested.delete(key)) await engine.stopJob(jobId);
      await engine.watchJob(jobId, (snapshot) => {
        const triesAgainMs = triesAgainAfter(key, request, snapshot);
        const view =
          triesAgainMs === undefined ? { snapshot: ended(key, snapshot) } : { snapshot, triesAgainMs };
        show(key, withPrevious({ kind: 'known', ...view }, views.get(key) ?? idle));
        // Told to stop after it had its name, before its first word.
        if (stopRequested.delete(key)) stop(key);
      });
      onSettled(request.processId);
    } catch (error) {
      show(key, { kind: 'refused', error: reportError(error) });
    }
  }

  function triesAgainAfter(key: string, request: JobRequest, snapshot: JobSnapshot): number | undefined {
    const { state, error } = snapshot;
    const again = () => begin(key, request, { keepsAnswer: true });
    if (state === 'failed' && error !== null) {
      if (!isCrash(error)) return patience.wait(key, error, again);
      return crashes.count(key, snapshot) ? patience.waitOut(key, afterCrashMs, again) : undefined;
    }
    if (restsOnWhatIsKept(snapshot)) patience.waitFor(key, () => answersAgain(request), again);
    else if (state === 'done' || state === 'stopped') patience.forget(key);
    return undefined;
  }

  async function answersAgain({ network, processId }: JobRequest): Promise<boolean> {
    await engine.readHead({ network, processId });
    return true;
  }

  /** Nothing follows: what is remembered for the next try is told, or let go. */
  function ended(key: string, snapshot: JobSnapshot): JobSnapshot {
    const { state, error } = snapshot;
    const isLastCrash = state === 'failed' && error !== null && isCrash(error);
    const told = isLastCrash ? crashes.name(key, snapshot) : snapshot;
    if (state === 'done' || state === 'stopped' || isLastCrash) crashes.forget(key);
    return told;
  }

  function begin(key: string, request: JobRequest, { keepsAnswer }: { readonly keepsAnswer: boolean }): void {
    const before = views.get(key) ?? idle;
    if (isUnsettled(before)) return;
    stopRequested.delete(key);
    const previous = keepsAnswer ? answeredIn(before) : undefined;
    underWay.set(key, request);
    show(key, { kind: 'starting', ...(previous !== undefined && { previous }) });
    void run(key, request);
  }

  function stop(key: string): void {
    const view = views.get(key) ?? idle;
    if (view.kind === 'starting') stopRequested.add(key);
    patience.forget(key);
    if (isWaitingToTryAgain(view)) show(key, { kind: 'known', snapshot: view.snapshot });
    if (view.kind !== 'known' || !isUnsettled(view)) return;
    show(key, { ...view, snapshot: { ...view.snapshot, state: 'stopping' } });
    engine.stopJob(view.snapshot.jobId).catch((error: unknown) => {
      show(key, { kind: 'refused', error: reportError(error) });
    });
  }

  return {
    start(request) {
      const key = jobKey(request);
      patience.forget(key);
      byHand.add(key);
      begin(key, request, { keepsAnswer: false });
    },
    goOn(request) {
      const key = jobKey(request);
      patience.forget(key);
      if (!underWay.has(key)) byHand.delete(key);
      begin(key, request, { keepsAnswer: true });
    },
    stop,
    read: (key) => views.get(key) ?? idle,
    isByHand: (key) => byHand.has(key),
    isWorking: () => underWay.size > 0,
    hasWorkBeside(request) {
      const own = jobKey(request);
      return [...underWay].some(([key, other]) => key !== own && sharesMemory(request, other));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
