import { type Abortable, delay } from '../../base/abort.ts';
import { isSelfsameError } from '../../base/errors.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import {
  balanceQuestion,
  decodeBalance,
  decodeTokenInfo,
  infoQuestion,
  type TokenInfo,
} from '../../protocol/token.ts';
import type { ComputeUnit } from '../../sources/computeUnit.ts';
import { type Comparison, compareAmounts, compareResults } from '../../verification/claims.ts';
import { failed, held, type Tally, unknown } from '../../verification/tally.ts';
import type { Claim } from '../api.ts';

/** What a unit said, kept in the form in which it can be compared. */
export type ClaimedValue =
  | { readonly kind: 'amount'; readonly amount: bigint; readonly token: TokenInfo }
  | { readonly kind: 'result'; readonly result: EvaluationResult };

export interface ComputeUnitClaim {
  readonly claim: Claim;
  readonly value: ClaimedValue | undefined;
  /** Where it differs: what was evaluated here, and what it said, each in short. */
  readonly difference?: { readonly expected: string; readonly actual: string };
}

/** Asks a unit what `wallet` holds at its latest state. What goes wrong is part of the claim; rejects only when aborted. */
export async function claimBalance(
  unit: ComputeUnit,
  processId: string,
  wallet: string,
  options: Abortable,
): Promise<ComputeUnitClaim> {
  return claim(unit, options, async () => {
    const ask = (message: object) =>
      unit.fetchDryRun({ processId, message: { ...message, Target: processId } }, options);
    const [balance, info] = await Promise.all([
      ask(balanceQuestion(wallet)),
      ask(infoQuestion()).catch(() => emptyResult),
    ]);
    return { kind: 'amount', amount: decodeBalance(balance), token: decodeTokenInfo(info) };
  });
}

/** Asks a unit for its result of one message, by the id of the message or of its assignment. */
export async function claimResult(
  unit: ComputeUnit,
  processId: string,
  id: string,
  options: Abortable,
): Promise<ComputeUnitClaim> {
  return claim(unit, options, async () => ({
    kind: 'result',
    result: await unit.fetchResult(processId, id, options),
  }));
}

/** Asks a unit the same dry-run. */
export async function claimDryRun(
  unit: ComputeUnit,
  processId: string,
  message: unknown,
  options: Abortable,
): Promise<ComputeUnitClaim> {
  return claim(unit, options, async () => ({
    kind: 'result',
    result: await unit.fetchDryRun({ processId, message }, options),
  }));
}

/** How long a finished evaluation waits for units that have not answered yet: its line is held for as long. */
const claimPatienceMs = 5000;

/** @returns when all have settled, or none is waited for any more. Rejects only when `signal` fires */
export async function patiently(claimed: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const patience = delay(claimPatienceMs, { signal: AbortSignal.any([signal, settled.signal]) });
  try {
    await Promise.race([claimed, patience]);
  } finally {
    settled.abort();
    patience.catch(() => undefined);
  }
}

/** What there is of a unit that was not waited for. */
export function unanswered(computeUnit: string): ComputeUnitClaim {
  const reason = `It had not answered ${claimPatienceMs / 1000} s after the evaluation was done.`;
  return { claim: { computeUnit, nonce: null, status: 'failed', value: null, reason }, value: undefined };
}

/** The claim beside our own value, at our nonce. */
export function compareClaim(
  theirs: ComputeUnitClaim,
  ours: ClaimedValue,
  nonce: number | null,
): ComputeUnitClaim {
  if (theirs.value === undefined) return theirs;
  const comparison = compareValues(ours, theirs.value);
  if (comparison.status === 'agrees') {
    const reason = `It said the same as was evaluated here through nonce ${nonce ?? '–'}.`;
    return { ...theirs, claim: { ...theirs.claim, nonce, status: 'agrees', reason } };
  }
  const difference = { expected: shorten(comparison.ours), actual: shorten(comparison.theirs) };
  const reason =
    `It said ${difference.actual} where ${difference.expected} was evaluated here through nonce ` +
    `${nonce ?? '–'} (${comparison.path}). It may be wrong, or at another nonce.`;
  return { ...theirs, difference, claim: { ...theirs.claim, nonce, status: 'differs', reason } };
}

/** The ledger's line: agreement is a hint and never a proof, for the answers carry no signature. */
export function tallyOfClaim({ claim, value, difference }: ComputeUnitClaim): Tally {
  const { computeUnit, status, reason, nonce } = claim;
  const source = originOf(computeUnit);
  if (status === 'agrees') {
    return held('compute-units', source, nonce === null ? undefined : { reason: sameThrough(nonce), nonce });
  }
  if (status === 'differs') {
    const where = { ...difference, ...(nonce !== null && { nonce }) };
    return failed('compute-units', source, { reason: `${computeUnit}: ${reason}`, ...where });
  }
  const why = value === undefined ? reason : 'Its claim was not compared.';
  return unknown('compute-units', source, { reason: `${computeUnit}: ${why}` });
}

/** Of one unit or of several: the ledger counts them. */
function sameThrough(nonce: number): string {
  return `Compared at nonce ${nonce}: what was said there is what was evaluated here.`;
}

const emptyResult: EvaluationResult = { Messages: [], Assignments: [], Spawns: [], Output: '' };

async function claim(
  { url }: ComputeUnit,
  { signal }: Abortable,
  ask: () => Promise<ClaimedValue>,
): Promise<ComputeUnitClaim> {
  try {
    const value = await ask();
    const text = value.kind === 'amount' ? String(value.amount) : JSON.stringify(value.result);
    const reason = 'A compute unit says so; its answer carries no signature.';
    return { claim: { computeUnit: url, nonce: null, status: 'claimed', value: text, reason }, value };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isSelfsameError(error)) throw error;
    const { message: reason } = error;
    return {
      claim: { computeUnit: url, nonce: null, status: 'failed', value: null, reason },
      value: undefined,
    };
  }
}

function compareValues(ours: ClaimedValue, theirs: ClaimedValue): Comparison {
  if (ours.kind === 'amount' && theirs.kind === 'amount') return compareAmounts(ours.amount, theirs.amount);
  if (ours.kind === 'result' && theirs.kind === 'result') return compareResults(ours.result, theirs.result);
  throw new TypeError('An amount cannot be compared with a result.');
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** A ledger's source for a unit. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
