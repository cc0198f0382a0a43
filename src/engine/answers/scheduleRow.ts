import { addressFrom } from '../../protocol/address.ts';
import { type EvaluationResult, isErrorResult, type Json } from '../../protocol/evaluationResult.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import { findTag } from '../../protocol/tags.ts';
import { senderOf } from '../../protocol/wasmMessage.ts';
import type { FactStatus, RowOutcome, ScheduleRow } from '../api.ts';

const summaryLength = 160;

export interface KnownResult {
  /** Null for a duplicate, undefined where this browser has none. */
  readonly result: EvaluationResult | null | undefined;
  /** Whether its message has been evaluated here, whatever became of its result. */
  readonly isEvaluated: boolean;
}

export function describeRow(entry: ScheduledMessage, known: KnownResult, status: FactStatus): ScheduleRow {
  const { assignment, message } = entry;
  const tags = message?.tags ?? [];
  return {
    nonce: assignment.nonce,
    timestampMs: assignment.timestampMs,
    blockHeight: assignment.blockHeight,
    assignmentId: assignment.id,
    messageId: assignment.messageId ?? assignment.processId,
    action: findTag(tags, 'Action') ?? (assignment.messageId === null ? 'Process' : null),
    from: message === null ? assignment.ownerAddress : senderOf(tags, addressFrom(message)),
    outcome: describeOutcome(known),
    status,
  };
}

function describeOutcome({ result, isEvaluated }: KnownResult): RowOutcome {
  if (result === null) return { kind: 'result', summary: 'Skipped: an equal message was evaluated before.' };
  if (result === undefined) return { kind: isEvaluated ? 'not-kept' : 'not-evaluated' };
  if (isErrorResult(result)) return { kind: 'error', message: shorten(textOf(result.Error ?? null)) };
  return { kind: 'result', summary: shorten(summarise(result)) };
}

function summarise({ Messages, Spawns, Assignments, Output }: EvaluationResult): string {
  const parts = [
    counted(Messages.length, 'message'),
    counted(Spawns.length, 'spawn'),
    counted(Assignments.length, 'assignment'),
    outputText(Output),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function counted(count: number, what: string): string {
  if (count === 0) return '';
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** aos puts what it printed in `Output.data`, as text or, before 2.0, as `{output}`. */
function outputText(output: Json): string {
  if (typeof output === 'string') return output;
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return textOf(output);
  const data = (output as Readonly<Record<string, Json>>)['data'];
  if (typeof data === 'string') return data;
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    const inner = (data as Readonly<Record<string, Json>>)['output'];
    if (typeof inner === 'string') return inner;
  }
  return data === undefined ? '' : textOf(data);
}

function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  return text.length > summaryLength ? `${text.slice(0, summaryLength)}…` : text;
}
