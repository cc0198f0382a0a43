import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError } from '../../base/errors.ts';
import type { AssignmentId, ProcessId } from '../../protocol/ids.ts';
import { failFact } from '../../verification/failure.ts';
import { type Tally, unknown } from '../../verification/tally.ts';
import type { Head } from './head.ts';
import { gatewaySearch, type HeadStatement } from './headWitnesses.ts';

/** The last message that is known here. */
export interface HeadPlace {
  readonly nonce: number;
  readonly assignmentId: AssignmentId;
}

/**
 * What the scheduler's other hosts and the gateways' index make of a schedule's end. Never more than `unknown`: that all of them know
 * nothing later does not mean that there is nothing.
 * @param place undefined where the process has no message
 * @throws VerificationError (fact `head`) `tail-withheld` where somebody shows a later assignment, signed by the process's scheduler, that
 * the unit in use denies still; `equivocation` where somebody shows another one for the same nonce
 */
export async function weighWitnesses(
  place: HeadPlace | undefined,
  processId: ProcessId,
  { unit, latestNonce: told }: Head,
  statements: readonly HeadStatement[],
  options: Abortable = {},
): Promise<Tally> {
  const unitName = unit === null ? 'nobody' : new URL(unit.url).host;
  // Without a message there is the process itself at most, which schedules begin with as nonce 0 (AOP-6).
  let nonce = place?.nonce ?? 0;
  let latestNonce = told;
  const proven = statements.filter(isProven);
  const other = proven.find(
    (each) => each.nonce === place?.nonce && each.assignmentId !== place.assignmentId,
  );
  if (other !== undefined) {
    throw failFact(
      'head',
      'equivocation',
      `The scheduler signed two different assignments for nonce ${nonce}: ${unitName} tells one, ${nameOf(other)} the other.`,
      {
        itemId: other.assignmentId,
        nonce,
        expected: other.assignmentId,
        actual: place?.assignmentId ?? 'nothing',
      },
    );
  }
  const later = proven.find((each) => each.nonce > nonce);
  if (later !== undefined) {
    // A schedule may grow while it is evaluated, so the unit is asked once more before it is blamed.
    const now = (await latestNow(unit, processId, options)) ?? nonce;
    if (now < later.nonce) {
      throw failFact(
        'head',
        'tail-withheld',
        `${nameOf(later)} shows an assignment for nonce ${later.nonce}, signed by the process’s scheduler, and ${unitName} tells none after nonce ${nonce}.`,
        {
          itemId: later.assignmentId,
          nonce: later.nonce,
          expected: `nonce ${later.nonce}`,
          actual: `nonce ${now}`,
        },
      );
    }
    nonce = now;
    latestNonce = now;
  }
  if (unit === null) {
    return unknown('head', 'nobody', { reason: 'No scheduler unit could be asked for later messages.' });
  }
  const said = [
    unit.standsInBecause === undefined
      ? sentenceOfUnit(unitName, place && nonce, latestNonce)
      : sentenceOfArchive(place && nonce),
    ...statements.map((statement) => sentenceOf(statement, nonce)),
    'A withheld tail cannot be proven.',
  ];
  const sources = [new URL(unit.url).origin, ...statements.map(({ source }) => source)];
  return unknown('head', sources.join(', '), {
    reason: said.join(' '),
    ...(place !== undefined && { nonce: place.nonce, itemId: place.assignmentId }),
  });
}

type Knowing = HeadStatement & { readonly kind: 'knows' };

/** What is kept here may go further than what a unit tells now: an older copy of its schedule, or one that takes something back. */
function sentenceOfUnit(name: string, nonce: number | undefined, latestNonce: number | null): string {
  if (nonce === undefined) return `${name} says that there is no message yet.`;
  return latestNonce !== null && latestNonce < nonce
    ? `${name} says that nonce ${latestNonce} is the latest, and the schedule here goes to nonce ${nonce}, signed by the scheduler.`
    : `${name} says that nonce ${nonce} is the latest.`;
}

function sentenceOfArchive(nonce: number | undefined): string {
  const known =
    nonce === undefined ? 'no message of the process' : `no later assignment than that of nonce ${nonce}`;
  return `The scheduler unit tells nothing of it, and the gateways’ index knows ${known}: there may be some that were not published yet.`;
}

function isProven(statement: HeadStatement): statement is Knowing {
  return statement.kind === 'knows' && statement.proven;
}

function sentenceOf(statement: HeadStatement, nonce: number): string {
  const name = nameOf(statement);
  switch (statement.kind) {
    case 'silent':
      return `${name} could not be asked: ${statement.reason}`;
    case 'knows-none':
      return `${name} knows no assignment of this process.`;
    case 'knows':
      if (statement.nonce === nonce) return `${name} says so too.`;
      return statement.nonce < nonce
        ? `${name} knows no later one than nonce ${statement.nonce}.`
        : `${name} claims nonce ${statement.nonce}, and does not show that the scheduler signed it.`;
  }
}

function nameOf({ source }: HeadStatement): string {
  if (source === gatewaySearch) return 'The gateways’ index';
  return URL.canParse(source) ? new URL(source).host : source;
}

/** Undefined where the unit does not answer. */
async function latestNow(
  unit: Head['unit'],
  processId: ProcessId,
  options: Abortable,
): Promise<number | undefined> {
  try {
    return (await unit?.fetchLatest(processId, options))?.assignment.nonce;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isSelfsameError(error)) throw error;
    return undefined;
  }
}
