import { expect, it, vi } from 'vitest';
import { legacynet } from '../../engine/api.ts';
import type { FollowedWork, FollowState } from './followState.ts';
import { unknownState } from './followState.ts';
import { createFollowStore } from './followStore.ts';
import { createKeptFollows, type Follow, followId } from './keptFollows.ts';
import type { TabRole } from './tabTurn.ts';

function memory(): Storage {
  const items = new Map<string, string>();
  return {
    ...{ length: 0, clear: () => items.clear(), key: () => null },
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

const tally: Follow = { processId: 'p', net: 'demo', programPath: '', name: 'Tally' };
const id = followId(tally);

/** A page over storage that may have been another page's before. */
function openPage(list = memory(), session = memory()) {
  const page = new EventTarget();
  const states = new Map<string, FollowState>();
  const kept: (readonly FollowedWork[])[] = [];
  let tell: () => void = () => undefined;
  let give: ((role: TabRole) => void) | undefined;
  const store = createFollowStore({
    kept: createKeptFollows({ list: () => list, session: () => session, page }),
    turn: {
      ask: (onRole) => {
        give ??= onRole;
      },
      giveUp: () => {
        give = undefined;
      },
      isTaken: async () => false,
    },
    createFollower(onChange) {
      tell = onChange;
      return {
        keep: (works) => void kept.push(works),
        setActive: () => undefined,
        hurry: () => undefined,
        read: (each) => states.get(each),
        messageCount: 0,
      };
    },
    requestOf: ({ processId, net }) =>
      net === 'demo' ? { kind: 'replay', network: legacynet, processId } : undefined,
  });
  return {
    ...{ store, list, session, page },
    isAsked: () => give !== undefined,
    give: (role: TabRole) => give?.(role),
    works: () => kept.at(-1)?.map((work) => [work.id, work.stop]),
    be(step: FollowState['step']) {
      states.set(id, { ...unknownState, step });
      tell();
    },
  };
}

it('keeps up in the tab that was told to, when it is its turn, over a reload, too', () => {
  const first = openPage();
  expect(first.isAsked()).toBe(false);
  first.store.follow(tally);
  expect(first.works()).toEqual([]);
  first.give('here');
  expect(first.works()).toEqual([[id, undefined]]);
  expect(first.store.read()).toMatchObject({ role: 'here', follows: [{ name: 'Tally', id }] });
  const reloaded = openPage(first.list, first.session);
  reloaded.give('elsewhere');
  expect(reloaded.works()).toEqual([]);
  reloaded.give('here');
  expect(reloaded.works()).toEqual([[id, undefined]]);
});

it('shows the list in a tab of a later visit, and does nothing until it is lent', () => {
  const before = openPage();
  before.store.follow(tally);
  const later = openPage(before.list);
  expect(later.isAsked()).toBe(false);
  expect(later.store.read()).toMatchObject({ role: 'paused', follows: [{ id, state: null }] });
  later.store.lend(true);
  later.give('here');
  expect(later.works()).toEqual([[id, undefined]]);
  later.store.lend(false);
  expect(later.works()).toEqual([]);
  expect(later.store.read()).toMatchObject({ role: 'paused', follows: [{ id }] });
});

it('remembers what stopped a process until somebody goes on with it', () => {
  const first = openPage();
  first.store.follow(tally);
  first.give('here');
  const error = { layer: 'verification', code: 'c', message: 'm', details: { nonce: 7 }, chain: [] } as const;
  first.be({ kind: 'stopped', error });
  expect(first.store.read().follows[0]?.stop).toEqual({ error });

  const reloaded = openPage(first.list, first.session);
  expect(reloaded.store.read().follows[0]?.stop).toEqual({ error });
  reloaded.give('here');
  expect(reloaded.works()).toEqual([[id, { error }]]);
  reloaded.store.goOn(id);
  expect(reloaded.works()).toEqual([[id, undefined]]);
  reloaded.be({ kind: 'evaluating' });
  expect(openPage(first.list).store.read().follows[0]?.stop).toBeUndefined();
});

it('adopts what another tab has changed', () => {
  const first = openPage();
  first.store.follow(tally);
  first.give('here');
  const second = openPage(first.list);
  second.store.unfollow(id);
  const listener = vi.fn();
  first.store.subscribe(listener);
  first.page.dispatchEvent(Object.assign(new Event('storage'), { key: 'selfsame.follows' }));
  expect(listener).toHaveBeenCalled();
  expect(first.store.read().follows).toEqual([]);
  expect(first.works()).toEqual([]);
  expect(first.isAsked()).toBe(false);
});

it('reads no entry that it would not write, and shows one whose network is gone', () => {
  const list = memory();
  list.setItem(
    'selfsame.follows',
    JSON.stringify([{ processId: 5 }, 'x', { ...tally, net: 'gone' }, tally, tally]),
  );
  const { store } = openPage(list);
  expect(store.read().follows.map(({ net, request }) => [net, request === null])).toEqual([
    ['gone', true],
    ['demo', false],
  ]);
  list.setItem('selfsame.follows', '{');
  expect(openPage(list).store.read().follows).toEqual([]);
});

it('adds to what another tab has kept, also before it is told of that', () => {
  const list = memory();
  const [one, other] = [openPage(list), openPage(list)];
  other.store.follow({ ...tally, processId: 'other' });
  one.store.follow(tally);
  const names = () =>
    openPage(list)
      .store.read()
      .follows.map(({ processId }) => processId);
  expect(names()).toEqual(['other', 'p']);
  other.store.follow({ ...tally, processId: 'third' });
  one.give('here');
  one.be({ kind: 'stopped', error: null });
  expect(names()).toEqual(['other', 'p', 'third']);
  one.store.unfollow(id);
  expect(names()).toEqual(['other', 'third']);
});

it('remembers as long as the page what the browser has no room for', () => {
  const full = {
    ...memory(),
    setItem: () => {
      throw new DOMException('Full.', 'QuotaExceededError');
    },
  };
  const { store } = openPage(full);
  store.follow(tally);
  store.follow({ ...tally, processId: 'other' });
  expect(store.read().follows.map(({ processId }) => processId)).toEqual(['p', 'other']);
});
