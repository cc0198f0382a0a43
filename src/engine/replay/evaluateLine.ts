import type { FirstPage } from '../../sources/schedulePages.ts';
import { addTallies, type Tally } from '../../verification/tally.ts';
import { checkHead, checkReach, type Head, headOrOffline, tellWhoIsAsked } from '../answers/head.ts';
import { weighWitnesses } from '../answers/headAgreement.ts';
import { askWitnesses, type HeadWitnesses } from '../answers/headWitnesses.ts';
import { beginFromCheckpoint } from '../checkpoints/beginFromCheckpoint.ts';
import { startOf } from '../checkpoints/startOf.ts';
import type { EvaluatedProcess, EvaluationOptions, EvaluationTools } from '../evaluator/evaluationTools.ts';
import { advanceLine } from '../line/advanceLine.ts';
import { openLine } from '../line/openLine.ts';
import { noSaver } from '../line/saver.ts';
import { saverFor } from '../line/saverFor.ts';
import { type Settling, settleLater } from '../line/unsettled.ts';
import type { PreparedProcess } from '../process/prepareProcess.ts';
import type { ExactItems } from './exactItems.ts';
import type { Notices } from './notices.ts';
import { watchScheduleSaves } from './scheduleSaves.ts';

/** A process whose line nobody else moves meanwhile. */
export interface Held {
  readonly prepared: PreparedProcess;
  readonly exactItems: ExactItems;
  readonly reaching: Promise<Head>;
  readonly firstPage: Promise<FirstPage | undefined> | undefined;
  readonly notices: Notices;
}

/**
 * Restores the line, moves it to the nonce asked for or to the head, and gives it to `use`. What was reached is saved, however that ends.
 * @throws `SelfsameError`s of every layer; `OtherSpawn`
 */
export async function evaluateLine<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  { prepared, exactItems, reaching, firstPage, notices }: Held,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
): Promise<Answer> {
  const { context, sources, savesLine, storageProblem } = tools;
  const schedule = watchScheduleSaves(tools.store);
  const { store } = schedule;
  const { request, signal, onProgress, onTallies } = options;
  const { startId } = prepared;
  const onNotice = notices.tell;
  onProgress({ phase: 'restoring' });
  const isImported = startOf(request)?.kind === 'imported-checkpoint';
  const isScheduleKept = async () =>
    (await store.loadSchedule(prepared.process.id, { fromNonce: 0, toNonce: 0 })).length > 0;
  const line = await openLine(context, store, prepared.lineId, prepared.evaluator, {
    toNonce: await lastToRestore(tools, prepared, request.toNonce),
    tallies: prepared.tallies,
    signal,
    onNotice,
    ...(startId !== undefined && {
      begin: async () =>
        beginFromCheckpoint({
          ...{ context, prepared, exactItems, signal, onNotice, sources, store, savesLine },
          checkpointId: isImported ? null : startId,
          head: await headOrOffline(reaching, isScheduleKept, onNotice, { signal }),
          toNonce: request.toNonce,
        }),
    }),
  });
  let witnesses: HeadWitnesses | undefined;
  let settling: Settling | undefined;
  let saver = noSaver;
  const tellSaved = () => {
    notices.tellSaving(saver.problem);
    // What stands in for the browser's storage is gone with the tab.
    onProgress({ savedNonce: storageProblem === undefined ? saver.savedNonce : null });
  };
  try {
    onTallies(line.tallies);
    const hasSchedule = async () => line.position !== undefined || isScheduleKept();
    onProgress({ phase: 'finding-head' });
    const head = await headOrOffline(reaching, hasSchedule, onNotice, { signal });
    tellWhoIsAsked(head, onNotice);
    await checkReach(head, prepared.process.id, request.toNonce, { signal });
    if (request.toNonce === undefined && head.unit !== null) {
      witnesses = askWitnesses({
        process: prepared.process,
        sources: tools.sources,
        ...{ head, exactItems, signal },
      });
    }
    saver = await saverFor(tools, line, request);
    const { process, processMessageAnew, isSpawnedBy } = prepared;
    settling = settleLater(line, {
      ...{ process, store, fetchExact: exactItems.fetch, processMessageAnew, isSpawnedBy, signal },
      settlesRead: prepared.drive?.settles,
    });
    const advancing = { prepared, exactItems, line, head, firstPage, saver, tellSaved, onNotice };
    const advanced = await advanceLine({ ...tools, store }, options, advancing);
    checkHead(line, head, request.toNonce);
    onProgress({ phase: 'asking', remainingMs: null });
    await settling.settle();
    const { evaluator, position } = line;
    const statements = (await witnesses?.settle({ signal })) ?? [];
    const headTally = await weighWitnesses(position, process.id, head, statements, { signal });
    const tallies = addTallies([...line.tallies, headTally]);
    onTallies(tallies);
    const { latestNonce } = head;
    const asked: Tally[] = [];
    const answer = await use({
      process,
      lineId: prepared.lineId,
      origin: line.origin,
      evaluator,
      position,
      latestNonce,
      ...advanced,
      get tallies() {
        // A question may make the process read, too.
        asked.push(...(prepared.drive?.takeReads().tallies ?? []));
        return addTallies([...tallies, ...asked]);
      },
    });
    if (saver !== noSaver) onProgress({ phase: 'saving' });
    return answer;
  } finally {
    witnesses?.close();
    settling?.close();
    // Questions are answered while the last checkpoint is written, and the schedule up to it, but the line is let go only when they are.
    await saver.settle().catch(() => undefined);
    // Somebody may have deleted what the last one builds on: then memory is wanted once more, while there is one.
    if (saver.hasLostBase) await saver.save(line, context.steadyMs()).catch(() => undefined);
    line.evaluator.close();
    await schedule.settle();
    await saver.settle();
    tellSaved();
  }
}

/** Of a message whose result is not kept: the checkpoint at its own nonce would leave nothing to evaluate. */
async function lastToRestore(
  { store, savesLine }: EvaluationTools,
  { lineId, startId }: PreparedProcess,
  toNonce: number | undefined,
): Promise<number | undefined> {
  if (toNonce === undefined || startId !== undefined || !savesLine) return toNonce;
  const range = { fromNonce: toNonce, toNonce };
  const kept = await store.loadResults(lineId, range).catch(() => []);
  return kept.length > 0 ? toNonce : toNonce - 1;
}
