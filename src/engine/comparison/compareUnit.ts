import { isSelfsameError } from '../../base/errors.ts';
import type { Json } from '../../protocol/evaluationResult.ts';
import type { ComputeUnit } from '../../sources/computeUnit.ts';
import type { AnswerDifference, BoundarySearch, Probe, UnitComparison } from '../api.ts';
import { narrow, samplesBefore } from './boundary.ts';
import type { OwnAnswers } from './ownAnswers.ts';
import { type AnswerQuestion, compareAnswers, comparedPart } from './questions.ts';
import { type AskedMessage, askUnit } from './unitAnswers.ts';

export interface UnitContext {
  readonly question: AnswerQuestion;
  readonly own: OwnAnswers;
  readonly findMessage: (nonce: number) => Promise<AskedMessage>;
  readonly steadyMs: () => number;
  readonly signal: AbortSignal;
  readonly onChange: (comparison: UnitComparison) => void;
}

/** Where a unit agrees on the result at the end, as many earlier ones are tried. */
const sampleCount = 8;
/** 23 halvings reach any nonce of the longest schedules; detours included, nobody is asked more often than this. */
const mostQuestions = 64;
const mostChars = 100_000;

export const noSearch: BoundarySearch = {
  state: 'waiting',
  probes: [],
  sameNonce: null,
  differsNonce: null,
  confirmed: false,
  difference: null,
};

export function pendingComparison({ url }: ComputeUnit): UnitComparison {
  const reason = 'It has not answered yet.';
  return { computeUnit: url, outcome: 'pending', reason, path: null, elapsedMs: null, search: noSearch };
}

/** What one question about one nonce came to. */
type Asked =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'differs'; readonly difference: AnswerDifference }
  | { readonly outcome: 'unknown'; readonly code: string; readonly reason: string };

/**
 * Asks a unit about the nonce, and looks for where it first differs. What goes wrong is part of the comparison; rejects only when stopped,
 * or where our own side fails.
 */
export async function compareUnit(unit: ComputeUnit, context: UnitContext): Promise<UnitComparison> {
  const { own, question, steadyMs, onChange } = context;
  let comparison = pendingComparison(unit);
  const change = (changed: Partial<UnitComparison>) => {
    comparison = { ...comparison, ...changed };
    onChange(comparison);
    return comparison;
  };
  const search = (changed: Partial<BoundarySearch>) =>
    change({ search: { ...comparison.search, ...changed } });

  const startMs = steadyMs();
  const atEnd = await askOnce(unit, own.nonce, context);
  const elapsedMs = steadyMs() - startMs;
  if (atEnd.outcome === 'unknown') {
    const outcome = atEnd.code === 'busy' ? 'behind' : 'failed';
    return change({ outcome, reason: atEnd.reason, elapsedMs, search: { ...noSearch, state: 'ended' } });
  }
  const path = atEnd.outcome === 'differs' ? atEnd.difference.path : null;
  change({ outcome: atEnd.outcome, reason: reasonOf(atEnd, own.nonce), path, elapsedMs });

  const differences = new Map<number, AnswerDifference>();
  const probe = async (nonce: number): Promise<Probe['outcome']> => {
    if (comparison.search.probes.length >= mostQuestions) return 'unknown';
    const asked = await askOnce(unit, nonce, context);
    if (asked.outcome === 'differs') differences.set(nonce, asked.difference);
    const reason = asked.outcome === 'unknown' ? asked.reason : '';
    search({ probes: [...comparison.search.probes, { nonce, outcome: asked.outcome, reason }] });
    return asked.outcome;
  };

  search({ state: 'searching' });
  let bracket = { sameNonce: -1, differsNonce: own.nonce };
  if (atEnd.outcome === 'differs') {
    differences.set(own.nonce, atEnd.difference);
  } else {
    const sampled =
      question.kind === 'result' ? await firstOf(samplesBefore(own.nonce, sampleCount), probe) : undefined;
    if (sampled === undefined) return search({ state: 'nothing-found' });
    bracket = sampled;
  }
  const { sameNonce, differsNonce } = await narrow(bracket, probe);
  const confirmed =
    (sameNonce < 0 || (await probe(sameNonce)) === 'same') && (await probe(differsNonce)) === 'differs';
  return search({
    state: differsNonce - sameNonce === 1 ? 'found' : 'ended',
    sameNonce: sameNonce < 0 ? null : sameNonce,
    differsNonce,
    confirmed,
    difference: differences.get(differsNonce) ?? null,
  });
}

/** The first of rising nonces that differs, and the last before it that does not. */
async function firstOf(
  nonces: readonly number[],
  probe: (nonce: number) => Promise<Probe['outcome']>,
): Promise<{ sameNonce: number; differsNonce: number } | undefined> {
  let sameNonce = -1;
  for (const nonce of nonces) {
    const outcome = await probe(nonce);
    if (outcome === 'differs') return { sameNonce, differsNonce: nonce };
    if (outcome === 'same') sameNonce = nonce;
  }
  return undefined;
}

async function askOnce(
  unit: ComputeUnit,
  nonce: number,
  { question, own, findMessage, signal }: UnitContext,
): Promise<Asked> {
  const ours = await own.answerAt(nonce);
  if (ours === undefined) return unknown('no-own-result', 'This browser keeps no result of it.');
  if (ours === null) {
    return unknown(
      'skipped',
      'It is skipped: an equal message was evaluated before (units answer something else for such).',
    );
  }
  const message = await findMessage(nonce);
  const { messageId, action } = message;
  try {
    const theirs = await askUnit(unit, question, own.process.id, message, { signal });
    const comparison = compareAnswers(question, ours, theirs);
    if (comparison.status === 'agrees') return { outcome: 'same' };
    const { path } = comparison;
    return {
      outcome: 'differs',
      difference: {
        nonce,
        messageId,
        action,
        path,
        ours: show(comparedPart(question, ours)),
        theirs: show(comparedPart(question, theirs)),
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!isSelfsameError(error)) throw error;
    return unknown(error.code, error.message);
  }
}

function unknown(code: string, reason: string): Asked {
  return { outcome: 'unknown', code, reason };
}

function reasonOf(asked: Asked, nonce: number): string {
  if (asked.outcome !== 'differs') return `It says the same as was evaluated here through nonce ${nonce}.`;
  return `It says something else than was evaluated here through nonce ${nonce}, first at ${asked.difference.path}.`;
}

/** Members in one order on both sides, so that only what differs looks different. */
function show(part: Json): string {
  const text = JSON.stringify(sorted(part), undefined, 2);
  return text.length > mostChars ? `${text.slice(0, mostChars)}…` : text;
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => sorted(item));
  const members = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]),
  );
}
