import { type Abortable, delay, raceAbort } from '../../base/abort.ts';
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
 * `watchdogMs`, or shortly after an abort. Work that ends soon after an abort still counts: its value is returned, and the
 * caller looks at the signal before it goes on. Whatever makes this reject, nobody knows how far the work got, so the
 * evaluator is closed and its memory is gone.
 * @throws EvaluationError `not-evaluated` when the watchdog fires; the signal's reason when aborted; what `work` throws
 */
export async function watch<Value>(
  evaluator: Evaluator,
  work: Promise<Value>,
  { signal, watchdogMs, firstNonce, lastNonce }: WatchOptions,
): Promise<Value> {
  // Whoever loses the race must not surface as an unhandled rejection.
  work.catch(() => undefined);
  const settled = new AbortController();
  const watchdog = delay(watchdogMs, { signal: settled.signal }).then(() => {
    throw notEvaluated(watchdogMs, firstNonce, lastNonce);
  });
  const stopped = graceAfter(signal, settled.signal);
  try {
    return await Promise.race([work, watchdog, stopped]);
  } catch (error) {
    evaluator.close();
    throw error;
  } finally {
    settled.abort();
    for (const loser of [watchdog, stopped]) loser.catch(() => undefined);
  }
}

/** Rejects with the signal's reason, some time after it fired. */
async function graceAfter(signal: AbortSignal | undefined, settled: AbortSignal): Promise<never> {
  const either = signal === undefined ? settled : AbortSignal.any([signal, settled]);
  try {
    await raceAbort(new Promise<never>(() => undefined), either);
  } catch (reason) {
    if (signal?.aborted) await delay(stopGraceMs, { signal: settled });
    throw reason;
  }
  throw new Error('A promise that never settles has settled.');
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
