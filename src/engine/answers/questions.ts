import type { Abortable } from '../../base/abort.ts';
import { encodeDryRun } from '../../protocol/dryRunMessage.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { EvaluatedProcess } from '../evaluator/evaluationTools.ts';
import { watch } from '../evaluator/evaluatorThread.ts';

/**
 * Asks an evaluated process something, on a fork of its memory.
 * @param message body of a dry-run (legacynet.md §6.6)
 */
export async function ask(
  { process, evaluator, position }: EvaluatedProcess,
  message: unknown,
  { signal, watchdogMs }: Abortable & { readonly watchdogMs: number },
): Promise<EvaluationResult> {
  const { timestampMs, blockHeight } = position ?? process;
  const input = encodeDryRun(message, { processId: process.id, timestampMs, blockHeight });
  const nonce = position?.nonce ?? 0;
  const work = evaluator.dryRun(input);
  const { result } = await watch(evaluator, work, {
    signal,
    watchdogMs,
    firstNonce: nonce,
    lastNonce: nonce,
  });
  return result;
}
