import { isSelfsameError } from '../../base/errors.ts';
import { once } from '../../base/once.ts';
import { assignedIdOf, evaluatedIdOf } from '../../protocol/dedupe.ts';
import type { FirstPage } from '../../sources/schedulePages.ts';
import type { Store } from '../../storage/store.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import type { Head } from '../answers/head.ts';
import { noReads } from '../drive/drive.ts';
import type {
  EvaluatedProcess,
  EvaluationOptions,
  EvaluationTools,
  LastMessage,
} from '../evaluator/evaluationTools.ts';
import { type EarlierIds, loadEvaluatedIds } from '../process/evaluatedIds.ts';
import type { PreparedProcess } from '../process/prepareProcess.ts';
import { createCronTimers } from '../replay/cronTimers.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import { createProgressMeter } from '../replay/progressMeter.ts';
import { replay } from '../replay/replay.ts';
import { planSteps } from '../replay/steps.ts';
import { type VerifiedMessage, verifiedSchedule } from '../replay/verifiedSchedule.ts';
import { noteRunAsPublished, ranAsPublished } from './asPublished.ts';
import type { Line } from './line.ts';
import type { Saver } from './saver.ts';

export interface Advancing {
  readonly prepared: PreparedProcess;
  readonly exactItems: ExactItems;
  readonly line: Line;
  readonly head: Head;
  /** Of the whole schedule up to the nonce asked for, where it was asked for before anything else was known. */
  readonly firstPage?: Promise<FirstPage | undefined> | undefined;
  readonly saver: Saver;
  /** Tells how far the line is saved, and what stands in the way. */
  readonly tellSaved: () => void;
  readonly onNotice: (sentence: string) => void;
}

/**
 * Moves a line to the nonce asked for, or to the head, telling progress, evidence and results on the way. What was reached is saved, also
 * when it stops early.
 */
export async function advanceLine(
  { context, store, sources, turns }: EvaluationTools,
  { request, signal, onProgress, onTallies, onResults }: EvaluationOptions,
  { prepared, exactItems, line, head, firstPage, saver, tellSaved, onNotice }: Advancing,
): Promise<Pick<EvaluatedProcess, 'metrics' | 'last'>> {
  const { process } = prepared;
  const { toNonce } = request;
  const { createVerifier = createScheduleVerifier } = context;
  const targetNonce = toNonce ?? head.latestNonce;
  const meter = createProgressMeter(context.steadyMs, targetNonce);
  let last: LastMessage | undefined;
  onProgress({
    phase: 'evaluating',
    targetNonce,
    latestNonce: head.latestNonce,
    nonce: line.position?.nonce ?? null,
    resumedFromNonce: line.restoredNonce ?? line.origin?.nonce ?? null,
  });
  tellSaved();
  const scheduleFrom: ScheduleFrom = (after, to, first) =>
    verifiedSchedule({
      processId: process.id,
      after,
      toNonce: to,
      latestNonce: head.latestNonce,
      store,
      unit: head.unit,
      firstPage: first,
      verifierFrom: (position, source) =>
        createVerifier({ process, source, after: position, fetchExact: exactItems.fetch }),
      prefetch: exactItems.prefetch,
      onStorageProblem: (error) => {
        if (isSelfsameError(error)) onNotice(`The schedule is not being saved: ${error.message}`);
      },
      signal,
    });
  // The line moves on: what this run evaluates itself is known without being read again.
  const began = { ...line };
  try {
    await replay(line, {
      steps: planSteps({
        process,
        schedule: scheduleFrom(line.position, toNonce, firstPage),
        after: line.position,
        timers: createCronTimers(process, sources.gateway, { signal }),
        processMessage: prepared.processMessage,
        earlierIds: once(() => earlierIdsOf(began, store, scheduleFrom)),
        now: async () =>
          toNonce === undefined ? head.unit?.fetchTimestamp(process.id, { signal }) : undefined,
      }),
      saver,
      hashMemory: request.kind === 'replay' && request.hashMemory === true,
      watchdogMs: context.watchdogMs,
      turns,
      takeReads: () => prepared.drive?.takeReads() ?? noReads,
      steadyMs: context.steadyMs,
      signal,
      onAdvance: (change) => {
        onProgress(meter.advance(line, change));
        onTallies(line.tallies);
        tellSaved();
      },
      onResults: async (results) => {
        const newest = results.at(-1);
        if (newest?.assignmentId && newest.result) {
          last = { assignmentId: newest.assignmentId, result: newest.result };
        }
        await onResults(results);
      },
    });
  } finally {
    await noteRunAsPublished(line);
    if (line.runsAsPublished) {
      onNotice(ranAsPublished);
      onTallies(line.tallies);
    }
  }
  const { memoryBytes, watching } = await line.evaluator.status();
  if (watching.kind === 'failed') {
    onNotice(
      `Each message that fails takes longer to undo, because its writes cannot be watched: ${watching.reason}`,
    );
  }
  onProgress({ memoryBytes });
  return { last, metrics: { ...meter.metrics(), memoryBytes } };
}

type ScheduleFrom = (
  after: Line['position'],
  toNonce: number | undefined,
  firstPage?: Promise<FirstPage | undefined>,
) => AsyncIterable<readonly VerifiedMessage[]>;

/** As saved with the line, or else found again in the schedule, verified again. A line that began later knows only of what came since. */
async function earlierIdsOf(
  { id, position, origin }: Line,
  store: Store,
  scheduleFrom: ScheduleFrom,
): Promise<EarlierIds> {
  const [evaluated, messages] = [new Set<string>(), new Set<string>()];
  if (position === undefined || position.nonce === origin?.nonce) return { evaluated, messages };
  const range = { fromNonce: origin === undefined ? 0 : origin.nonce + 1, toNonce: position.nonce };
  const saved = await loadEvaluatedIds(store, id, range).catch(() => undefined);
  if (saved !== undefined) return saved;
  for await (const batch of scheduleFrom(undefined, position.nonce)) {
    for (const { message } of batch) {
      evaluated.add(await evaluatedIdOf(message));
      messages.add(assignedIdOf(message));
    }
  }
  return { evaluated, messages };
}
