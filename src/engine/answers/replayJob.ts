import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import type { Tally } from '../../verification/tally.ts';
import type { ReplayAnswer, ReplayRequest, ResultsListener } from '../api.ts';
import { evaluateAndPromote } from '../checkpoints/promote.ts';
import type { EvaluatedProcess, EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import {
  type ComputeUnitClaim,
  claimDryRun,
  claimResult,
  compareClaim,
  patiently,
  tallyOfClaim,
  unanswered,
} from './computeUnitClaims.ts';
import { levelOfAnswer } from './levelOfAnswer.ts';
import { ask } from './questions.ts';

/** Evaluates a schedule, tells every result, and then compares the end with what compute units say. */
export async function runReplay(
  tools: EvaluationTools,
  request: ReplayRequest,
  onResults: ResultsListener,
  { signal, update }: JobControl,
): Promise<ReplayAnswer> {
  const { context } = tools;
  const publish = (tallies: readonly Tally[]) => update({ facts: ledgerOf(tallies, context.nowMs()) });
  const startMs = context.steadyMs();
  return evaluateAndPromote(
    tools,
    {
      request,
      signal,
      onResults,
      onProgress: (progress) => update({ progress }),
      onTallies: publish,
    },
    async (evaluated) => {
      const { position, latestNonce, evaluator } = evaluated;
      const hashesMemory = request.hashMemory !== undefined && request.hashMemory !== false;
      const memorySha256 = hashesMemory ? await evaluator.hashMemory() : null;
      const dryRun =
        request.dryRun === undefined
          ? null
          : await ask(evaluated, request.dryRun, { signal, watchdogMs: context.watchdogMs });
      const level = levelOfAnswer(ledgerOf(evaluated.tallies, context.nowMs()), {
        foreignCheckpoint: evaluated.origin !== undefined,
      });
      const answer: ReplayAnswer = {
        kind: 'replay',
        level,
        nonce: position?.nonce ?? null,
        latestNonce,
        memorySha256,
        dryRun,
        metrics: { ...evaluated.metrics, elapsedMs: context.steadyMs() - startMs },
      };
      update({ answer });
      const claims = await compareWithUnits(tools, request, evaluated, dryRun, signal);
      update({ claims: claims.map(({ claim }) => claim) });
      publish([...evaluated.tallies, ...claims.map(tallyOfClaim)]);
      return answer;
    },
    (provisional) => update({ answer: provisional }),
  );
}

/** The last result, and the dry-run where it was asked at the head, which is where units answer it. */
async function compareWithUnits(
  { sources }: EvaluationTools,
  request: ReplayRequest,
  { process, position, last }: EvaluatedProcess,
  dryRun: ReplayAnswer['dryRun'],
  signal: AbortSignal,
): Promise<readonly ComputeUnitClaim[]> {
  const nonce = position?.nonce ?? null;
  const over = new AbortController();
  const asking = { signal: AbortSignal.any([signal, over.signal]) };
  const asked = sources.computeUnits.flatMap((unit) => {
    const { url } = unit;
    const claims: Asked[] = [];
    if (last !== undefined) {
      const { assignmentId, result } = last;
      claims.push({ url, ours: result, claiming: claimResult(unit, process.id, assignmentId, asking) });
    }
    if (dryRun !== null && request.toNonce === undefined) {
      const message = { ...request.dryRun, Target: process.id };
      claims.push({ url, ours: dryRun, claiming: claimDryRun(unit, process.id, message, asking) });
    }
    return claims;
  });
  const told = asked.map(({ url }) => unanswered(url));
  const telling = asked.map(async ({ ours, claiming }, place) => {
    told[place] = compareClaim(await claiming, { kind: 'result', result: ours }, nonce);
  });
  await patiently(Promise.all(telling), signal);
  over.abort();
  return [...told];
}

interface Asked {
  readonly url: string;
  readonly ours: EvaluationResult;
  readonly claiming: Promise<ComputeUnitClaim>;
}
