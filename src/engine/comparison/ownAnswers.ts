import { EngineError } from '../../base/errors.ts';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { decodeTokenInfo, infoQuestion, type TokenInfo } from '../../protocol/token.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import type { Tally } from '../../verification/tally.ts';
import { readResult } from '../answers/knownResults.ts';
import { ask } from '../answers/questions.ts';
import type { CompareRequest, MessageResult } from '../api.ts';
import type { EvaluatedProcess, EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import { evaluateProcess } from '../replay/evaluateProcess.ts';
import { dryRunOf, isAboutAmounts } from './questions.ts';

/** Our own side of a comparison: the process evaluated to a nonce, and what it answers there and before. */
export interface OwnAnswers {
  readonly process: AoProcess;
  readonly nonce: number;
  readonly latestNonce: number | null;
  readonly tallies: readonly Tally[];
  /** Of the nonce; undefined where another question is asked. */
  readonly memory: OwnMemory | undefined;
  /** What the process says of its amounts there; null where another question is asked. */
  readonly token: TokenInfo | null;
  /** Undefined where this browser has no result of it; null for a duplicate, which is skipped (legacynet.md §6.4). */
  answerAt(nonce: number): Promise<EvaluationResult | null | undefined>;
}

/** The memory after a message, and that message's time, by which units are asked about it. */
export interface OwnMemory {
  /** Hex. */
  readonly memorySha256: string;
  readonly memoryBytes: number;
  readonly timestampMs: number;
}

/** Results of this run that are at hand whatever storage does; older ones have to come from there. */
const mostRecent = 10_000;

/**
 * Evaluates to the nonce asked for.
 * @throws EngineError `no-messages`; what `evaluateProcess` throws
 */
export async function findOwnAnswers(
  tools: EvaluationTools,
  request: CompareRequest,
  { signal, update }: JobControl,
): Promise<OwnAnswers> {
  const { context } = tools;
  const recent = new Map<number, EvaluationResult | null>();
  const remember = (results: readonly MessageResult[]) => {
    for (const { nonce, messageId, result } of results) if (messageId !== null) recent.set(nonce, result);
    for (const nonce of recent.keys()) {
      if (recent.size <= mostRecent) return;
      recent.delete(nonce);
    }
  };
  const found = await evaluateProcess(
    tools,
    {
      request,
      signal,
      onResults: remember,
      onProgress: (progress) => update({ progress }),
      onTallies: (tallies) => update({ facts: ledgerOf(tallies, context.nowMs()) }),
    },
    async (evaluated) => {
      const { process, lineId, position, latestNonce, tallies, evaluator } = evaluated;
      if (position === undefined) {
        throw new EngineError('no-messages', `Process ${process.id} has no message yet.`, {
          details: { processId: process.id },
        });
      }
      const { nonce, timestampMs } = position;
      const memory = request.question.kind === 'memory' ? await memoryOf(evaluator, timestampMs) : undefined;
      const token = isAboutAmounts(request.question) ? await tokenOf(tools, evaluated, signal) : null;
      return { process, lineId, nonce, latestNonce, tallies, memory, token };
    },
  );
  const { lineId, ...rest } = found;
  const dryRun = dryRunOf(request.question, found.process.id);
  const answers = new Map<number, Promise<EvaluationResult | null | undefined>>();
  // One evaluation at a time, however many units are being compared.
  let last: Promise<unknown> = Promise.resolve();

  async function resultAt(nonce: number): Promise<EvaluationResult | null | undefined> {
    const known = recent.get(nonce);
    return known === undefined ? readResult(tools.store, lineId, nonce) : known;
  }

  function compute(nonce: number): Promise<EvaluationResult | null | undefined> {
    if (dryRun === undefined) return resultAt(nonce);
    const turn = last.then(() => askAt(tools, request, dryRun, nonce, signal));
    last = turn.catch(() => undefined);
    return turn;
  }
  return {
    ...rest,
    answerAt(nonce) {
      const answer = answers.get(nonce) ?? compute(nonce);
      answers.set(nonce, answer);
      return answer;
    },
  };
}

async function tokenOf(
  { context: { watchdogMs } }: EvaluationTools,
  evaluated: EvaluatedProcess,
  signal: AbortSignal,
): Promise<TokenInfo> {
  return decodeTokenInfo(await ask(evaluated, infoQuestion(), { signal, watchdogMs }));
}

async function memoryOf(evaluator: Evaluator, timestampMs: number): Promise<OwnMemory> {
  const memorySha256 = await evaluator.hashMemory();
  const { memoryBytes } = await evaluator.status();
  return { memorySha256, memoryBytes, timestampMs };
}

/** Goes back to a nonce, from the checkpoint before it, and asks there. */
function askAt(
  tools: EvaluationTools,
  request: CompareRequest,
  dryRun: object,
  nonce: number,
  signal: AbortSignal,
): Promise<EvaluationResult> {
  return evaluateProcess(
    tools,
    {
      request: { ...request, toNonce: nonce },
      signal,
      onResults: () => undefined,
      onProgress: () => undefined,
      onTallies: () => undefined,
    },
    (evaluated) => ask(evaluated, dryRun, { signal, watchdogMs: tools.context.watchdogMs }),
  );
}
