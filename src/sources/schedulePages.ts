import type { Abortable } from '../base/abort.ts';
import { releaseBytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { JsonAt } from '../base/json.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import { decodeSchedulePage } from '../protocol/scheduleJson.ts';
import type { Http, HttpAnswer } from './http.ts';
import { orderTies } from './orderTies.ts';
import { advance, firstCursor, type PageCursor, type PagesRange, queryOf } from './pageCursor.ts';

export interface PagesRequest extends PagesRange {
  /** Entries a page, 2 … 1,000. */
  readonly limit?: number;
  /** The same for the first page, where its first entries are wanted soon. */
  readonly firstLimit?: number;
  /** What `fetchFirstPage` gives for this very request. */
  readonly first?: FirstPage;
}

export interface FetchedEntry {
  readonly entry: ScheduledMessage;
  /** The unit's own JSON of this entry, for storage: `decodeScheduledMessage` reads it again. */
  readonly node: unknown;
}

export interface FetchedPage {
  /** As the unit gave them, nothing left out: a repeated, missing or misplaced nonce stays visible to the verifier. */
  readonly entries: readonly FetchedEntry[];
  readonly url: string;
}

const defaultLimit = 500;
/** One page with its memory: 1 GiB is the unit's own limit (legacynet.md §1.2), half of it is ours. */
const maximumPageBytes = 512 * 1024 * 1024;

/**
 * The schedule after `afterNonce`, page by page, asking for the next page while the caller works on this one. Ends at `toNonce`,
 * or at the first page that holds nothing new, whatever `has_next_page` says.
 * @throws SourceError of `http`; `no-progress` where the unit repeats itself; ProtocolError where a page cannot be decoded
 */
export async function* fetchPages(
  http: Http,
  url: string,
  request: PagesRequest,
  { signal }: Abortable = {},
): AsyncGenerator<FetchedPage, void> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const asked = { http, url, request };
  let limit = usualLimit(request);
  let step: PageStep | undefined =
    request.first ?? (await fetchFirstPage(http, url, request, { signal: either }));
  try {
    while (step !== undefined) {
      const { page, following, bearable }: PageStep = step;
      limit = Math.min(limit, bearable ?? limit);
      const next: Promise<UnreadPage> | undefined = following && fetchPage(asked, following, limit, either);
      // It may fail long before the caller comes back for it.
      next?.catch(() => undefined);
      if (page.entries.length > 0) yield page;
      step = next && readPage(asked, await next);
    }
  } finally {
    stop.abort();
  }
}

/** The first page of these alone: for whoever knows early what will be asked for, and wants no more of it yet. */
export async function fetchFirstPage(
  http: Http,
  url: string,
  request: PagesRequest,
  { signal }: Abortable = {},
): Promise<FirstPage> {
  const usual = usualLimit(request);
  const limit = Math.min(usual, Math.max(2, request.firstLimit ?? usual));
  const asked = { http, url, request };
  return readPage(asked, await fetchPage(asked, firstCursor(request), limit, signal));
}

/** For `PagesRequest.first`. */
export type FirstPage = PageStep;

interface PageStep {
  readonly page: FetchedPage;
  readonly following: PageCursor | undefined;
  /** Entries a page, where the unit could not bear as many as it was asked for. */
  readonly bearable: number | undefined;
}

function usualLimit({ limit = defaultLimit }: PagesRequest): number {
  return Math.min(1000, Math.max(2, limit));
}

/** A page as it came: bytes, which a garbage collector need not carry along while the caller works on the page before. */
interface UnreadPage {
  readonly answer: HttpAnswer;
  readonly cursor: PageCursor;
  readonly limit: number;
  readonly bearable: number | undefined;
}

interface Asked {
  readonly http: Http;
  readonly url: string;
  readonly request: PagesRequest;
}

async function fetchPage(
  asked: Asked,
  cursor: PageCursor,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<UnreadPage> {
  const { http, url, request } = asked;
  const query = queryOf(request, cursor, limit);
  const ask = { accept: 'application/json', signal, maximumBytes: maximumPageBytes };
  try {
    const answer = await http.request(`${url}/${request.processId}?${query.toString()}`, ask);
    return { answer, cursor, limit, bearable: undefined };
  } catch (error) {
    if (limit > 2 && isTooMuchAtOnce(error)) {
      const half = Math.max(2, Math.floor(limit / 2));
      const unread = await fetchPage(asked, cursor, half, signal);
      return { ...unread, bearable: unread.bearable ?? half };
    }
    throw error;
  }
}

/** Takes the answer. @throws SourceError `malformed-json`, `html-instead-of-json`, `too-deep`; ProtocolError */
function readPage({ http, url, request }: Asked, { answer, cursor, limit, bearable }: UnreadPage): PageStep {
  const json = http.parseJson(answer);
  releaseBytes(answer.bytes);
  const { hasNextPage, entries } = decodeSchedulePage(json);
  const nodes = new JsonAt(json, 'page').field('edges').items();
  const fetched = orderTies(
    entries.map(({ message, cursor: edgeCursor }, index) => ({
      entry: message,
      node: nodes[index]?.field('node').value,
      edgeCursor,
    })),
  );
  const { kept, following } = advance(request, cursor, { hasNextPage, limit, entries: fetched });
  return { page: { url, entries: kept.map(({ entry, node }) => ({ entry, node })) }, following, bearable };
}

/** legacynet.md §1.2: a page beyond the unit's memory fails as a whole. */
function isTooMuchAtOnce(error: unknown): boolean {
  if (!(error instanceof SourceError)) return false;
  return error.code === 'too-large' || /memory usage exceeded/i.test(String(error.details['body'] ?? ''));
}
