import { describe, expect, it, vi } from 'vitest';
import type { LineId } from '../../storage/line.ts';
import { createSharedLocks } from '../testing/simulation/sharedLocks.ts';
import { createLineLock, listAtWork } from './lineLock.ts';

const line = 'process/module/profile' as LineId;

/** As in a browser that lets the page keep nothing: https://w3c.github.io/web-locks/#dom-lockmanager-request. */
const denying = {
  request: () => Promise.reject(new DOMException('The request was denied.', 'SecurityError')),
  query: () => Promise.reject(new DOMException('The request was denied.', 'SecurityError')),
} as unknown as LockManager;

/** Grants every lock at once. */
const granting = {
  request: (_name: string, _options: unknown, work: (lock: unknown) => unknown) => work({}),
} as unknown as LockManager;

describe('a line’s lock', () => {
  it.each([
    ['without Web Locks', undefined],
    ['where they are denied', denying],
  ])('lets the jobs of a tab wait for each other %s', async (_, locks) => {
    const lock = createLineLock(locks);
    const told: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const first = lock.hold(line, () => held.then(() => told.push('first')), {});
    const onWait = vi.fn(() => letGo());
    const second = lock.hold(line, async () => told.push('second'), { onWait });
    await Promise.all([first, second]);
    expect(told).toEqual(['first', 'second']);
    expect(onWait).toHaveBeenCalledOnce();
  });

  it('is given up waiting for at once, and by nobody else for that', async () => {
    const lock = createLineLock(undefined);
    const told: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const first = lock.hold(line, () => held.then(() => told.push('first')), {});
    const stop = new AbortController();
    const { signal } = stop;
    const second = lock.hold(line, async () => told.push('second'), { signal });
    const third = lock.hold(line, async () => told.push('third'), {});
    stop.abort(new DOMException('Stopped.', 'AbortError'));
    await expect(second).rejects.toThrow('Stopped.');
    expect(told).toEqual([]);
    letGo();
    await Promise.all([first, third]);
    expect(told).toEqual(['first', 'third']);
  });

  it('does work once, also where it fails as a denied lock does', async () => {
    const work = vi.fn(() => Promise.reject(new DOMException('Not here.', 'SecurityError')));
    await expect(createLineLock(granting).hold(line, work, {})).rejects.toThrow('Not here.');
    expect(work).toHaveBeenCalledOnce();
  });
});

it('tells whose lines are held, in whichever tab, and nothing where locks are denied', async () => {
  const locks = createSharedLocks();
  const [here, there] = [locks.managerOf({}), locks.managerOf({})];
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const work = createLineLock(there).hold(line, () => held, {});
  const other = there.request('selfsame:work', {}, () => held);
  expect(await listAtWork(here)).toEqual(new Set(['process']));
  letGo();
  await Promise.all([work, other]);
  for (const each of [here, denying, undefined]) expect(await listAtWork(each)).toEqual(new Set());
});
