import { vi } from 'vitest';

/**
 * Time that passes only when nothing else can happen, at once, from timer to timer. Whatever takes time in a simulation waits for one, so the
 * order of things depends on the seed alone.
 */
export function startVirtualTime(): void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    now: Date.UTC(2026, 10, 1),
  });
}

/** Lets everything happen that waits for no timer. Streams and ports take a few turns, importing a key some more. */
async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

export const hourMs = 3_600_000;

export interface Passing {
  /** Time stops there; absent: it passes until `mostMs`. */
  readonly until?: () => boolean;
  readonly mostMs: number;
}

/** @returns whether `until` came true */
export async function passTime({ until = () => false, mostMs }: Passing): Promise<boolean> {
  const endMs = Date.now() + mostMs;
  for (;;) {
    await settle(4);
    if (vi.getTimerCount() === 0) await settle(200);
    if (until()) return true;
    if (vi.getTimerCount() === 0 || Date.now() >= endMs) return false;
    vi.advanceTimersToNextTimer();
  }
}

/** Time passes until it has ended. @throws what it throws */
export async function awaitPassing<Value>(working: Promise<Value>): Promise<Value> {
  const ended: unknown[] = [];
  const end = () => ended.push(working);
  working.then(end, end);
  if (await passTime({ until: () => ended.length > 0, mostMs: hourMs })) return working;
  throw new Error('It takes for ever.');
}
