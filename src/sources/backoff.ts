import { SourceError } from '../base/errors.ts';

/** How often and how patiently a request is repeated. Times in milliseconds. */
export interface BackoffPolicy {
  /** Attempts after the first one. */
  readonly retries: number;
  readonly firstDelayMs: number;
  readonly maximumDelayMs: number;
}

/** The reference CU's own patience: 5 attempts, doubling from 500 ms (legacynet.md §1.7). */
export const defaultBackoff: BackoffPolicy = { retries: 4, firstDelayMs: 500, maximumDelayMs: 20_000 };

/** For what is asked again soon anyway, or may be left unasked: a server in trouble gets one question and not five. */
export const askOnce: BackoffPolicy = { retries: 0, firstDelayMs: 0, maximumDelayMs: 0 };

const retriedCodes: ReadonlySet<string> = new Set([
  'unreachable',
  'timeout',
  'rate-limited',
  'incomplete-body',
]);

/**
 * How long to wait before attempt `attempt + 1`, or `undefined` where repeating cannot help or the attempts are used up.
 * `attempt` counts from 1; `random` is in [0, 1). Jitter takes up to half of the delay away, so that many tabs that failed
 * together do not return together. A server's own `retryAfterMs` wins, capped.
 */
export function backoffDelayMs(
  policy: BackoffPolicy,
  attempt: number,
  error: SourceError,
  random: number,
): number | undefined {
  // Silence has already cost half a minute; a person would rather know.
  const retries = error.code === 'timeout' ? Math.min(1, policy.retries) : policy.retries;
  if (attempt > retries || !isRetriable(error)) return undefined;
  const doubled = Math.min(policy.maximumDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  const jittered = doubled * (1 - random / 2);
  const asked = error.details['retryAfterMs'];
  return typeof asked === 'number' ? Math.min(policy.maximumDelayMs, Math.max(asked, jittered)) : jittered;
}

/** True for failures that may be gone a moment later. A 4xx is an answer, not a failure: asking again changes nothing. */
export function isRetriable(error: unknown): error is SourceError {
  if (!(error instanceof SourceError)) return false;
  const status = error.details['status'];
  // 408 is how a proxy calls a request that took too long to come.
  return retriedCodes.has(error.code) || (typeof status === 'number' && (status >= 500 || status === 408));
}

/** Milliseconds of a `Retry-After` header: seconds or an HTTP date (RFC 9110 §10.2.3). `undefined` where unreadable. */
export function readRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
