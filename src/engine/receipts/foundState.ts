import { EngineError } from '../../base/errors.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { EvidenceLevel, Fact } from '../../verification/evidence.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import type { SchedulePosition } from '../../verification/place.ts';
import { readResult } from '../answers/knownResults.ts';
import { levelOfAnswer } from '../answers/levelOfAnswer.ts';
import type { MessageResult, ReceiptCheckRequest, ReceiptRequest } from '../api.ts';
import type { EvaluatedProcess, EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import { evaluateProcess } from '../replay/evaluateProcess.ts';
import { hashResult } from './signedReceipt.ts';

/** What a receipt is about, as it was found here. */
export interface FoundState {
  readonly process: EvaluatedProcess['process'];
  readonly position: SchedulePosition;
  readonly latestNonce: number | null;
  readonly memorySha256: string;
  readonly memoryBytes: number;
  /** Null where the result is kept no more. */
  readonly resultSha256: string | null;
  readonly level: EvidenceLevel;
  readonly facts: readonly Fact[];
}

/**
 * Evaluates to the nonce asked for, and reads the state there.
 * @throws EngineError `no-messages`; what `evaluateProcess` throws
 */
export async function findState(
  tools: EvaluationTools,
  request: ReceiptRequest | ReceiptCheckRequest,
  { signal, update }: JobControl,
): Promise<FoundState> {
  const { context, store } = tools;
  let last: EvaluationResult | null | undefined;
  return evaluateProcess(
    tools,
    {
      request,
      signal,
      onProgress: (progress) => update({ progress }),
      onTallies: (tallies) => update({ facts: ledgerOf(tallies, context.nowMs()) }),
      onResults: (results) => {
        const scheduled = results.findLast(isScheduled);
        if (scheduled !== undefined) last = scheduled.result;
      },
    },
    async ({ process, lineId, evaluator, position, latestNonce, tallies }) => {
      if (position === undefined) {
        throw new EngineError('no-messages', `Process ${process.id} has no message yet.`, {
          details: { processId: process.id },
        });
      }
      const { memoryBytes } = await evaluator.status();
      const facts = ledgerOf(tallies, context.nowMs());
      const result = last === undefined ? await readResult(store, lineId, position.nonce) : last;
      return {
        process,
        position,
        latestNonce,
        memorySha256: await evaluator.hashMemory(),
        memoryBytes,
        resultSha256: result === undefined ? null : hashResult(result),
        level: levelOfAnswer(facts),
        facts,
      };
    },
  );
}

/** Cron messages follow a scheduled one, and have no id. */
function isScheduled({ messageId }: MessageResult): boolean {
  return messageId !== null;
}
