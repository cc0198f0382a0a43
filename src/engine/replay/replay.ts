import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError, SelfsameError } from '../../base/errors.ts';
import type { Evaluated } from '../../evaluation/evaluator.ts';
import { isErrorResult } from '../../protocol/evaluationResult.ts';
import { addTallies, held, type Tally } from '../../verification/tally.ts';
import type { MessageResult } from '../api.ts';
import type { DriveFindings } from '../drive/drive.ts';
import { watch } from '../evaluator/evaluatorThread.ts';
import type { Line } from '../line/line.ts';
import type { Saver } from '../line/saver.ts';
import { addUnsettled, unsettledReads } from '../line/unsettled.ts';
import { earlierIdsText } from '../process/evaluatedIds.ts';
import { batchSize, batchTargetMs } from './batchSize.ts';
import { createStepFeed } from './stepFeed.ts';
import type { Step } from './steps.ts';
import type { Turns } from './turns.ts';

export interface ReplayOptions extends Abortable {
  readonly steps: AsyncIterable<readonly Step[]>;
  readonly saver: Saver;
  readonly hashMemory: boolean;
  readonly watchdogMs: number;
  readonly turns: Turns;
  /** Evidence about what messages read since this was last called. */
  readonly takeReads: () => DriveFindings;
  readonly steadyMs: () => number;
  /** After every few messages. */
  readonly onAdvance: (advance: Advance) => void;
  /** Waited for: a slow reader slows the replay instead of filling memory. */
  readonly onResults: (results: readonly MessageResult[]) => void | Promise<void>;
}

export interface Advance {
  readonly evaluatedCount: number;
  readonly errorCount: number;
  readonly handleMs: number;
}

/**
 * The loop. Takes steps in order, evaluates them on the line, and tells, records and saves what comes of it. However it ends, the
 * line stands at a message with everything up to it recorded, or its evaluator is closed. What it has begun to save is the caller's to settle.
 * @throws what the steps' source throws, before any message that is not verified; EvaluationError; the signal's reason
 */
export async function replay(line: Line, options: ReplayOptions): Promise<void> {
  const { steadyMs, signal } = options;
  const feed = createStepFeed(options.steps);
  let size = batchSize();
  let { saver } = options;
  let running: Batch | undefined;
  const turn = options.turns.join();
  const beginInTurn = async () => {
    // Whoever waits for a server needs no core.
    if (!feed.isReady) turn.give();
    const steps = await feed.take(size.count);
    if (steps !== undefined) await turn.take({ signal });
    return begin(line, steps, options);
  };
  try {
    for (;;) {
      signal?.throwIfAborted();
      running ??= await beginInTurn();
      if (running === undefined) break;
      const batch: Batch = running;
      // The evaluator gets its next messages before it is done with these, so that it never waits for this thread; but not where it has to
      // stop to be saved, or to let another one in.
      const isToBeSaved = endsAtMessage(batch) && saver.isDue(line, steadyMs(), batchTargetMs);
      const mayGoOn = !isHead(batch) && !turn.isWanted && !isToBeSaved;
      const next = mayGoOn && feed.isReady ? begin(line, await feed.take(size.count), options) : undefined;
      running = next;
      await finish(line, batch, { ...options, saver });
      const finishedMs = steadyMs();
      size = size.next(batch.steps.length, finishedMs - batch.beganMs);
      if (next !== undefined) next.beganMs = finishedMs;
      else if (isHead(batch) || saver.isDue(line, finishedMs, 0)) await saver.save(line, finishedMs);
      if (next === undefined && turn.isWanted) turn.give();
      // What timers do after the head answers a question; the line goes on from the head.
      if (isHead(batch)) saver = saver.closed;
    }
  } finally {
    feed.close();
    // What was handed over is evaluated already, or will be: the line has to stand where its memory does.
    if (running !== undefined) await finish(line, running, { ...options, saver }).catch(() => undefined);
    // Where the evaluator is gone there is nothing to capture, and what was saved before stands.
    await saver.save(line, steadyMs()).catch(() => undefined);
    turn.give();
  }
}

/** Steps that the evaluator has. */
interface Batch {
  readonly steps: readonly Step[];
  readonly evaluated: Promise<readonly Evaluated[]>;
  /** When the evaluator took it up. */
  beganMs: number;
}

function isHead({ steps }: Batch): boolean {
  return steps.at(-1)?.kind === 'head';
}

function endsAtMessage({ steps }: Batch): boolean {
  const last = steps.at(-1);
  return last !== undefined && 'verified' in last;
}

