import { EvaluationError } from '../../base/errors.ts';
import { deepestJson, isDeepText, isDeepValue } from '../../base/jsonDepth.ts';
import type { EvaluationResult, Json } from '../../protocol/evaluationResult.ts';

/** What one call of `handle` led to: its text, or what it threw. */
export type HandleOutcome =
  | { readonly kind: 'text'; readonly text: string; readonly gasUsed: number }
  | { readonly kind: 'thrown'; readonly error: unknown };

export interface MergedOutput {
  readonly result: EvaluationResult;
  /** `keep` the new memory, go `back` to the one before, or go back and start a `fresh-instance` as well. */
  readonly memory: 'keep' | 'back' | 'fresh-instance';
}

const outOfMemoryEnding = 'not enough memory for buffer allocation';

/** The reference CU's `mergeOutput` (legacynet.md §6.3), keys in its order. */
export function mergeOutput(outcome: HandleOutcome): MergedOutput {
  if (outcome.kind === 'thrown') return thrown(outcome.error, errorJson(outcome.error));
  let parsed: { readonly ok?: unknown; readonly response?: Json };
  try {
    parsed = JSON.parse(outcome.text) as typeof parsed;
    if (!parsed.ok) return thrown(parsed.response, parsed.response);
    return answered(fieldsOf(parsed.response), outcome.gasUsed);
  } catch (error) {
    return thrown(error, errorJson(error));
  }
}

/**
 * Refuses a text of `handle` whose result nests deeper than engines can hand from one thread to another. In the reference such a result leaves its worker
 * by structured clone and is then written as JSON, for its database and its answer (legacynet.md §6.3): both run out of stack, where depends on
 * the engine and its settings (measured in Node 20: from 1,915 levels of objects on), the request fails, nothing of the message is kept, and the process is stuck there.
 * DIFF FROM REFERENCE CU: one bound for every browser, below all of theirs.
 * @throws EvaluationError `result-too-deep`
 */
export function assertShallow(text: string): void {
  if (!isDeepText(text)) return;
  const { result } = mergeOutput({ kind: 'text', text, gasUsed: 0 });
  if (!isDeepValue(result)) return;
  const sentence = `The process answered with a result that is nested deeper than ${deepestJson} levels; no compute unit can hand such a result on.`;
  throw new EvaluationError('result-too-deep', sentence, {
    details: { maximumDepth: deepestJson, textLength: text.length },
  });
}

function answered(response: ResponseFields, gasUsed: number): MergedOutput {
  const output = response.Output ?? '';
  const result: EvaluationResult = {
    Messages: listOf(response.Messages),
    Assignments: listOf(response.Assignments),
    Spawns: listOf(response.Spawns),
    Output: typeof output === 'number' ? String(output) : output,
    GasUsed: gasUsed,
    ...(isPresent(response.Error) ? { Error: response.Error } : {}),
  };
  if (response.Error) return { result, memory: 'fresh-instance' };
  return { result, memory: ranOutOfMemory(output) ? 'back' : 'keep' };
}

/** Replicated quirk: a falsy thrown value is no error to the reference, and only memory goes back. */
function thrown(error: unknown, shown: Json | undefined): MergedOutput {
  const result: EvaluationResult = {
    Messages: [],
    Assignments: [],
    Spawns: [],
    Output: '',
    ...(isPresent(shown) ? { Error: shown } : {}),
  };
  return { result, memory: error ? 'fresh-instance' : 'back' };
}

interface ResponseFields {
  readonly Error?: Json;
  readonly Output?: Json;
  readonly Messages?: Json;
  readonly Spawns?: Json;
  readonly Assignments?: Json;
}

function fieldsOf(response: Json | undefined): ResponseFields {
  if (response === null || response === undefined) throw new TypeError('handle answered without a response');
  return typeof response === 'object' ? (response as ResponseFields) : {};
}

/** JavaScript errors keep nothing of themselves: `{}`. `ExitError` shows its fields. */
function errorJson(error: unknown): Json | undefined {
  if (error === undefined) return undefined;
  const text = JSON.stringify(error) as string | undefined;
  return text === undefined ? {} : (JSON.parse(text) as Json);
}

function isPresent(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function ranOutOfMemory(output: Json): boolean {
  const text = typeof output === 'string' ? output : nestedOutput(output);
  return typeof text === 'string' && text.endsWith(outOfMemoryEnding);
}

/** `Output.data.output`, where older aos modules put what they print. */
function nestedOutput(output: Json): Json | undefined {
  const data = field(output, 'data');
  return data === undefined ? undefined : field(data, 'output');
}

function field(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as { readonly [key: string]: Json })[name];
}
