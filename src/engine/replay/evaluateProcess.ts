import { isSelfsameError } from '../../base/errors.ts';
import { defaultRules } from '../../storage/preferences.ts';
import { addTallies, type Tally, tallyOfError } from '../../verification/tally.ts';
import { checkHead, headOrOffline, reachHead } from '../answers/head.ts';
import { weighWitnesses } from '../answers/headAgreement.ts';
import { askWitnesses, type HeadWitnesses } from '../answers/headWitnesses.ts';
import { beginFromCheckpoint } from '../checkpoints/beginFromCheckpoint.ts';
import { resolveStart, startOf } from '../checkpoints/startOf.ts';
import type { EvaluatedProcess, EvaluationOptions, EvaluationTools } from '../evaluator/evaluationTools.ts';
import { advanceLine } from '../line/advanceLine.ts';
import type { Line } from '../line/line.ts';
import { openLine } from '../line/openLine.ts';
import { createSaver, noSaver, type Saver } from '../line/saver.ts';
import { type PreparedProcess, prepareProcess } from '../process/prepareProcess.ts';
import { createExactItems, type ExactItems } from './exactItems.ts';
import { createKeptItems } from './keptItems.ts';

/**
 * Finds, verifies, restores and evaluates a process up to the nonce asked for (or the latest), saves, and gives it to `use`; closes it
 * however that ends.
 * @throws `SelfsameError`s of every layer
 */
export async function evaluateProcess<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
): Promise<Answer> {
  let tallies: readonly Tally[] = [];
  const onTallies = (found: readonly Tally[]) => {
    tallies = found;
    options.onTallies(found);
  };
  try {
    return await evaluate(tools, { ...options, onTallies }, use);
  } catch (error) {
    const failure = isSelfsameError(error) ? tallyOfError(error, 'schedule') : undefined;
    if (failure !== undefined) onTallies(addTallies([...tallies, failure]));
    throw error;
  }
}

async function evaluate<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
): Promise<Answer> {
  const { store, sources, lineLock, lineNews, modules } = tools;
  const { request, signal, onProgress, onTallies } = options;
  const exactItems = createExactItems(sources.gateway, {
    signal,
    kept: createKeptItems(request.processId, store),
  });
  const prepared = await prepareProcess({
    processId: request.processId,
    profile: request.profile,
    startId: await resolveStart(request, sources.gateway, store, { signal }),
    sources,
    store,
    exactItems,
    modules,
    signal,
    onPhase: (phase) => onProgress({ phase }),
    onTallies,
  });
  const { lineId } = prepared;
  const tell = tools.savesLine ? lineNews.teller(lineId) : () => undefined;
  const telling: EvaluationOptions = {
    ...options,
    onProgress: (progress) => {
      onProgress(progress);
      tell(progress);
    },
  };
  let stopListening = () => {};
  try {
    return await lineLock.hold(
      lineId,
      () => {
        stopListening();
        return evaluateHeld(tools, telling, prepared, exactItems, use);
      },
      {
        signal,
        onWait: () => {
          onProgress({ phase: 'waiting-for-other-tab' });
          stopListening = lineNews.listen(lineId, onProgress);
        },
      },
    );
  } finally {
    stopListening();
  }
}

async function evaluateHeld<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  prepared: PreparedProcess,
  exactItems: ExactItems,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
): Promise<Answer> {
  const { context, store, sources, savesLine } = tools;
  const { request, signal, onProgress, onTallies } = options;
  const { startId } = prepared;
  const reaching = reachHead(prepared.unit, prepared.process.id, { signal });
  // Awaited further down; a failure until then is not an unhandled one.
  reaching.catch(() => undefined);

  let notices = tools.storageProblem === undefined ? [] : [tools.storageProblem];
  const onNotice = (sentence: string) => {
    if (notices.includes(sentence)) return;
    notices = [...notices, sentence];
    onProgress({ notices });
  };
  onProgress({ phase: 'restoring', notices });
  const isImported = startOf(request)?.kind === 'imported-checkpoint';
  const isScheduleKept = async () =>
    (await store.loadSchedule(prepared.process.id, { fromNonce: 0, toNonce: 0 })).length > 0;
  const line = await openLine(context, store, prepared.lineId, prepared.evaluator, {
    toNonce: request.toNonce,
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
  try {
    onTallies(line.tallies);
    const hasSchedule = async () => line.position !== undefined || isScheduleKept();
    const head = await headOrOffline(reaching, hasSchedule, onNotice, { signal });
    if (request.toNonce === undefined && head.unit !== null) {
      witnesses = askWitnesses({
        process: prepared.process,
        sources: tools.sources,
        ...{ head, exactItems, signal },
      });
    }
    const saver = await saverFor(tools, line, request.toNonce);
    const advanced = await advanceLine(tools, options, { prepared, exactItems, line, head, saver, onNotice });
    checkHead(line, head, request.toNonce);
    onProgress({ phase: 'asking' });
    const { process } = prepared;
    const { evaluator, position } = line;
    const statements = (await witnesses?.settle({ signal })) ?? [];
    const headTally = await weighWitnesses(position, process.id, head, statements, { signal });
    const tallies = addTallies([...line.tallies, headTally]);
    onTallies(tallies);
    const { latestNonce } = head;
    const asked: Tally[] = [];
    return await use({
      process,
      lineId: prepared.lineId,
      origin: line.origin,
      evaluator,
      position,
      latestNonce,
      ...advanced,
      get tallies() {
        // A question may make the process read, too.
        asked.push(...(prepared.drive?.takeTallies() ?? []));
        return addTallies([...tallies, ...asked]);
      },
    });
  } finally {
    witnesses?.close();
    line.evaluator.close();
  }
}

/** A visit to the past leaves the line of checkpoints as it is. */
async function saverFor(
  { context, store, savesLine }: EvaluationTools,
  line: Line,
  toNonce: number | undefined,
): Promise<Saver> {
  // What was begun with and could not be saved, nothing can be saved on top of.
  if (!savesLine || (line.origin !== undefined && line.restoredNonce === null)) return noSaver;
  const checkpoints = toNonce === undefined ? [] : await store.listCheckpoints(line.id).catch(() => []);
  const newest = checkpoints.at(-1)?.nonce ?? -1;
  if (newest > (toNonce ?? newest)) return noSaver;
  const { reachWithinMs } = await store.loadRules().catch(() => defaultRules);
  return createSaver(store, line, { startMs: context.nowMs(), reachWithinMs });
}
