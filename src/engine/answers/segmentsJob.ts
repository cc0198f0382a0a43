import { failFact } from '../../verification/failure.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import { addTallies, failed, held, type Tally } from '../../verification/tally.ts';
import type { SegmentReport, SegmentsAnswer, SegmentsJobRequest } from '../api.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import { verifySegments } from '../replay/segments.ts';
import { levelOfAnswer } from './levelOfAnswer.ts';

/**
 * A kept line evaluated again, stretch by stretch, with progress.
 * @throws VerificationError `segment-differs` (fact `memory-hash`) where a stretch does not lead to the checkpoint that was kept; what
 * `verifySegments` throws
 */
export async function runSegments(
  tools: EvaluationTools,
  request: SegmentsJobRequest,
  { signal, update }: JobControl,
): Promise<SegmentsAnswer> {
  const startMs = tools.context.steadyMs();
  let tallies: readonly Tally[] = [];
  let evaluatedCount = 0;
  let workers = 1;
  const add = (found: readonly Tally[]) => {
    tallies = addTallies([...tallies, ...found]);
    update({ facts: ledgerOf(tallies, tools.context.nowMs()) });
  };
  const reports = await verifySegments(tools, request, {
    signal,
    onPlan: (plan) => {
      workers = plan.workers;
      add(plan.tallies);
      update({ progress: { phase: 'evaluating', targetNonce: plan.lastNonce } });
    },
    onReport: (report, found) => {
      add([...found, tallyOf(report)]);
      evaluatedCount += (report.reachedNonce ?? -1) - (report.fromNonce ?? -1);
      const elapsedMs = tools.context.steadyMs() - startMs;
      // Stretches end in any order: how many messages, not which, says how far the work is.
      update({ progress: { evaluatedCount, elapsedMs, nonce: evaluatedCount - 1 } });
    },
  });
  const broken = reports.find(({ holds }) => !holds);
  if (broken !== undefined) {
    const { reason = '', ...details } = tallyOf(broken).notable ?? {};
    throw failFact('memory-hash', 'segment-differs', reason, details);
  }
  const level = reports.length === 0 ? 'claimed' : levelOfAnswer(ledgerOf(tallies, tools.context.nowMs()));
  return { kind: 'segments', level, nonce: reports.at(-1)?.toNonce ?? null, workers, reports };
}

function tallyOf({ holds, fromNonce, toNonce, expected, actual }: SegmentReport): Tally {
  if (holds) return held('memory-hash', 'this browser');
  const from = fromNonce === null ? 'the first message' : `nonce ${fromNonce}`;
  const reason = `Evaluating from ${from} does not lead to the state that was kept at nonce ${toNonce}.`;
  return failed('memory-hash', 'this browser', { reason, nonce: toNonce, expected, actual });
}
