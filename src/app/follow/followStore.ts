import type { ReplayRequest } from '../../engine/api.ts';
import type { Follower } from './follower.ts';
import type { FollowState } from './followState.ts';
import { type Follow, followId, type KeptFollows, mostFollows } from './keptFollows.ts';
import type { TabRole, TabTurn } from './tabTurn.ts';

export interface FollowsView {
  /** `paused`: this tab is not lent to them. */
  readonly role: TabRole | 'paused';
  readonly follows: readonly FollowRow[];
  /** Messages verified and evaluated for them since this page was opened. */
  readonly messageCount: number;
}

export interface FollowRow extends Follow {
  readonly id: string;
  /** What is evaluated for it; null where its network cannot be read. */
  readonly request: ReplayRequest | null;
  /** Null where it is not this tab that keeps up with it. */
  readonly state: FollowState | null;
}

/** The processes that somebody wants to keep up with, and what this tab does for it. One for the page. */
export interface FollowStore {
  read(): FollowsView;
  subscribe(listener: () => void): () => void;
  /** Keeps up with it from now on, in this tab unless another one does. */
  follow(follow: Follow): void;
  unfollow(id: string): void;
  /** Goes on with one that was stopped. */
  goOn(id: string): void;
  /** Lends this tab to them, or takes it back. */
  lend(isLent: boolean): void;
  /** Somebody looks, or the network is back. */
  hurry(): void;
  isElsewhere(): Promise<boolean>;
}

export interface FollowStoreOptions {
  readonly kept: KeptFollows;
  readonly turn: TabTurn;
  readonly createFollower: (onChange: () => void) => Follower;
  /** Undefined where its network cannot be read. */
  readonly requestOf: (follow: Follow) => ReplayRequest | undefined;
}

export function createFollowStore({
  kept,
  turn,
  createFollower,
  requestOf,
}: FollowStoreOptions): FollowStore {
  const listeners = new Set<() => void>();
  const requests = new Map<string, ReplayRequest>();
  let follows = kept.load();
  let role: FollowsView['role'] = 'paused';
  const follower = createFollower(keepStops);
  let view = describe();

  /** The same object each time, as what shows it compares them. */
  function requestIn(follow: Follow): ReplayRequest | null {
    const id = followId(follow);
    const request = requests.get(id) ?? requestOf(follow);
    if (request !== undefined) requests.set(id, request);
    return request ?? null;
  }

  function describe(): FollowsView {
    const rows = follows.map((follow) => {
      const id = followId(follow);
      const state = role === 'here' ? (follower.read(id) ?? null) : null;
      return { ...follow, id, request: requestIn(follow), state };
    });
    return { role, follows: rows, messageCount: follower.messageCount };
  }

  function tell(): void {
    view = describe();
    for (const listener of listeners) listener();
  }

  /** What stopped one is remembered with it, so that no reload goes past it. */
  function keepStops(): void {
    const next = role === 'here' ? follows.map(withStop) : follows;
    if (next.some((each, index) => each !== follows[index])) {
      follows = kept.load().map(withStop);
      kept.save(follows);
    }
    tell();
  }

  function withStop(follow: Follow): Follow {
    const step = follower.read(followId(follow))?.step;
    if (step === undefined) return follow;
    const { stop: before, ...rest } = follow;
    const error = step.kind === 'stopped' ? step.error : undefined;
    if (error === undefined) return before === undefined ? follow : rest;
    const stop = { error: error === null ? null : { ...error, chain: [...error.chain] } };
    return JSON.stringify(stop) === JSON.stringify(before) ? follow : { ...rest, stop };
  }

  /** Only the tab whose turn it is keeps any; the others show the list. */
  function apply(): void {
    if (follows.length > 0 && kept.isHere()) {
      turn.ask((next) => {
        role = next;
        work();
      });
    } else {
      turn.giveUp();
      role = 'paused';
    }
    work();
  }

  function work(): void {
    const isHere = role === 'here';
    const works = follows.flatMap((follow) => {
      const request = requestIn(follow);
      return request === null ? [] : [{ id: followId(follow), request, stop: follow.stop }];
    });
    follower.keep(isHere ? works : []);
    follower.setActive(isHere);
    tell();
  }

  /** Of what is kept: another tab may have changed it, and the news of that be on its way. */
  function change(by: (latest: readonly Follow[]) => readonly Follow[]): void {
    follows = by(kept.load());
    kept.save(follows);
    apply();
  }

  kept.listen(() => {
    follows = kept.load();
    apply();
  });
  apply();
  return {
    read: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow(follow) {
      kept.setHere(true);
      const id = followId(follow);
      change((latest) => [...latest.filter((each) => followId(each) !== id), follow].slice(-mostFollows));
    },
    unfollow: (id) => change((latest) => latest.filter((each) => followId(each) !== id)),
    goOn(id) {
      kept.setHere(true);
      change((latest) => latest.map((each) => (followId(each) === id ? { ...each, stop: undefined } : each)));
    },
    lend(isLent) {
      kept.setHere(isLent);
      apply();
    },
    hurry: () => follower.hurry(),
    isElsewhere: async () => role === 'elsewhere' || (role === 'paused' && (await turn.isTaken())),
  };
}
