import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { delay, raceAbort } from './abort.ts';

const reason = new DOMException('Stopped.', 'AbortError');

const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  vi.useRealTimers();
});

it.each(['before', 'while'])(
  'what fails after an abort %s it is waited for troubles nobody',
  async (when) => {
    const stop = new AbortController();
    let fail: (error: Error) => void = () => undefined;
    const failing = new Promise<never>((_, reject) => {
      fail = reject;
    });
    if (when === 'before') stop.abort(reason);
    const waiting = raceAbort(failing, stop.signal);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    fail(new Error('The connection was closed.'));
    // Node tells of rejections that nobody handles between two turns.
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  },
);

it('settles like what is waited for, and leaves no listener behind', async () => {
  const stop = new AbortController();
  const remove = vi.spyOn(stop.signal, 'removeEventListener');
  expect(await raceAbort(Promise.resolve(7), stop.signal)).toBe(7);
  await expect(raceAbort(Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
  expect(remove).toHaveBeenCalledTimes(2);
});

it('a delay that is stopped ends at once, and leaves no timer behind', async () => {
  vi.useFakeTimers();
  const stop = new AbortController();
  const waiting = delay(60_000, { signal: stop.signal });
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
});
