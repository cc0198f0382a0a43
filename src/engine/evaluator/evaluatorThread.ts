import type { Abortable } from '../../base/abort.ts';
import { startAwakeTimer } from '../../base/awakeTimer.ts';
import { EvaluationError } from '../../base/errors.ts';
import type { Evaluator } from '../../evaluation/evaluator.ts';

export interface WatchOptions extends Abortable {
  readonly watchdogMs: number;
  /** For the error: which messages are being evaluated. */
  readonly firstNonce: number;
  readonly lastNonce: number;
}

/** How long a stop waits for the messages that are being evaluated; then the thread is terminated. */
const stopGraceMs = 300;

/**
 * Waits for `work` of `evaluator`, and not for ever. A module is foreign code that cannot be interrupted, only terminated: after
 * `watchdogMs` in which this page was awake, or shortly after an abort. Work that ends soon after an abort still counts: its value is returned, and the
 * caller looks at the signal before it goes on. Whatever makes this reject, nobody knows how far the work got, so the
 * evaluator is closed and its memory is gone.
 * @throws EvaluationError `not-evaluated` when the watchdog fires; the signal's reason when aborted; what `work` throws
 */
export async function watch<Value>(
  evaluator: Evaluator,
  work: Promise<Value>,
  { signal, watchdogMs, firstNonce, lastNonce }: WatchOptions,
): Promise<Value> {
  // Timers and one listener: this runs once a batch, where signals made of signals took longer than all else around it.
  let grace: ReturnType<typeof setTimeout> | undefined;
  let stopWatchdog = () => {};
  let onAbort = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    onAbort = () => {
      grace = setTimeout(() => reject(signal?.reason as Error), stopGraceMs);
    };
    stopWatchdog = startAwakeTimer(watchdogMs, () => reject(notEvaluated(watchdogMs, firstNonce, lastNonce)));
  });
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, givenUp]);
  } catch (error) {
    evaluator.close();
    throw error;
  } finally {
    stopWatchdog();
    clearTimeout(grace);
    signal?.removeEventListener('abort', onAbort);
  }
}

function notEvaluated(watchdogMs: number, firstNonce: number, lastNonce: number): EvaluationError {
  const which =
    firstNonce === lastNonce
      ? `The message at nonce ${firstNonce}`
      : `A message of nonces ${firstNonce} to ${lastNonce}`;
  return new EvaluationError(
    'not-evaluated',
    `${which} was still running after ${Math.round(watchdogMs / 1000)} s and was given up; nothing is concluded from it.`,
    { details: { nonce: firstNonce, lastNonce, watchdogMs } },
  );
}