function begin(
  { evaluator }: Line,
  steps: readonly Step[] | undefined,
  { hashMemory, steadyMs }: ReplayOptions,
): Batch | undefined {
  if (steps === undefined) return undefined;
  const inputs = steps.flatMap((step) => ('input' in step ? [step.input] : []));
  const evaluated = inputs.length === 0 ? Promise.resolve([]) : evaluator.evaluate(inputs, { hashMemory });
  // It may fail long before it is waited for.
  evaluated.catch(() => undefined);
  return { steps, evaluated, beganMs: steadyMs() };
}

async function finish(
  line: Line,
  { steps, evaluated: working }: Batch,
  options: ReplayOptions,
): Promise<void> {
  const { signal, watchdogMs, saver } = options;
  const nonces = steps.flatMap((step) => nonceOf(step) ?? []);
  const evaluated = await watch(line.evaluator, working, {
    signal,
    watchdogMs,
    firstNonce: nonces[0] ?? line.position?.nonce ?? 0,
    lastNonce: nonces.at(-1) ?? line.position?.nonce ?? 0,
  }).catch((error: unknown) => {
    throw atNonce(error, steps);
  });
  const outcomes = evaluated.values();
  const results: MessageResult[] = [];
  const tallies: Tally[] = [];
  for (const step of steps) {
    const outcome = 'input' in step ? outcomes.next().value : undefined;
    if ('verified' in step) {
      line.position = step.verified.position;
      line.isPastMessage = false;
      tallies.push(...step.verified.tallies);
      line.unsettled = addUnsettled(line, step.verified.unsettled ?? []);
    }
    if (step.kind === 'cron' || step.kind === 'finding') line.isPastMessage = true;
    if (step.kind === 'finding') {
      tallies.push(step.tally);
      line.unsettled = addUnsettled(line, step.unsettled ?? []);
    }
    if (step.kind === 'message' || step.kind === 'cron') tallies.push(held('evaluation', 'this browser'));
    const result = messageResult(step, outcome);
    if (result === undefined) continue;
    results.push(result);
    if (step.kind !== 'message' && step.kind !== 'duplicate') continue;
    const evaluatedId = step.kind === 'message' ? step.evaluatedId : '';
    saver.record(result, earlierIdsText(evaluatedId, step.verified.itemId));
  }
  const reads = options.takeReads();
  line.tallies = addTallies([...line.tallies, ...tallies, ...reads.tallies]);
  line.unsettled = addUnsettled(line, unsettledReads(reads.open));
  const handleMs = evaluated.reduce((sum, each) => sum + each.handleMs, 0);
  line.evaluationMs += handleMs;
  options.onAdvance({
    evaluatedCount: results.length,
    errorCount: results.filter(({ result }) => result !== null && isErrorResult(result)).length,
    handleMs,
  });
  if (results.length > 0) await options.onResults(results);
}

/** An error of the evaluator, which counts messages only, with the nonce at which it stopped. */
function atNonce(error: unknown, steps: readonly Step[]): unknown {
  if (!isSelfsameError(error)) return error;
  const { evaluatedBefore, ...details } = error.details;
  const step = steps.filter((each) => 'input' in each)[Number(evaluatedBefore)];
  const nonce = step === undefined ? undefined : nonceOf(step);
  if (nonce === undefined) return error;
  const sentence = `At nonce ${nonce}: ${error.message}`;
  const { layer, code, cause } = error;
  return new SelfsameError(layer, code, sentence, { details: { ...details, nonce }, cause });
}

function nonceOf(step: Step): number | undefined {
  if ('verified' in step) return step.verified.position.nonce;
  return step.kind === 'cron' ? step.afterNonce : undefined;
}

/** Undefined for steps that have no outcome of their own. */
function messageResult(step: Step, outcome: Evaluated | undefined): MessageResult | undefined {
  const hash = outcome?.memorySha256 === undefined ? {} : { memorySha256: outcome.memorySha256 };
  const result = outcome?.result ?? null;
  switch (step.kind) {
    case 'process':
    case 'finding':
    case 'head':
      return undefined;
    case 'cron': {
      const { cron } = step.event;
      return { nonce: step.afterNonce, messageId: null, assignmentId: null, cron, result, ...hash };
    }
    case 'message':
    case 'duplicate': {
      const { position, itemId: messageId } = step.verified;
      const { nonce, assignmentId } = position;
      return { nonce, messageId, assignmentId, cron: null, result, ...hash };
    }
  }
}
