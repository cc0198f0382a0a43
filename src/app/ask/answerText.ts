import type { EvaluationResult, Json } from '../../engine/api.ts';
import { asText, isEmpty, isRecord } from '../message/json.ts';
import { parseJson } from '../text/json.ts';
import { jsonLines } from '../text/jsonLines.ts';

/**
 * An answer as lines that can be laid beside another answer to the same question: what was printed, and each message with its target, its
 * tags and its data. The numbers that aos counts its messages with are left out: they tell how many there were, and differ each time.
 */
export function answerText(result: EvaluationResult | null): string {
  if (result === null) return '';
  const { Error: error, Output: output } = result;
  return [
    ...(error === undefined || error === null || error === '' ? [] : ['Error:', ...linesOf(error)]),
    ...printedLines(output),
    ...result.Messages.flatMap((message) => itemLines('Message', message)),
    ...result.Spawns.flatMap((spawn) => itemLines('Spawn', spawn)),
    ...result.Assignments.flatMap((assignment) => ['Assignment:', ...linesOf(assignment)]),
  ].join('\n');
}

const counters: ReadonlySet<string> = new Set(['Reference', 'Ref_']);

/** aos wraps what it prints as `{ data, prompt, print }`, and of old as `{ data: { output, prompt } }`. */
function printedLines(output: Json): readonly string[] {
  const data = isRecord(output) ? (output['data'] ?? output) : output;
  const printed = isRecord(data) && typeof data['output'] === 'string' ? data['output'] : data;
  return printed === null || printed === '' || isEmpty(printed) ? [] : linesOf(printed);
}

function itemLines(what: string, item: Json): readonly string[] {
  const tags = isRecord(item) ? item['Tags'] : undefined;
  if (!isRecord(item) || !Array.isArray(tags)) return [`${what}:`, ...linesOf(item)];
  const target = typeof item['Target'] === 'string' && item['Target'] !== '' ? ` to ${item['Target']}` : '';
  const data = item['Data'] ?? '';
  return [
    `${what}${target}:`,
    ...(tags as readonly Json[]).flatMap((tag) => tagLines(tag)),
    ...(data === '' ? [] : linesOf(data)),
  ];
}

function tagLines(tag: Json): readonly string[] {
  if (!isRecord(tag) || typeof tag['name'] !== 'string') return linesOf(tag);
  return counters.has(tag['name']) ? [] : [`${tag['name']}: ${asText(tag['value'] ?? '')}`];
}

function linesOf(value: Json): readonly string[] {
  const text = asText(value);
  const node = parseJson(text);
  return node?.kind === 'object' || node?.kind === 'array' ? jsonLines(node) : text.split('\n');
}
