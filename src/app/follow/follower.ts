import type { EngineApi, ErrorReport, Fact, HeadView, ReplayAnswer } from '../../engine/api.ts';
import { reportError } from '../../engine/api.ts';
import { shownLevel } from '../components/evidence/evidenceWords.ts';
import type { JobStore } from '../jobs/jobStore.ts';
import { isUnsettled, type JobView } from '../jobs/jobView.ts';
import { askedDelayMs } from '../jobs/patience.ts';
import { createAllowance, usualAllowance } from './allowance.ts';
import { type Entry, entryOf, isAt, isResting } from './entry.ts';
import { type FollowedWork, type FollowState, type FollowStep, isNews } from './followState.ts';
import { backOffMs, restMs } from './pace.ts';
import { dueForLook, dueForWork, overdue, untilNext } from './turns.ts';

/**
 * Keeps up with processes: asks each one's scheduler unit now and then how far its schedule goes, and lets the usual evaluation go on where that
 * is not what is known. All that is believed comes from there; a look only says that there may be something.
 */
export interface Follower {
  /** These and no others. Who is new, or was stopped and is not any more, is evaluated first of all. */
  keep(follows: readonly FollowedWork[]): void;
  /** Nothing is asked and nothing begun while it is not active. */
  setActive(isActive: boolean): void;
  /** The network is back, or somebody looks: asks now, as far as the servers' patience and the allowance go. */
  hurry(): void;
  read(id: string): FollowState | undefined;
  /** Messages that were verified and evaluated for this since the page was opened. */
  readonly messageCount: number;
}

export interface FollowerOptions {
  readonly engine: Pick<EngineApi, 'readHead'>;
  readonly jobs: JobStore;
  readonly onChange: () => void;
  readonly isOffline?: () => boolean;
  readonly random?: () => number;
  readonly nowMs?: () => number;
  /** Never set back. */
  readonly steadyMs?: () => number;
}

/** A unit may withhold what others know of, and evaluating asks them, too. */
const wholeCheckMs = 3_600_000;
/** Somebody who looks again at once learns nothing new. */
const youngMs = 10_000;
const leastWaitMs = 1_000;

