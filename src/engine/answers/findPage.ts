import type { FindPage, NonceSpan, ScheduleRow } from '../api.ts';
import type { TermOutcome } from './findTerms.ts';

/** Rows of one page: each is verified before it is shown. */
const mostRows = 20;
/** Entries that are kept, of which one page tells; to fetch and verify one takes as long as looking at ten of them. */
const mostLookedAt = 4000;
const costOfFetched = 10;
/** Of a thousand nonces of which nothing is kept. */
const costOfNothing = 40;

export interface FindPageBuilder {
  readonly isFull: boolean;
  /** By falling nonce; what is never looked at stays a gap. */
  look(
    entry: { readonly nonce: number } & (
      | { readonly kind: 'kept' }
      | { readonly kind: 'fetched'; readonly fails: boolean }
    ),
    outcome: TermOutcome,
  ): void;
  /** @param row undefined where what was found could not be verified */
  add(row: ScheduleRow | undefined): void;
  /** A stretch of which nothing is kept. */
  passOver(): void;
  /** @param nonce down to which all was looked at, or passed over */
  endingAt(nonce: number): FindPage;
}

export function createFindPage(): FindPageBuilder {
  const rows: ScheduleRow[] = [];
  const looked: NonceSpan[] = [];
  const counts = { withoutResult: 0, withoutMessage: 0, failing: 0 };
  let cost = 0;
  return {
    get isFull() {
      return rows.length >= mostRows || cost >= mostLookedAt;
    },
    look(entry, outcome) {
      const { nonce } = entry;
      const last = looked.at(-1);
      if (last?.fromNonce === nonce + 1) looked[looked.length - 1] = { ...last, fromNonce: nonce };
      else looked.push({ fromNonce: nonce, toNonce: nonce });
      cost += entry.kind === 'kept' ? 1 : costOfFetched;
      if (outcome === 'no-result') counts.withoutResult += 1;
      if (outcome === 'no-message') counts.withoutMessage += 1;
      if (outcome === 'unreadable' || (entry.kind === 'fetched' && entry.fails)) counts.failing += 1;
    },
    add(row) {
      if (row === undefined) counts.failing += 1;
      else rows.push(row);
    },
    passOver() {
      cost += costOfNothing;
    },
    endingAt: (nonce) => ({ rows, looked, ...counts, nextBefore: nonce > 0 ? nonce : null }),
  };
}
