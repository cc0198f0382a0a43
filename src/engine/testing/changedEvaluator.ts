import type { Evaluator } from '../../evaluation/evaluator.ts';

/** `evaluator`, with some of its methods replaced. */
export function changedEvaluator(evaluator: Evaluator, change: Partial<Evaluator>): Evaluator {
  return {
    evaluate: (messages, options) => evaluator.evaluate(messages, options),
    dryRun: (message) => evaluator.dryRun(message),
    capture: (options) => evaluator.capture(options),
    hashMemory: () => evaluator.hashMemory(),
    status: () => evaluator.status(),
    close: () => evaluator.close(),
    ...change,
  };
}