export function createFollower({
  engine,
  jobs,
  onChange,
  isOffline = () => false,
  random = Math.random,
  nowMs = Date.now,
  steadyMs = () => performance.now(),
}: FollowerOptions): Follower {
  const entries = new Map<string, Entry>();
  const allowance = createAllowance({ ...usualAllowance, steadyMs });
  let isActive = false;
  let messageCount = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(entry: Entry, change: Partial<FollowState>): void {
    entry.state = { ...entry.state, ...change };
    onChange();
  }

  function advance(): void {
    clearTimeout(timer);
    // Without a network the next word is that it is back.
    if (!isActive || isOffline()) return;
    const all = [...entries.values()];
    const next = dueForLook(all, steadyMs());
    if (next !== undefined && allowance.take()) void look(next);
    for (const entry of dueForWork(all)) {
      beEvaluated(entry, true);
      jobs.goOn(entry.work.request);
    }
    const over = overdue(all, steadyMs());
    if (over !== undefined) endTurn(over);
    const waitMs = untilNext(all, steadyMs(), allowance.waitMs());
    // What was begun or ended meanwhile may have come here, too.
    clearTimeout(timer);
    if (Number.isFinite(waitMs)) timer = setTimeout(advance, Math.max(leastWaitMs, waitMs));
  }

  async function look(entry: Entry): Promise<void> {
    const { network, processId } = entry.work.request;
    entry.isLooking = true;
    entry.askedMs = steadyMs();
    const { evaluatedMs } = entry;
    // An evaluation that has ended since has asked later than this; one that goes on will.
    const isNewest = () => entries.get(entry.work.id) === entry && entry.evaluatedMs === evaluatedMs;
    try {
      const head = await engine.readHead({ network, processId });
      if (isNewest()) takeHead(entry, head);
    } catch (error) {
      if (isNewest() && isAt(entry, 'resting', 'unreachable')) fail(entry, reportError(error));
    } finally {
      entry.isLooking = false;
      advance();
    }
  }

  function takeHead(entry: Entry, head: HeadView): void {
    const isNew = isNews(head, entry.seen);
    entry.seen = { nonce: head.latestNonce, assignmentId: head.latestAssignmentId };
    if (!entry.owesEvaluation) entry.failures = 0;
    if (isNew) entry.grownMs = steadyMs();
    tell(entry, { askedMs: nowMs(), headNonce: head.latestNonce });
    // Somebody may have begun it meanwhile.
    if (!isAt(entry, 'resting', 'unreachable')) return;
    if (isNew || entry.owesEvaluation || steadyMs() - entry.evaluatedMs >= wholeCheckMs) queue(entry);
    else rest(entry, { kind: 'resting' }, restMs(steadyMs() - entry.grownMs, random()));
  }

  function queue(entry: Entry): void {
    entry.dueMs = steadyMs();
    entry.owesEvaluation = true;
    tell(entry, { step: { kind: 'queued' }, nextMs: null });
  }

  function rest(entry: Entry, step: FollowStep, delayMs: number): void {
    entry.dueMs = steadyMs() + delayMs;
    if (step.kind === 'resting') entry.failingSinceMs = null;
    tell(entry, { step, nextMs: nowMs() + delayMs });
  }

  function beEvaluated(entry: Entry, isOurs: boolean): void {
    Object.assign(entry, { isOurs, isTurnOver: false, dueMs: steadyMs() });
    tell(entry, { step: { kind: 'evaluating' }, nextMs: null });
  }

  /** What was reached is saved, and it goes on from there. */
  function endTurn(entry: Entry): void {
    entry.isTurnOver = true;
    jobs.stop(entry.key);
  }

  /** Whose question comes first would otherwise wait here for all that is new, and for servers that do not answer. */
  function makeWay(entry: Entry): boolean {
    const wasWanted = entry.isWanted;
    entry.isWanted = jobs.hasWorkBeside(entry.work.request);
    if (entry.isWanted && isAt(entry, 'evaluating') && entry.isOurs && !entry.isTurnOver) endTurn(entry);
    return entry.isWanted !== wasWanted;
  }

  /** Whoever begins, stops or ends a job of these: this, a person on its page, or the job store, which has tried again. */
  function followJobs(): void {
    let isChanged = false;
    for (const entry of entries.values()) {
      if (makeWay(entry)) isChanged = true;
      const view = jobs.read(entry.key);
      const wasEvaluating = isAt(entry, 'evaluating');
      if (isUnsettled(view)) {
        if (wasEvaluating) continue;
        beEvaluated(entry, !jobs.isByHand(entry.key));
      } else if (wasEvaluating) conclude(entry, view);
      else if (entry.dueMs === Number.POSITIVE_INFINITY && !isWaiting(view)) stop(entry, null);
      else continue;
      isChanged = true;
    }
    if (isChanged) advance();
  }

  function conclude(entry: Entry, view: JobView): void {
    if (view.kind !== 'known') {
      stop(entry, view.kind === 'refused' ? view.error : null);
      return;
    }
    const { snapshot, triesAgainMs } = view;
    messageCount += snapshot.progress.evaluatedCount;
    entry.evaluatedMs = steadyMs();
    if (triesAgainMs !== undefined && snapshot.error !== null) {
      entry.dueMs = Number.POSITIVE_INFINITY;
      tell(entry, { step: unreachable(entry, snapshot.error), nextMs: triesAgainMs });
    } else if (snapshot.answer?.kind === 'replay' && snapshot.state === 'done')
      takeAnswer(entry, snapshot.answer, snapshot.facts);
    else if (snapshot.state === 'failed' && snapshot.error !== null) fail(entry, snapshot.error);
    else if (entry.isTurnOver && entry.isOurs) queue(entry);
    else stop(entry, null);
  }

  function takeAnswer(entry: Entry, answer: ReplayAnswer, facts: readonly Fact[]): void {
    const { nonce, latestNonce } = answer;
    tell(entry, { answer: { nonce, level: shownLevel(answer.level, facts) } });
    if (latestNonce === null && nonce !== null) {
      // Out of what is kept. The job store would look for the unit as well as this does.
      jobs.stop(entry.key);
      fail(entry, withoutUnit);
      return;
    }
    entry.failures = 0;
    entry.owesEvaluation = false;
    const isAsSeen = entry.seen?.nonce === latestNonce;
    entry.seen = { nonce: latestNonce, assignmentId: isAsSeen ? (entry.seen?.assignmentId ?? null) : null };
    tell(entry, { askedMs: nowMs(), headNonce: latestNonce });
    rest(entry, { kind: 'resting' }, restMs(steadyMs() - entry.grownMs, random()));
  }

  /** Servers are asked again, ever later. Whatever else fails stays so until somebody says otherwise. */
  function fail(entry: Entry, error: ErrorReport): void {
    if (error.layer !== 'source') {
      stop(entry, error);
      return;
    }
    entry.failures += 1;
    const askedMs = askedDelayMs(error);
    entry.notBeforeMs = steadyMs() + askedMs;
    rest(entry, unreachable(entry, error), backOffMs(entry.failures, askedMs, random()));
  }

  function unreachable(entry: Entry, error: ErrorReport): FollowStep {
    entry.failingSinceMs ??= nowMs();
    return { kind: 'unreachable', sinceMs: entry.failingSinceMs, error };
  }

  function stop(entry: Entry, error: ErrorReport | null): void {
    entry.dueMs = steadyMs();
    tell(entry, { step: { kind: 'stopped', error }, nextMs: null });
  }

  jobs.subscribe(followJobs);
  return {
    keep(follows) {
      const wanted = new Set(follows.map(({ id }) => id));
      for (const [id, entry] of entries) {
        if (wanted.has(id)) continue;
        entries.delete(id);
        if (isAt(entry, 'evaluating') && entry.isOurs) jobs.stop(entry.key);
      }
      for (const work of follows) {
        const entry = entries.get(work.id);
        if (entry === undefined) entries.set(work.id, entryOf(work, steadyMs()));
        else if (isAt(entry, 'stopped') && work.stop === undefined) queue(entry);
      }
      followJobs();
      advance();
    },
    setActive(next) {
      isActive = next;
      advance();
    },
    hurry() {
      for (const entry of entries.values()) {
        if (!isResting(entry) || entry.dueMs === Number.POSITIVE_INFINITY) continue;
        const soonMs = Math.max(steadyMs(), entry.notBeforeMs, entry.askedMs + youngMs);
        entry.dueMs = Math.min(entry.dueMs, soonMs);
      }
      advance();
    },
    read: (id) => entries.get(id)?.state,
    get messageCount() {
      return messageCount;
    },
  };
}

const withoutUnit: ErrorReport = {
  layer: 'source',
  code: 'unreachable',
  message: 'The scheduler unit could not be reached.',
  details: {},
  chain: [],
};

function isWaiting(view: JobView): boolean {
  return view.kind === 'known' && view.triesAgainMs !== undefined;
}
