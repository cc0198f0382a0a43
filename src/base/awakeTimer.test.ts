import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startAwakeTimer } from './awakeTimer.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A page that is frozen, or a laptop that sleeps: time passes, and what is due comes when it wakes. */
async function sleep(durationMs: number): Promise<void> {
  vi.setSystemTime(Date.now() + durationMs);
  await vi.advanceTimersToNextTimerAsync();
}

it('fires after its time where nothing stands still', async () => {
  const onEnd = vi.fn();
  startAwakeTimer(12_000, onEnd);
  await vi.advanceTimersByTimeAsync(11_999);
  expect(onEnd).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(onEnd).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

it('leaves what it waits for its time after an hour of sleep', async () => {
  const onEnd = vi.fn();
  startAwakeTimer(120_000, onEnd);
  await sleep(3_600_000);
  expect(onEnd).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(114_999);
  expect(onEnd).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(onEnd).toHaveBeenCalledOnce();
});

it('can be stopped between any two of its steps', async () => {
  const onEnd = vi.fn();
  const stop = startAwakeTimer(12_000, onEnd);
  await vi.advanceTimersByTimeAsync(7000);
  stop();
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onEnd).not.toHaveBeenCalled();
});
