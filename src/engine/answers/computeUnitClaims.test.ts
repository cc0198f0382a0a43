import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patiently } from './computeUnitClaims.ts';

describe('waiting for compute units after an evaluation', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const { signal } = new AbortController();
  const never = new Promise<never>(() => undefined);

  it('ends with the last of them, and at once where all have answered', async () => {
    await patiently(Promise.resolve(), signal);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends without those that say nothing for 5 s', async () => {
    const ended = vi.fn();
    void patiently(never, signal).then(ended);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('ends at once where it is aborted', async () => {
    const controller = new AbortController();
    const waiting = patiently(never, controller.signal);
    controller.abort(new DOMException('Stopped.', 'AbortError'));
    await expect(waiting).rejects.toThrow('Stopped.');
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
