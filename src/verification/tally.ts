import type { SelfsameError } from '../base/errors.ts';
import type { FactName, FactStatus } from './evidence.ts';
import { factOfError } from './failure.ts';

/**
 * How often one fact was checked, and how it came out. Tallies of batches are added up, kept with checkpoints, and become the ledger's
 * lines in `ledger.ts`. Plain data.
 */
export interface Tally {
  readonly name: FactName;
  /** Where the checked things came from. */
  readonly source: string;
  readonly held: number;
  readonly unknown: number;
  readonly failed: number;
  /** The first failure, else the first thing that could not be checked, else whatever the ledger should say. */
  readonly notable?: Notable;
}

export interface Notable {
  /** A sentence. */
  readonly reason: string;
  readonly itemId?: string;
  readonly nonce?: number;
  readonly expected?: string;
  readonly actual?: string;
}

export function held(name: FactName, source: string, notable?: Notable): Tally {
  return { name, source, held: 1, unknown: 0, failed: 0, ...(notable && { notable }) };
}

export function unknown(name: FactName, source: string, notable: Notable): Tally {
  return { name, source, held: 0, unknown: 1, failed: 0, notable };
}

export function failed(name: FactName, source: string, notable: Notable): Tally {
  return { name, source, held: 0, unknown: 0, failed: 1, notable };
}

/** The tally of a failure that was thrown; undefined for errors that say nothing of a fact. */
export function tallyOfError(error: SelfsameError, source: string): Tally | undefined {
  const { itemId, nonce, expected, actual } = error.details;
  const notable = {
    reason: error.message,
    ...(typeof itemId === 'string' && { itemId }),
    ...(typeof nonce === 'number' && { nonce }),
    ...(typeof expected === 'string' && { expected }),
    ...(typeof actual === 'string' && { actual }),
  };
  // What no gateway tells ends the evaluation, and shows nothing of anybody.
  if (error.code === 'assigned-item-missing') return unknown('assigned-items', source, notable);
  const name = factOfError(error);
  return name === undefined ? undefined : failed(name, source, notable);
}

export function statusOf(tally: Tally): FactStatus {
  if (tally.failed > 0) return 'fails';
  return tally.unknown > 0 ? 'unknown' : 'holds';
}

const strength: readonly FactStatus[] = ['fails', 'unknown', 'holds'];

/** `holds` for no status at all. */
export function weakestStatus(statuses: Iterable<FactStatus>): FactStatus {
  let weakest: FactStatus = 'holds';
  for (const status of statuses) {
    if (strength.indexOf(status) < strength.indexOf(weakest)) weakest = status;
  }
  return weakest;
}

/** One tally a fact, in the order in which facts first occur. */
export function addTallies(tallies: Iterable<Tally>): readonly Tally[] {
  const sums = new Map<FactName, Tally>();
  for (const tally of tallies) {
    const sum = sums.get(tally.name);
    sums.set(tally.name, sum === undefined ? tally : addTally(sum, tally));
  }
  return [...sums.values()];
}

function addTally(a: Tally, b: Tally): Tally {
  const notable = strength.indexOf(statusOf(b)) < strength.indexOf(statusOf(a)) ? b.notable : a.notable;
  return {
    name: a.name,
    source: a.source.split(', ').includes(b.source) ? a.source : `${a.source}, ${b.source}`,
    held: a.held + b.held,
    unknown: a.unknown + b.unknown,
    failed: a.failed + b.failed,
    ...(notable && { notable }),
  };
}
