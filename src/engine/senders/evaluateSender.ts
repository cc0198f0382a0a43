import { isSelfsameError } from '../../base/errors.ts';
import { isItemId } from '../../protocol/ids.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import { findTag } from '../../protocol/tags.ts';
import type { EvidenceLevel } from '../../verification/evidence.ts';
import { ledgerOf, levelOf } from '../../verification/ledger.ts';
import type { Tally } from '../../verification/tally.ts';
import type { JobProgress, MessageResult, SenderOutcome, SendersRequest } from '../api.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import { findProcess } from '../process/findProcess.ts';
import { evaluateProcess } from '../replay/evaluateProcess.ts';
import { createExactItems } from '../replay/exactItems.ts';
import { createEmissionSearch } from './emissionSearch.ts';
import { createPassingStore } from './passingStore.ts';
import type { ReceivedMessage } from './receivedMessages.ts';

export interface SenderEvaluation {
  readonly outcomes: ReadonlyMap<ReceivedMessage, SenderOutcome>;
  readonly name: string | null;
  readonly evaluatedCount: number;
  readonly throughNonce: number | null;
  /** Null where its own evaluation came to nothing. */
  readonly level: EvidenceLevel | null;
  /** The sender's schedule, as far as it was evaluated. */
  readonly passed: ReadonlyMap<number, string>;
}

export interface SenderOptions {
  /** Messages that may be evaluated. */
  readonly messageBudget: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Partial<JobProgress>) => void;
}

/**
 * Evaluates a process from its first message over its own verified schedule, until it has emitted all that is asked about, or could not have
 * any more. What goes wrong with the sender is an outcome; rejects only when aborted.
 * @param received at least one, all naming this sender, in the order of their nonces
 */
export async function evaluateSender(
  tools: EvaluationTools,
  { network, profile, watchdogMs }: SendersRequest,
  senderId: string,
  received: readonly ReceivedMessage[],
  { messageBudget, signal, onProgress }: SenderOptions,
): Promise<SenderEvaluation> {
  const { store, passed } = createPassingStore(tools.store);
  const every = (outcome: SenderOutcome): SenderEvaluation => ({
    outcomes: new Map(received.map((each) => [each, outcome])),
    name: null,
    evaluatedCount: 0,
    throughNonce: null,
    level: null,
    passed,
  });
  if (!isItemId(senderId)) {
    const reason = `${JSON.stringify(senderId.slice(0, 60))} is the id of no process.`;
    return every({ kind: 'not-emitted', reason, differences: [], nearestNonce: null });
  }
  let tallies: readonly Tally[] = [];
  let evaluatedCount = 0;
  let throughNonce: number | null = null;
  let unfinished: string | undefined;
  const over = new AbortController();
  try {
    const exactItems = createExactItems(tools.sources.gateway, { signal });
    const { process } = await findProcess(senderId, tools.sources, store, exactItems, { signal });
    const search = createEmissionSearch({ processId: senderId, moduleId: process.moduleId }, received);
    const onResults = (results: readonly MessageResult[]) => {
      for (const result of results) {
        if (search.isOver || unfinished !== undefined) break;
        if (evaluatedCount >= messageBudget) {
          unfinished = `The budget of messages was used up at nonce ${throughNonce} of process ${senderId}.`;
          break;
        }
        evaluatedCount += 1;
        throughNonce = result.nonce;
        const json = result.messageId === null ? undefined : passed.get(result.nonce);
        search.look({
          result,
          cause: json === undefined ? undefined : decodeScheduledMessage(JSON.parse(json)),
        });
      }
      if (search.isOver || unfinished !== undefined) over.abort();
    };
    try {
      await evaluateProcess(
        { ...tools, store, savesLine: false },
        {
          request: {
            kind: 'replay',
            network,
            processId: senderId,
            ...(profile !== undefined && { profile }),
            ...(watchdogMs !== undefined && { watchdogMs }),
          },
          signal: AbortSignal.any([signal, over.signal]),
          onResults,
          onProgress,
          onTallies: (found) => {
            tallies = found;
          },
        },
        () => Promise.resolve(),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!over.signal.aborted) unfinished = reasonOf(error, senderId);
    }
    const level = levelOf(ledgerOf(tallies, tools.context.nowMs())) ?? null;
    if (level === null) unfinished ??= `The evaluation of process ${senderId} breaks a check.`;
    const name = findTag(process.tags, 'Name') ?? null;
    return { outcomes: search.outcomes(unfinished), name, evaluatedCount, throughNonce, level, passed };
  } catch (error) {
    signal.throwIfAborted();
    return every({ kind: 'unknown', reason: reasonOf(error, senderId) });
  }
}

function reasonOf(error: unknown, senderId: string): string {
  if (!isSelfsameError(error)) throw error;
  return `Process ${senderId} could not be evaluated: ${error.message}`;
}
