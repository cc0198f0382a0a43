import { jobKey } from '../jobs/jobStore.ts';
import {
  type FollowedWork,
  type FollowState,
  type FollowStep,
  type SeenHead,
  unknownState,
} from './followState.ts';

/** What a follower remembers of one process. Times are of the steady clock, unless they say otherwise. */
export interface Entry {
  readonly work: FollowedWork;
  /** Of its evaluation, for the job store. */
  readonly key: string;
  state: FollowState;
  /** When it is to be asked; since when it is queued, or evaluated. Infinity while the job store waits to try again. */
  dueMs: number;
  /** By its server's own word. */
  notBeforeMs: number;
  askedMs: number;
  /** When its schedule was last seen to grow. */
  grownMs: number;
  evaluatedMs: number;
  /** In milliseconds since 1970; null where nothing fails. */
  failingSinceMs: number | null;
  failures: number;
  /** A look is not enough: what was begun has not ended well. */
  owesEvaluation: boolean;
  seen: SeenHead | undefined;
  isLooking: boolean;
  /** Its evaluation was not begun by hand. */
  isOurs: boolean;
  /** Somebody asks the same process something, and comes first. */
  isWanted: boolean;
  /** Its evaluation was stopped for others, and goes on later. */
  isTurnOver: boolean;
}

export function entryOf(work: FollowedWork, now: number): Entry {
  const { stop } = work;
  return {
    work,
    key: jobKey(work.request),
    state: stop === undefined ? unknownState : { ...unknownState, step: { kind: 'stopped', ...stop } },
    dueMs: now,
    notBeforeMs: now,
    askedMs: Number.NEGATIVE_INFINITY,
    grownMs: now,
    evaluatedMs: now,
    failingSinceMs: null,
    failures: 0,
    owesEvaluation: true,
    seen: undefined,
    isLooking: false,
    isOurs: false,
    isWanted: false,
    isTurnOver: false,
  };
}

export function isAt({ state }: Entry, ...kinds: readonly FollowStep['kind'][]): boolean {
  return kinds.includes(state.step.kind);
}

/** Nothing is under way, and it will be asked. */
export function isResting(entry: Entry): boolean {
  return isAt(entry, 'resting', 'unreachable') && !entry.isLooking;
}

export function earliest(entries: readonly Entry[]): Entry | undefined {
  return entries.reduce<Entry | undefined>(
    (first, each) => (first === undefined || each.dueMs < first.dueMs ? each : first),
    undefined,
  );
}
