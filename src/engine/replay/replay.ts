import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError, SelfsameError } from '../../base/errors.ts';
import type { Evaluated } from '../../evaluation/evaluator.ts';
import { isErrorResult } from '../../protocol/evaluationResult.ts';
import { addTallies, held, type Tally } from '../../verification/tally.ts';
import type { MessageResult } from '../api.ts';
import { watch } from '../evaluator/evaluatorThread.ts';
import type { Line } from '../line/line.ts';
import type { Saver } from '../line/saver.ts';
import { batchSize } from './batchSize.ts';
import { lookAhead } from './lookAhead.ts';
import type { Step } from './steps.ts';

export interface ReplayOptions extends Abortable {
  readonly steps: AsyncIterable<readonly Step[]>;
  readonly saver: Saver;
  readonly hashMemory: boolean;
  readonly watchdogMs: number;
  /** Evidence about what messages read since this was last called. */
  readonly takeReads: () => readonly Tally[];
  readonly nowMs: () => number;
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

/** Batches of steps that may wait for the evaluator. */
const lookAheadBatches = 4;

/**
 * The loop. Takes steps in order, evaluates them on the line, and tells, records and saves what comes of it. However it ends, the
 * line stands at a message with everything up to it recorded, or its evaluator is closed.
 * @throws what the steps' source throws, before any message that is not verified; EvaluationError; the signal's reason
 */
export async function replay(line: Line, options: ReplayOptions): Promise<void> {
  const { nowMs, signal } = options;
  let size = batchSize();
  let { saver } = options;
  try {
    for await (const batch of lookAhead(options.steps, lookAheadBatches)) {
      for (let start = 0; start < batch.length; ) {
        signal?.throwIfAborted();
        const steps = takeSteps(batch, start, size.count);
        const startMs = nowMs();
        await take(line, steps, { ...options, saver });
        size = size.next(steps.length, nowMs() - startMs);
        start += steps.length;
        const isHead = steps.at(-1)?.kind === 'head';
        if (isHead || saver.isDue(line, nowMs())) await saver.save(line, nowMs());
        // What timers do after the head answers a question; the line goes on from the head.
        if (isHead) saver = saver.closed;
      }
    }
  } finally {
    // Where the evaluator is gone there is nothing to capture, and what was saved before stands.
    await saver.save(line, nowMs()).catch(() => undefined);
    await options.saver.settle();
  }
}

/** Up to `count` steps; the head ends them, so that what is saved there is the state there. */
function takeSteps(batch: readonly Step[], start: number, count: number): readonly Step[] {
  const steps = batch.slice(start, start + count);
  const head = steps.findIndex(({ kind }) => kind === 'head');
  return head === -1 ? steps : steps.slice(0, head + 1);
}

async function take(line: Line, steps: readonly Step[], options: ReplayOptions): Promise<void> {
  const { signal, watchdogMs, hashMemory, saver } = options;
  const inputs = steps.flatMap((step) => ('input' in step ? [step.input] : []));
  const nonces = steps.flatMap((step) => nonceOf(step) ?? []);
  const evaluated = await watch(line.evaluator, line.evaluator.evaluate(inputs, { hashMemory }), {
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
      tallies.push(...step.verified.tallies);
    }
    if (step.kind === 'finding') tallies.push(step.tally);
    if (step.kind === 'message' || step.kind === 'cron') tallies.push(held('evaluation', 'this browser'));
    const result = messageResult(step, outcome);
    if (result === undefined) continue;
    results.push(result);
    if (step.kind === 'message') saver.record(result, step.evaluatedId);
    if (step.kind === 'duplicate') saver.record(result, '');
  }
  line.tallies = addTallies([...line.tallies, ...tallies, ...options.takeReads()]);
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
      const { nonce, id: assignmentId, messageId, processId } = step.verified.message.assignment;
      return { nonce, messageId: messageId ?? processId, assignmentId, cron: null, result, ...hash };
    }
  }
}
