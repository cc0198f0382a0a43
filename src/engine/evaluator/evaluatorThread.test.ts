import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import { watch } from './evaluatorThread.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(work: Promise<string>, signal?: AbortSignal, watchdogMs = 5000) {
  const close = vi.fn();
  const watching = watch({ close } as unknown as Evaluator, work, {
    signal,
    watchdogMs,
    firstNonce: 3,
    lastNonce: 7,
  });
  watching.catch(() => undefined);
  return { close, watching };
}

const endless = () => new Promise<string>(() => undefined);
const later = (delayMs: number) =>
  new Promise<string>((resolve) => setTimeout(() => resolve('done'), delayMs));
const stopped = new DOMException('Stopped.', 'AbortError');

it('work that ends in time is answered, and leaves nothing behind', async () => {
  const stop = new AbortController();
  const { close, watching } = watched(later(4999), stop.signal);
  await vi.advanceTimersByTimeAsync(4999);
  expect(await watching).toBe('done');
  expect(vi.getTimerCount()).toBe(0);
  stop.abort(stopped);
  expect(vi.getTimerCount()).toBe(0);
  expect(close).not.toHaveBeenCalled();
});

it('work that does not end is given up, and its thread ended', async () => {
  const { close, watching } = watched(endless());
  await vi.advanceTimersByTimeAsync(5000);
  await expect(watching).rejects.toMatchObject({
    code: 'not-evaluated',
    details: { nonce: 3, lastNonce: 7 },
  });
  expect(close).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

it('work that was frozen with its page for an hour is not given up when both go on', async () => {
  const { close, watching } = watched(endless(), undefined, 120_000);
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersToNextTimerAsync();
  expect(close).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(115_000);
  await expect(watching).rejects.toMatchObject({ code: 'not-evaluated' });
});

it('work that ends soon after a stop still counts', async () => {
  const stop = new AbortController();
  const { close, watching } = watched(later(1000), stop.signal);
  await vi.advanceTimersByTimeAsync(800);
  stop.abort(stopped);
  await vi.advanceTimersByTimeAsync(200);
  expect(await watching).toBe('done');
  expect(close).not.toHaveBeenCalled();
});

it.each(['before', 'while'])(
  'work that goes on after a stop %s it is watched ends with its thread',
  async (when) => {
    const stop = new AbortController();
    if (when === 'before') stop.abort(stopped);
    const { close, watching } = watched(endless(), stop.signal);
    stop.abort(stopped);
    await vi.advanceTimersByTimeAsync(299);
    expect(close).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(watching).rejects.toBe(stopped);
    expect(close).toHaveBeenCalledOnce();
  },
);

it('work that fails ends its thread', async () => {
  const { close, watching } = watched(Promise.reject(new Error('the module is broken')));
  await expect(watching).rejects.toThrow('the module is broken');
  expect(close).toHaveBeenCalledOnce();
});
