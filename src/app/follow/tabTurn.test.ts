import { expect, it, vi } from 'vitest';
import { createTabTurn, type TabRole } from './tabTurn.ts';

/** Web Locks with one name, as two tabs share them. */
function createLocks() {
  const queue: (() => void)[] = [];
  let isHeld = false;
  const release = () => {
    isHeld = false;
    queue.shift()?.();
  };
  const hold = async (work: (lock: object | null) => unknown) => {
    isHeld = true;
    try {
      return await work({});
    } finally {
      release();
    }
  };
  return {
    query: async () => ({ held: isHeld ? [{ name: 'selfsame:follow' }] : [], pending: [] }),
    async request(_: string, options: LockOptions, work: (lock: object | null) => unknown) {
      await Promise.resolve();
      if (!isHeld) return hold(work);
      if (options.ifAvailable === true) return work(null);
      await new Promise<void>((resolve, reject) => {
        queue.push(resolve);
        options.signal?.addEventListener('abort', () => {
          queue.splice(queue.indexOf(resolve), 1);
          reject(new DOMException('Given up.', 'AbortError'));
        });
      });
      return hold(work);
    },
  } as unknown as Pick<LockManager, 'request' | 'query'>;
}

function tabOn(locks: Pick<LockManager, 'request' | 'query'> | undefined) {
  const roles: TabRole[] = [];
  const turn = createTabTurn(locks);
  return { ...turn, roles, ask: () => turn.ask((role) => roles.push(role)) };
}

it('is one tab’s, and the next one’s when that gives it up', async () => {
  const locks = createLocks();
  const [first, second] = [tabOn(locks), tabOn(locks)];
  first.ask();
  await vi.waitFor(() => expect(first.roles).toEqual(['here']));
  expect(await second.isTaken()).toBe(true);
  second.ask();
  await vi.waitFor(() => expect(second.roles).toEqual(['elsewhere']));
  first.giveUp();
  await vi.waitFor(() => expect(second.roles).toEqual(['elsewhere', 'here']));
  second.giveUp();
  await vi.waitFor(async () => expect(await first.isTaken()).toBe(false));
});

it('is not taken by a tab that has given it up while it waited', async () => {
  const locks = createLocks();
  const [first, second, third] = [tabOn(locks), tabOn(locks), tabOn(locks)];
  first.ask();
  second.ask();
  await vi.waitFor(() => expect(second.roles).toEqual(['elsewhere']));
  second.giveUp();
  third.ask();
  first.giveUp();
  await vi.waitFor(() => expect(third.roles.at(-1)).toBe('here'));
  expect(second.roles).toEqual(['elsewhere']);
});

it('is not told to a tab that gave it up at once, and is there for the next one', async () => {
  const locks = createLocks();
  const [first, second] = [tabOn(locks), tabOn(locks)];
  first.ask();
  first.giveUp();
  second.ask();
  await vi.waitFor(() => expect(second.roles.at(-1)).toBe('here'));
  expect(first.roles).toEqual([]);
});

it('is each tab’s where the browser has no locks, or denies them', async () => {
  const none = tabOn(undefined);
  none.ask();
  expect(none.roles).toEqual(['here']);
  const denied = () => Promise.reject(new DOMException('Denied.', 'SecurityError'));
  const tab = tabOn({ request: denied, query: denied });
  tab.ask();
  await vi.waitFor(() => expect(tab.roles).toEqual(['here']));
  expect(await tab.isTaken()).toBe(false);
});
