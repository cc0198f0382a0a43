import type { Abortable } from '../base/abort.ts';
import type { Evaluated } from '../evaluation/evaluator.ts';
import { isErrorResult } from '../protocol/evaluationResult.ts';
import { findTags } from '../protocol/tags.ts';
import { encodeScheduled, type WasmMessage } from '../protocol/wasmMessage.ts';
import { addTallies, held, type Tally } from '../verification/tally.ts';
import type { MessageResult } from './api.ts';
import { batchSize } from './batchSize.ts';
import { watch } from './evaluatorThread.ts';
import type { Line } from './line.ts';
import { lookAhead } from './lookAhead.ts';
import type { Saver } from './saver.ts';
import type { VerifiedMessage } from './verifiedSchedule.ts';

export interface ReplayOptions extends Abortable {
  readonly schedule: AsyncIterable<readonly VerifiedMessage[]>;
  readonly saver: Saver;
  readonly hashMemory: boolean;
  readonly watchdogMs: number;
  readonly nowMs: () => number;
  /**
   * The process message that an older process is evaluated with first, because its schedule does not begin with itself
   * (legacynet.md §4.4). Asked for only then.
   */
  readonly processMessage: () => Promise<WasmMessage>;
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

/** Batches of verified messages that may wait for the evaluator. */
const lookAheadBatches = 4;

/**
 * The loop. Takes verified messages in schedule order, evaluates them on the line, and tells, records and saves what comes of it.
 * However it ends, the line is at a message boundary with everything before it recorded, or its evaluator is closed.
 * @throws what the schedule throws, before any message that is not verified; EvaluationError; the signal's reason
 */
export async function replay(line: Line, options: ReplayOptions): Promise<void> {
  const { saver, nowMs, signal } = options;
  let size = batchSize();
  let begun = line.position !== undefined;
  try {
    for await (const batch of lookAhead(options.schedule, lookAheadBatches)) {
      if (!begun) await begin(line, batch[0], options);
      begun = true;
      for (let start = 0; start < batch.length; ) {
        signal?.throwIfAborted();
        const messages = batch.slice(start, start + size.count);
        const startMs = nowMs();
        await evaluateOn(line, messages, options);
        size = size.next(messages.length, nowMs() - startMs);
        start += messages.length;
        if (saver.isDue(nowMs())) await saver.save(line, nowMs());
      }
    }
    if (!begun) await begin(line, undefined, options);
  } finally {
    await saver.settle();
  }
}

/** Its outcome is kept by nobody, as in the reference: only memory goes on. */
async function begin(
  line: Line,
  first: VerifiedMessage | undefined,
  { processMessage, watchdogMs, signal }: ReplayOptions,
): Promise<void> {
  const types = findTags(first?.message.message?.tags ?? [], 'Type');
  if (types.length === 1 && types[0] === 'Process') return;
  const work = line.evaluator.evaluate([await processMessage()]);
  await watch(line.evaluator, work, { signal, watchdogMs, firstNonce: 0, lastNonce: 0 });
}

async function evaluateOn(
  line: Line,
  messages: readonly VerifiedMessage[],
  { signal, watchdogMs, hashMemory, saver, onAdvance, onResults }: ReplayOptions,
): Promise<void> {
  const first = messages[0]?.position;
  const last = messages.at(-1)?.position;
  if (first === undefined || last === undefined) return;
  const inputs = messages.map(({ message }) => encodeScheduled(message));
  const evaluated = await watch(line.evaluator, line.evaluator.evaluate(inputs, { hashMemory }), {
    signal,
    watchdogMs,
    firstNonce: first.nonce,
    lastNonce: last.nonce,
  });
  line.position = last;
  line.tallies = addTallies([
    ...line.tallies,
    ...messages.flatMap(({ tallies }) => tallies),
    evaluationTally(evaluated.length),
  ]);
  const results = evaluated.map((each, index) => messageResult(messages[index], each));
  for (const { nonce, result } of results) saver.record(nonce, result);
  onAdvance({
    evaluatedCount: evaluated.length,
    errorCount: evaluated.filter(({ result }) => isErrorResult(result)).length,
    handleMs: evaluated.reduce((sum, { handleMs }) => sum + handleMs, 0),
  });
  await onResults(results);
}

function evaluationTally(count: number): Tally {
  return { ...held('evaluation', 'this browser'), held: count };
}

function messageResult(verified: VerifiedMessage | undefined, evaluated: Evaluated): MessageResult {
  if (verified === undefined) throw new RangeError('The evaluator answered more messages than it was given.');
  const { assignment } = verified.message;
  return {
    nonce: assignment.nonce,
    messageId: assignment.messageId ?? assignment.processId,
    assignmentId: assignment.id,
    cron: null,
    result: evaluated.result,
    ...(evaluated.memorySha256 !== undefined && { memorySha256: evaluated.memorySha256 }),
  };
}
