import type { ErrorReport } from '../../engine/api.ts';

/**
 * Waiting out what passes by itself. The engine repeats a request for some seconds; a server that is being restarted, or asks to be left alone, takes
 * minutes, and whoever lends a tab for a day is not there to press a button.
 */
export interface Patience {
  /**
   * Calls `again` by itself after a while that grows from failure to failure.
   * @returns when, in milliseconds since 1970; undefined where waiting cannot help, or has been tried for hours
   */
  wait(key: string, error: ErrorReport, again: () => void): number | undefined;
  /** Calls `again` when the network is back, and not before: what there is without it has been shown. */
  waitForNetwork(key: string, again: () => void): void;
  /** Ends the waiting: it went well, or somebody took it into their own hands. The next failure is the first again. */
  forget(key: string): void;
  /** Everything that waits is tried now. */
  hurry(): void;
}

export interface PatienceOptions {
  readonly random?: () => number;
  readonly nowMs?: () => number;
}

const firstDelayMs = 15_000;
const longestDelayMs = 300_000;
/** A server that asks for more patience than this gets this much. */
const longestAskedMs = 3_600_000;
/** Some ten hours. A page that is forgotten in a tab does not ask a dead server for ever. */
const mostTries = 150;

interface Waiting {
  readonly tries: number;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
  /** It is being tried. */
  readonly isTried: boolean;
  readonly again: () => void;
}

export function createPatience({ random = Math.random, nowMs = Date.now }: PatienceOptions = {}): Patience {
  const waiting = new Map<string, Waiting>();

  function tryNow(key: string): void {
    const { tries, timer, again } = waiting.get(key) ?? {};
    if (tries === undefined || again === undefined) return;
    clearTimeout(timer);
    waiting.set(key, { tries, timer: undefined, isTried: true, again });
    again();
  }

  return {
    wait(key, error, again) {
      const { tries = 0, timer: before } = waiting.get(key) ?? {};
      clearTimeout(before);
      if (!passesByItself(error) || tries >= mostTries) {
        waiting.delete(key);
        return undefined;
      }
      const delayMs = delayAfter(tries, error, random());
      const timer = setTimeout(tryNow, delayMs, key);
      waiting.set(key, { tries: tries + 1, timer, isTried: false, again });
      return nowMs() + delayMs;
    },
    waitForNetwork(key, again) {
      clearTimeout(waiting.get(key)?.timer);
      waiting.set(key, { tries: 0, timer: undefined, isTried: false, again });
    },
    forget(key) {
      clearTimeout(waiting.get(key)?.timer);
      waiting.delete(key);
    },
    hurry() {
      for (const [key, { isTried }] of [...waiting]) if (!isTried) tryNow(key);
    },
  };
}

/** Servers, and the way to them. What is wrong with an answer stays wrong. */
function passesByItself({ layer, code, details }: ErrorReport): boolean {
  if (layer !== 'source') return false;
  if (code === 'http-status') return Number(details['status']) >= 500;
  return passingCodes.has(code);
}

const passingCodes: ReadonlySet<string> = new Set([
  'unreachable',
  'timeout',
  'rate-limited',
  'incomplete-body',
  'no-source-answered',
]);

/** Up to a quarter less, so that tabs that failed together do not return together. */
function delayAfter(tries: number, { details }: ErrorReport, random: number): number {
  const doubled = Math.min(longestDelayMs, firstDelayMs * 2 ** tries);
  const asked = details['retryAfterMs'];
  const askedMs = typeof asked === 'number' ? Math.min(longestAskedMs, asked) : 0;
  return Math.max(askedMs, Math.round(doubled * (1 - random / 4)));
}
