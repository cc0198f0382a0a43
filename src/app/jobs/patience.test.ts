import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorReport } from '../../engine/api.ts';
import { createPatience } from './patience.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const failure = (code: string, details: ErrorReport['details'] = {}): ErrorReport => ({
  layer: 'source',
  code,
  message: 'It failed.',
  details,
  chain: [],
});

/** Work that fails each time it is tried. */
function failing(error: ErrorReport) {
  const patience = createPatience({ random: () => 0 });
  const triedAtMs: number[] = [];
  const fail = () => {
    triedAtMs.push(Date.now());
    return patience.wait('work', error, fail);
  };
  return { patience, triedAtMs, fail };
}

describe('patience', () => {
  it('tries again by itself, later each time, and no more often than every five minutes in the end', async () => {
    const { triedAtMs, fail } = failing(failure('unreachable'));
    expect(fail()).toBe(15_000);
    await vi.advanceTimersByTimeAsync(3_600_000);
    const gapsMs = triedAtMs.slice(1).map((ms, index) => ms - (triedAtMs[index] ?? 0));
    expect(gapsMs.slice(0, 6)).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000]);
    expect(new Set(gapsMs.slice(5))).toEqual(new Set([300_000]));
  });

  it('ends after some hours, and leaves nothing behind', async () => {
    const { triedAtMs, fail } = failing(failure('timeout'));
    fail();
    await vi.advanceTimersByTimeAsync(48 * 3_600_000);
    expect(triedAtMs).toHaveLength(151);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves a server alone for as long as it asks for', () => {
    const asks = (retryAfterMs: number) => failing(failure('rate-limited', { retryAfterMs })).fail();
    expect(asks(600_000)).toBe(600_000);
    expect(asks(1000)).toBe(15_000);
    expect(asks(10 ** 9)).toBe(3_600_000);
  });

  it.each([
    ['not-found', {}],
    ['http-status', { status: 403 }],
    ['html-instead-of-json', {}],
    ['no-progress', {}],
  ])('does not wait out %s %j, which is an answer', (code, details) => {
    expect(failing(failure(code, details)).fail()).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits out a server that is broken, and nothing that is not a server', () => {
    expect(failing(failure('http-status', { status: 503 })).fail()).toBe(15_000);
    expect(failing({ ...failure('unreachable'), layer: 'verification' }).fail()).toBeUndefined();
  });

  it('tries everything at once when it is told that the network is back, each once', () => {
    const { patience, triedAtMs, fail } = failing(failure('unreachable'));
    fail();
    const other = vi.fn();
    patience.wait('other', failure('unreachable'), other);
    patience.hurry();
    patience.hurry();
    expect(triedAtMs).toHaveLength(3);
    expect(other).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(1);
  });

  it('leaves what only lacks the network alone until it is back', async () => {
    const patience = createPatience({ random: () => 0, isOffline: () => true });
    const again = vi.fn();
    const isBack = vi.fn(async () => true);
    patience.waitFor('work', isBack, again);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(isBack).not.toHaveBeenCalled();
    expect(again).not.toHaveBeenCalled();
    patience.hurry();
    patience.hurry();
    expect(again).toHaveBeenCalledOnce();
  });

  it('looks whether a server is back, seldom in the end, and goes on once when it is', async () => {
    const patience = createPatience({ random: () => 0 });
    const lookedAtMs: number[] = [];
    let isThere = false;
    const isBack = () => {
      lookedAtMs.push(Date.now());
      return isThere ? Promise.resolve(true) : Promise.reject(new Error('It is away.'));
    };
    const again = vi.fn();
    patience.waitFor('work', isBack, again);
    await vi.advanceTimersByTimeAsync(3_600_000);
    const gapsMs = lookedAtMs.map((ms, index) => ms - (lookedAtMs[index - 1] ?? 0));
    expect(gapsMs.slice(0, 6)).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000]);
    expect(again).not.toHaveBeenCalled();
    isThere = true;
    await vi.advanceTimersByTimeAsync(300_000);
    expect(again).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin what was given up while it looked', async () => {
    const patience = createPatience({ random: () => 0 });
    let tellBack: (isBack: boolean) => void = () => undefined;
    const again = vi.fn();
    const isBack = () =>
      new Promise<boolean>((resolve) => {
        tellBack = resolve;
      });
    patience.waitFor('work', isBack, again);
    await vi.advanceTimersByTimeAsync(15_000);
    patience.forget('work');
    tellBack(true);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(again).not.toHaveBeenCalled();
  });

  it('begins anew where it was told to forget', () => {
    const { patience, fail } = failing(failure('unreachable'));
    fail();
    expect(fail()).toBe(30_000);
    patience.forget('work');
    expect(vi.getTimerCount()).toBe(0);
    expect(fail()).toBe(15_000);
  });
});
