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
  /** Calls `again` after `delayMs`; as often as its caller asks for it. */
  waitOut(key: string, delayMs: number, again: () => void): number;
  /**
   * Calls `again` when the network is back, or when `isBack` says that what was missing is: asked after a while that grows, and not while the
   * device itself is offline. What there is without it has been shown.
   */
  waitFor(key: string, isBack: () => Promise<boolean>, again: () => void): void;
  /** Ends the waiting: it went well, or somebody took it into their own hands. The next failure is the first again. */
  forget(key: string): void;
  /** Everything that waits is tried now. */
  hurry(): void;
}

export interface PatienceOptions {
  readonly random?: () => number;
  readonly nowMs?: () => number;
  /** The device itself says that it has no network. */
  readonly isOffline?: () => boolean;
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

export function createPatience({
  random = Math.random,
  nowMs = Date.now,
  isOffline = () => false,
}: PatienceOptions = {}): Patience {
  const waiting = new Map<string, Waiting>();

  function tryNow(key: string): void {
    const { tries, timer, again } = waiting.get(key) ?? {};
    if (tries === undefined || again === undefined) return;
    clearTimeout(timer);
    waiting.set(key, { tries, timer: undefined, isTried: true, again });
    again();
  }

  async function look(key: string, looks: number, isBack: () => Promise<boolean>): Promise<void> {
    const asked = waiting.get(key);
    if (asked === undefined) return;
    const isThere = !isOffline() && (await isBack().catch(() => false));
    // Somebody may have begun, or given up, meanwhile.
    if (waiting.get(key) !== asked) return;
    if (isThere) tryNow(key);
    else lookLater(key, looks + 1, isBack, asked.again);
  }

  function lookLater(key: string, looks: number, isBack: () => Promise<boolean>, again: () => void): void {
    const delayMs = doubledDelay(looks, random());
    const timer = looks < mostTries ? setTimeout(() => void look(key, looks, isBack), delayMs) : undefined;
    waiting.set(key, { tries: 0, timer, isTried: false, again });
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
    waitOut(key, delayMs, again) {
      clearTimeout(waiting.get(key)?.timer);
      waiting.set(key, { tries: 0, timer: setTimeout(tryNow, delayMs, key), isTried: false, again });
      return nowMs() + delayMs;
    },
    waitFor(key, isBack, again) {
      clearTimeout(waiting.get(key)?.timer);
      lookLater(key, 0, isBack, again);
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

function delayAfter(tries: number, error: ErrorReport, random: number): number {
  return Math.max(askedDelayMs(error), doubledDelay(tries, random));
}

/** How long a server asks to be left alone; 0 where it does not say. */
export function askedDelayMs({ details }: ErrorReport): number {
  const asked = details['retryAfterMs'];
  return typeof asked === 'number' ? Math.min(longestAskedMs, asked) : 0;
}

/** Up to a quarter less, so that tabs that failed together do not return together. */
function doubledDelay(tries: number, random: number): number {
  return Math.round(Math.min(longestDelayMs, firstDelayMs * 2 ** tries) * (1 - random / 4));
}
