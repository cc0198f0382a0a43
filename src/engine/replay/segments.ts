import type { Abortable } from '../../base/abort.ts';
import { equalBytes } from '../../base/bytes.ts';
import { EngineError } from '../../base/errors.ts';
import type { HostState } from '../../evaluation/evaluator.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { Tally } from '../../verification/tally.ts';
import type { SegmentReport, SegmentsRequest } from '../api.ts';
import { coreCount } from '../coreCount.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import { advanceLine } from '../line/advanceLine.ts';
import type { Line } from '../line/line.ts';
import { openLine } from '../line/openLine.ts';
import { noSaver } from '../line/saver.ts';
import { type PreparedProcess, prepareProcess } from '../process/prepareProcess.ts';
import { createExactItems, type ExactItems } from './exactItems.ts';
import { lastMissing } from './fillSchedule.ts';
import { createKeptItems } from './keptItems.ts';

/** From one kept checkpoint to a later one; null: from nothing. */
interface Segment {
  readonly fromNonce: number | null;
  readonly toNonce: number;
}

interface Verifying {
  readonly tools: EvaluationTools;
  readonly network: SegmentsRequest['network'];
  readonly prepared: PreparedProcess;
  readonly exactItems: ExactItems;
  /** Null where all of the schedule is kept. */
  readonly unit: SchedulerUnit | null;
}

export interface SegmentsOptions extends Abortable {
  /** Called once, before the first stretch. */
  readonly onPlan?: (plan: SegmentsPlan) => void;
  /** Called as stretches end, in whatever order they do, with what was found on the way. */
  readonly onReport?: (report: SegmentReport, tallies: readonly Tally[]) => void;
}

export interface SegmentsPlan {
  readonly workers: number;
  readonly segmentCount: number;
  /** Null where no checkpoint is kept. */
  readonly lastNonce: number | null;
  /** About the process and its module. */
  readonly tallies: readonly Tally[];
}

/**
 * Evaluates a kept line again, each stretch between two checkpoints by itself and as many at once as there are workers. Where all hold, the
 * last checkpoint follows from the first message, as if one evaluator had gone all the way: each stretch ends in the state that the next one
 * starts from. By the schedule as it is kept, verified again, and what of it is missing
 * fetched; nothing else is saved.
 * @returns by rising nonce
 * @throws what `prepareProcess` throws; EngineError `checkpoint-missing` where a checkpoint cannot be restored;
 * SourceError where something is missing and cannot be fetched
 */
export async function verifySegments(
  tools: EvaluationTools,
  { network, processId, profile, fromNonce = null, toNonce, workers }: SegmentsRequest,
  { signal, onPlan, onReport }: SegmentsOptions = {},
): Promise<readonly SegmentReport[]> {
  const { sources, store, modules } = tools;
  const exactItems = createExactItems(sources.gateway, { signal, kept: createKeptItems(processId, store) });
  const prepared = await prepareProcess({
    processId,
    profile,
    sources,
    store,
    exactItems,
    modules,
    signal,
    onPhase: () => undefined,
    onNotice: () => undefined,
    onTallies: () => undefined,
  });
  const checkpoints = await store.listCheckpoints(prepared.lineId);
  const ends = checkpoints.map(({ nonce }) => nonce).filter((nonce) => nonce > (fromNonce ?? -1));
  const segments = ends
    .filter((nonce) => nonce <= (toNonce ?? nonce))
    .map((nonce, index): Segment => ({ fromNonce: ends[index - 1] ?? fromNonce, toNonce: nonce }));

  const count = Math.max(1, Math.min(workers ?? coreCount(), segments.length));
  const lastNonce = segments.at(-1)?.toNonce ?? null;
  onPlan?.({ workers: count, segmentCount: segments.length, lastNonce, tallies: prepared.tallies });
  const missing = lastNonce === null ? undefined : await lastMissing(store, processId, lastNonce);
  const unit = missing === undefined || missing <= (fromNonce ?? -1) ? null : await prepared.unit();
  const reports: SegmentReport[] = [];
  const waiting = segments.values();
  const over = new AbortController();
  const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const work = async () => {
    for (const segment of waiting) {
      either.throwIfAborted();
      const verifying = { tools, network, prepared, exactItems, unit };
      const { report, tallies } = await verifySegment(verifying, segment, { signal: either });
      reports.push(report);
      onReport?.(report, tallies);
    }
  };
  const working = Array.from({ length: count }, work);
  try {
    await Promise.all(working);
  } finally {
    // Where one of them fails the others work for nobody.
    over.abort(new DOMException('Another stretch could not be verified.', 'AbortError'));
    await Promise.allSettled(working);
  }
  return reports.sort((a, b) => a.toNonce - b.toNonce);
}

async function verifySegment(
  verifying: Verifying,
  { fromNonce, toNonce }: Segment,
  { signal }: Abortable,
): Promise<{ readonly report: SegmentReport; readonly tallies: readonly Tally[] }> {
  const expected = await endState(await openAt(verifying, toNonce, { signal }));
  const line = await openAt(verifying, fromNonce, { signal });
  // What led to the checkpoint is what other stretches find again.
  line.tallies = [];
  const { tools, network, prepared, exactItems, unit } = verifying;
  const request = { kind: 'replay', network, processId: prepared.process.id, toNonce } as const;
  try {
    await advanceLine(
      tools,
      {
        request,
        signal,
        onResults: () => undefined,
        onProgress: () => undefined,
        onTallies: () => undefined,
      },
      {
        prepared,
        exactItems,
        line,
        head: { unit, latestNonce: null, latestAssignmentId: null },
        saver: noSaver,
        tellSaved: () => undefined,
        onNotice: () => undefined,
      },
    );
  } catch (error) {
    line.evaluator.close();
    throw error;
  }
  const reachedNonce = line.position?.nonce ?? null;
  const actual = await endState(line);
  const holds = reachedNonce === toNonce && isEqual(expected, actual);
  const hashes = { expected: expected.memorySha256, actual: actual.memorySha256 };
  return { report: { fromNonce, toNonce, reachedNonce, holds, ...hashes }, tallies: line.tallies };
}

/** An evaluator restored at exactly this checkpoint. */
async function openAt(
  { tools, prepared }: Verifying,
  nonce: number | null,
  { signal }: Abortable,
): Promise<Line> {
  const line = await openLine(tools.context, tools.store, prepared.lineId, prepared.evaluator, {
    toNonce: nonce ?? -1,
    tallies: prepared.tallies,
    signal,
    onNotice: () => undefined,
  });
  if (line.restoredNonce === nonce) return line;
  line.evaluator.close();
  throw new EngineError(
    'checkpoint-missing',
    `The checkpoint at nonce ${nonce} of process ${prepared.process.id} cannot be restored.`,
    { details: { itemId: prepared.process.id, nonce } },
  );
}

interface EndState {
  readonly memorySha256: string;
  readonly host: HostState;
}

/** What the next stretch starts from; ends the evaluator. */
async function endState({ evaluator }: Line): Promise<EndState> {
  try {
    const memorySha256 = await evaluator.hashMemory();
    const { host } = await evaluator.capture();
    return { memorySha256, host };
  } finally {
    evaluator.close();
  }
}

function isEqual(a: EndState, b: EndState): boolean {
  const files = new Map(b.host.files.map(({ path, data }) => [path, data]));
  return (
    a.memorySha256 === b.memorySha256 &&
    a.host.clockTick === b.host.clockTick &&
    a.host.files.length === b.host.files.length &&
    a.host.files.every(({ path, data }) => equalBytes(data, files.get(path) ?? new Uint8Array(0)))
  );
}
