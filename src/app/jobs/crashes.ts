import type { ErrorReport, JobSnapshot } from '../../engine/api.ts';

/** Of one piece of work, however far apart. */
const mostCrashes = 3;

interface Crash {
  readonly nonce: number;
  readonly count: number;
}

/**
 * Work whose thread crashed. Its memory may have been wanted elsewhere, so that trying again helps; a message that crashes it each time does so
 * forever, and has to be named.
 */
export interface Crashes {
  /** @returns true where it may be tried again: it came further than when it crashed before, and has not crashed too often */
  count(key: string, snapshot: JobSnapshot): boolean;
  /** The snapshot of a crash that was the last, with the place that it happens at. */
  name(key: string, snapshot: JobSnapshot): JobSnapshot;
  forget(key: string): void;
}

export function createCrashes(): Crashes {
  const crashes = new Map<string, Crash>();
  return {
    count(key, { progress }) {
      const nonce = progress.nonce ?? -1;
      const before = crashes.get(key);
      crashes.set(key, { nonce, count: (before?.count ?? 0) + 1 });
      return before === undefined || (nonce > before.nonce && before.count < mostCrashes);
    },
    name(key, snapshot) {
      const { error } = snapshot;
      const crash = crashes.get(key);
      if (error === null || crash === undefined) return snapshot;
      const place = crash.nonce < 0 ? 'before any message was evaluated' : `after nonce ${crash.nonce}`;
      const message = `${error.message} It did so ${crash.count} times, the last time ${place}.`;
      // A thread that is gone does not tell which message it had begun.
      const details = { ...error.details, ...(crash.nonce >= 0 && { afterNonce: crash.nonce }) };
      return { ...snapshot, error: { ...error, message, details } };
    },
    forget: (key) => void crashes.delete(key),
  };
}

export function isCrash({ layer, code }: ErrorReport): boolean {
  return layer === 'thread' && code === 'worker-crashed';
}
