import type { Abortable } from '../base/abort.ts';
import { isSelfsameError } from '../base/errors.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { EvaluationResult } from '../protocol/evaluationResult.ts';
import type { AoProcess } from '../protocol/process.ts';
import type { Store } from '../storage/store.ts';
import { createScheduleVerifier } from '../verification/schedule.ts';
import { addTallies, type Tally, tallyOfError } from '../verification/tally.ts';
import type { BalanceRequest, JobProgress, ReplayRequest, ResultsListener } from './api.ts';
import type { EngineContext } from './context.ts';
import { createExactItems, type ExactItems } from './exactItems.ts';
import { checkHead, type Head, headOrOffline, reachHead } from './head.ts';
import type { Line } from './line.ts';
import type { LineLock } from './lineLock.ts';
import type { ModuleCache } from './moduleCache.ts';
import type { NetworkSources } from './networkSources.ts';
import { openLine } from './openLine.ts';
import { type PreparedProcess, prepareProcess } from './prepareProcess.ts';
import { createProgressMeter } from './progressMeter.ts';
import { replay } from './replay.ts';
import { createSaver, noSaver, type Saver } from './saver.ts';
import { verifiedSchedule } from './verifiedSchedule.ts';

export interface EvaluationTools {
  readonly context: EngineContext;
  readonly store: Store;
  /** False: results and checkpoints are not kept. */
  readonly savesLine: boolean;
  /** Why nothing is saved, if so. */
  readonly storageProblem: string | undefined;
  readonly sources: NetworkSources;
  readonly lineLock: LineLock;
  readonly modules: ModuleCache;
}

export interface EvaluationOptions extends Abortable {
  readonly request: BalanceRequest | ReplayRequest;
  readonly onResults: ResultsListener;
  readonly onProgress: (progress: Partial<JobProgress>) => void;
  /** The evidence so far; after a failed check, with what failed. */
  readonly onTallies: (tallies: readonly Tally[]) => void;
}

/** A process evaluated as far as was asked, still open for questions. */
export interface EvaluatedProcess {
  readonly process: AoProcess;
  readonly evaluator: Evaluator;
  readonly position: Line['position'];
  readonly latestNonce: number | null;
  readonly tallies: readonly Tally[];
  readonly last: LastMessage | undefined;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The last message that was evaluated just now. */
export interface LastMessage {
  readonly messageId: string;
  readonly result: EvaluationResult;
}

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
  const { store, sources, lineLock, modules } = tools;
  const { request, signal, onProgress, onTallies } = options;
  const exactItems = createExactItems(sources.gateway, { signal });
  const prepared = await prepareProcess({
    processId: request.processId,
    profile: request.profile,
    sources,
    store,
    exactItems,
    modules,
    signal,
    onPhase: (phase) => onProgress({ phase }),
    onTallies,
  });
  return lineLock.hold(prepared.lineId, () => evaluateHeld(tools, options, prepared, exactItems, use), {
    signal,
    onWait: () => onProgress({ phase: 'waiting-for-other-tab' }),
  });
}

async function evaluateHeld<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  prepared: PreparedProcess,
  exactItems: ExactItems,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
): Promise<Answer> {
  const { context, store } = tools;
  const { request, signal, onProgress, onTallies } = options;
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
  const line = await openLine(context, store, prepared.lineId, prepared.evaluator, {
    toNonce: request.toNonce,
    tallies: prepared.tallies,
    signal,
    onNotice,
  });
  try {
    onTallies(line.tallies);
    const head = await headOrOffline(reaching, line, onNotice, { signal });
    const saver = await saverFor(tools, line, request.toNonce);
    const advanced = await advance(tools, options, { prepared, exactItems, line, head, saver, onNotice });
    const tallies = addTallies([...line.tallies, checkHead(line, head, request.toNonce)]);
    onTallies(tallies);
    onProgress({ phase: 'asking' });
    const { process } = prepared;
    const { evaluator, position } = line;
    const { latestNonce } = head;
    return await use({ process, evaluator, position, latestNonce, tallies, ...advanced });
  } finally {
    line.evaluator.close();
  }
}

interface Advancing {
  readonly prepared: PreparedProcess;
  readonly exactItems: ExactItems;
  readonly line: Line;
  readonly head: Head;
  readonly saver: Saver;
  readonly onNotice: (sentence: string) => void;
}

async function advance(
  { context, store }: EvaluationTools,
  { request, signal, onProgress, onTallies, onResults }: EvaluationOptions,
  { prepared, exactItems, line, head, saver, onNotice }: Advancing,
): Promise<Pick<EvaluatedProcess, 'metrics' | 'last'>> {
  const { process } = prepared;
  const { toNonce } = request;
  const targetNonce = toNonce ?? head.latestNonce;
  const meter = createProgressMeter(context.nowMs, targetNonce);
  let last: LastMessage | undefined;
  const report = () => {
    if (saver.problem !== undefined) onNotice(saver.problem);
    onProgress({ savedNonce: saver.savedNonce });
  };
  onProgress({
    phase: 'evaluating',
    targetNonce,
    latestNonce: head.latestNonce,
    nonce: line.position?.nonce ?? null,
    resumedFromNonce: line.restoredNonce,
    savedNonce: saver.savedNonce,
  });
  try {
    await replay(line, {
      schedule: verifiedSchedule({
        processId: process.id,
        after: line.position,
        toNonce,
        store,
        unit: head.unit,
        verifierFrom: (after, source) =>
          createScheduleVerifier({ process, source, after, fetchExact: exactItems.fetch }),
        prefetch: exactItems.prefetch,
        onStorageProblem: (error) => {
          if (isSelfsameError(error)) onNotice(`The schedule is not being saved: ${error.message}`);
        },
        signal,
      }),
      saver,
      hashMemory: request.kind === 'replay' && request.hashMemory === true,
      watchdogMs: context.watchdogMs,
      nowMs: context.nowMs,
      processMessage: prepared.processMessage,
      signal,
      onAdvance: (change) => {
        onProgress(meter.advance(line, change));
        onTallies(line.tallies);
        report();
      },
      onResults: async (results) => {
        const newest = results.at(-1);
        if (newest !== undefined) last = { messageId: newest.messageId, result: newest.result };
        await onResults(results);
      },
    });
  } finally {
    // Where the evaluator is gone there is nothing to capture, and what was saved before stands.
    await saver.save(line, context.nowMs()).catch(() => undefined);
    await saver.settle();
    report();
  }
  const { memoryBytes } = await line.evaluator.status();
  onProgress({ memoryBytes });
  return { last, metrics: { ...meter.metrics(), memoryBytes } };
}

/** A visit to the past leaves the line of checkpoints as it is. */
async function saverFor(
  { context, store, savesLine }: EvaluationTools,
  line: Line,
  toNonce: number | undefined,
): Promise<Saver> {
  if (!savesLine) return noSaver;
  const checkpoints = toNonce === undefined ? [] : await store.listCheckpoints(line.id).catch(() => []);
  const newest = checkpoints.at(-1)?.nonce ?? -1;
  return newest > (toNonce ?? newest) ? noSaver : createSaver(store, line, context.nowMs());
}
