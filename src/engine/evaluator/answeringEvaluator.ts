import { startAwakeTimer } from '../../base/awakeTimer.ts';
import { ThreadError } from '../../base/errors.ts';
import type { Evaluator } from '../../evaluation/evaluator.ts';

/**
 * An evaluator whose thread may fall silent without a word, as one that the system has ended for its memory: what it is asked beside messages, which
 * `watch` looks after, rejects then, and it is closed.
 * @param patienceMs longer than a message may take that such a question waits behind; counted while this page is awake
 * @throws ThreadError `not-answering`, from `capture`, `hashMemory` and `status`
 */
export function answeringEvaluator(evaluator: Evaluator, patienceMs: number): Evaluator {
  async function answered<Value>(asked: Promise<Value>): Promise<Value> {
    let stop = () => {};
    const silence = new Promise<never>((_, reject) => {
      stop = startAwakeTimer(patienceMs, () => {
        reject(notAnswering(patienceMs));
        evaluator.close();
      });
    });
    try {
      return await Promise.race([asked, silence]);
    } finally {
      stop();
    }
  }
  return {
    evaluate: (messages, options) => evaluator.evaluate(messages, options),
    dryRun: (message) => evaluator.dryRun(message),
    capture: (options) => answered(evaluator.capture(options)),
    hashMemory: () => answered(evaluator.hashMemory()),
    status: () => answered(evaluator.status()),
    close: () => evaluator.close(),
  };
}

function notAnswering(patienceMs: number): ThreadError {
  const seconds = Math.round(patienceMs / 1000);
  return new ThreadError(
    'not-answering',
    `The evaluator’s thread has not answered for ${seconds} s, and was ended. What was saved before stands.`,
    { details: { patienceMs } },
  );
}
