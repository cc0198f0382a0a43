import { SourceError } from '../base/errors.ts';
import type { ScheduledMessage } from '../protocol/message.ts';

/** The part of a schedule that is wanted. */
export interface PagesRange {
  readonly processId: string;
  /** The last nonce that the caller has; null: from the process's first entry. */
  readonly afterNonce: number | null;
  /** Time of that entry: lets a unit that ignores nonces start there too, instead of at the beginning. */
  readonly afterTimestampMs?: number;
  /** Last nonce wanted; absent: as far as the unit goes. */
  readonly toNonce?: number;
}

/**
 * Where the next page starts. A unit that ignores nonces (before `from-nonce` existed) answers by timestamps; there the page starts one
 * millisecond early and repeats are dropped, because entries of one millisecond may lie on both sides of a page's edge
 * (legacynet.md §1.2).
 */
export type PageCursor =
  | { readonly kind: 'nonce'; readonly afterNonce: number; readonly proven: boolean }
  | { readonly kind: 'timestamp'; readonly afterNonce: number; readonly fromMs: number | undefined };

export interface PageEntry {
  readonly entry: ScheduledMessage;
  readonly node: unknown;
  readonly edgeCursor: string;
}

export interface ReceivedPage {
  readonly hasNextPage: boolean;
  readonly limit: number;
  readonly entries: readonly PageEntry[];
}

/** Nonce −1: the process itself comes first (legacynet.md §1.2). */
export function firstCursor(range: PagesRange): PageCursor {
  return { kind: 'nonce', afterNonce: range.afterNonce ?? -1, proven: false };
}

export function queryOf(range: PagesRange, cursor: PageCursor, limit: number): URLSearchParams {
  const query = new URLSearchParams({
    'process-id': range.processId,
    limit: String(limit),
    'show-anchor': '1',
  });
  if (cursor.kind === 'nonce') {
    query.set('from-nonce', String(cursor.afterNonce));
    if (range.toNonce !== undefined) query.set('to-nonce', String(range.toNonce));
  } else if (cursor.fromMs !== undefined) {
    query.set('from', String(cursor.fromMs));
  }
  return query;
}

export interface Advance {
  readonly kept: readonly PageEntry[];
  /** `undefined`: this was the last page. */
  readonly following: PageCursor | undefined;
}

/**
 * What to keep of a page, and where to go on.
 * @throws SourceError `no-progress`
 */
export function advance(range: PagesRange, cursor: PageCursor, page: ReceivedPage): Advance {
  const [first, ...others] = page.entries;
  if (first === undefined) return { kept: [], following: undefined };
  const last = others.reduce((a, b) => (b.entry.assignment.nonce > a.entry.assignment.nonce ? b : a), first);
  if (cursor.kind === 'nonce') {
    const inNonces = cursor.proven || !page.entries.every(answersByTime);
    return inNonces
      ? advanceByNonce(range, cursor.afterNonce, page, last)
      : // The first answer to a nonce query came by time: start over in the unit's own terms.
        { kept: [], following: timestampCursor(range) };
  }
  return advanceByTime(range, cursor, page, last);
}

function advanceByNonce(range: PagesRange, afterNonce: number, page: ReceivedPage, last: PageEntry): Advance {
  const lastNonce = last.entry.assignment.nonce;
  if (lastNonce <= afterNonce) throw noProgress(range, afterNonce);
  return {
    kept: page.entries,
    following: isDone(range, page, lastNonce)
      ? undefined
      : { kind: 'nonce', afterNonce: lastNonce, proven: true },
  };
}

function advanceByTime(
  range: PagesRange,
  cursor: PageCursor & { readonly kind: 'timestamp' },
  page: ReceivedPage,
  last: PageEntry,
): Advance {
  const { toNonce } = range;
  const kept = page.entries.filter(({ entry }) => {
    const { nonce } = entry.assignment;
    return nonce > cursor.afterNonce && (toNonce === undefined || nonce <= toNonce);
  });
  const { nonce: lastNonce, timestampMs } = last.entry.assignment;
  const fromMs = timestampMs - 1;
  const isStuck = fromMs === cursor.fromMs;
  const done = isDone(range, page, lastNonce) || (isStuck && page.entries.length < page.limit);
  // A full page inside one millisecond would be answered again and again.
  if (isStuck && !done) throw noProgress(range, cursor.afterNonce);
  return {
    kept,
    following: done
      ? undefined
      : { kind: 'timestamp', afterNonce: Math.max(lastNonce, cursor.afterNonce), fromMs },
  };
}

function timestampCursor(range: PagesRange): PageCursor {
  const { afterNonce, afterTimestampMs } = range;
  return {
    kind: 'timestamp',
    afterNonce: afterNonce ?? -1,
    fromMs: afterTimestampMs === undefined ? undefined : afterTimestampMs - 1,
  };
}

function isDone(range: PagesRange, page: ReceivedPage, lastNonce: number): boolean {
  if (range.toNonce === undefined) return !page.hasNextPage;
  return lastNonce >= range.toNonce;
}

/** In nonce mode the cursor is the nonce; otherwise the time, which no nonce can be mistaken for (legacynet.md §1.2). */
function answersByTime({ entry, edgeCursor }: PageEntry): boolean {
  const { nonce, timestampMs } = entry.assignment;
  return edgeCursor === String(timestampMs) && edgeCursor !== String(nonce);
}

function noProgress(range: PagesRange, afterNonce: number): SourceError {
  return new SourceError(
    'no-progress',
    `The scheduler unit repeats entries of process ${range.processId} instead of going on after nonce ${afterNonce}.`,
    { details: { itemId: range.processId, nonce: afterNonce } },
  );
}
