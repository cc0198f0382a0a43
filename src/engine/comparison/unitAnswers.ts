import type { Abortable } from '../../base/abort.ts';
import { EngineError } from '../../base/errors.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import { findTag } from '../../protocol/tags.ts';
import type { ComputeUnit } from '../../sources/computeUnit.ts';
import { failFact } from '../../verification/failure.ts';
import { statusOf } from '../../verification/tally.ts';
import { readWindow } from '../answers/scheduleWindow.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import { createExactItems } from '../replay/exactItems.ts';
import type { OwnAnswers } from './ownAnswers.ts';
import { type AnswerQuestion, dryRunOf } from './questions.ts';

/** The message at a nonce. */
export interface AskedMessage {
  readonly messageId: string;
  /** What units are asked by: one message may have been scheduled twice, or for two processes, and its own id then means either. */
  readonly askedId: string;
  readonly action: string | null;
}

/**
 * Units know messages by id, or by that of their assignment, and not by nonce (legacynet.md §9).
 * @throws by what it returns: EngineError `nonce-not-reached`; VerificationError `listed-entry-fails`, for what is listed there now is not what was evaluated
 */
export function createMessageFinder(
  { sources, store }: EvaluationTools,
  { process }: OwnAnswers,
  { signal }: Abortable,
): (nonce: number) => Promise<AskedMessage> {
  const exactItems = createExactItems(sources.gateway, { signal });
  return async (nonce) => {
    const [row] = await readWindow({
      process,
      fromNonce: nonce,
      toNonce: nonce,
      store,
      unit: () => sources.locate({ processId: process.id, scheduler: process.scheduler }, { signal }),
      fetchExact: exactItems.fetch,
      signal,
    });
    if (row === undefined) {
      throw new EngineError('nonce-not-reached', `The schedule has no message at nonce ${nonce}.`, {
        details: { itemId: process.id, nonce },
      });
    }
    const failure = row.tallies.find((tally) => statusOf(tally) === 'fails');
    if (failure !== undefined) {
      throw failFact(
        failure.name,
        'listed-entry-fails',
        `What ${failure.source} lists at nonce ${nonce} fails its checks, so that no compute unit can be asked about it: ${failure.notable?.reason ?? ''}`,
        { itemId: process.id, nonce },
      );
    }
    const { assignment, message } = row.entry;
    const action = findTag(message?.tags ?? [], 'Action') ?? null;
    const { id, messageId } = assignment;
    // On its own row, a process goes by its own id.
    return messageId === null
      ? { messageId: process.id, askedId: process.id, action }
      : { messageId, askedId: id, action };
  };
}

/** @throws what the unit's own methods throw */
export function askUnit(
  unit: ComputeUnit,
  question: AnswerQuestion,
  processId: string,
  { askedId }: AskedMessage,
  options: Abortable,
): Promise<EvaluationResult> {
  const message = dryRunOf(question, processId);
  return message === undefined
    ? unit.fetchResult(processId, askedId, options)
    : unit.fetchDryRun({ processId, message, toMessageId: askedId }, options);
}
