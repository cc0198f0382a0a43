import { type Bytes, decodeUtf8Lossy } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { readRetryAfterMs } from './backoff.ts';

const shownCharacters = 500;

/** Places of bytes; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A good status that is not good for what was asked. The body is not read then: a whole where a part was wanted can be of any size.
 * @throws SourceError `range-ignored`; `incomplete-body` for a part that nobody asked for, and for no content
 */
export function assertWanted(response: Response, url: string, range: ByteRange | undefined): void {
  const { ok, status } = response;
  const refuse = (code: string, what: string) => {
    // Not awaited: a source that hangs may hang in its cancellation too.
    response.body?.cancel().catch(() => undefined);
    throw new SourceError(code, `${url} ${what} (HTTP status ${status}).`, { details: { url, status } });
  };
  if (!ok) return;
  if (status === 204 || status === 205) refuse('incomplete-body', 'answered without any content');
  if (range === undefined && status === 206)
    refuse('incomplete-body', 'answered with a part of what was asked for');
  if (range !== undefined && !isPart(response, range)) {
    refuse('range-ignored', `does not answer with bytes ${range.start} to ${range.end - 1} alone`);
  }
}

/** Which part it is can only be read where the server shows it to web pages. */
function isPart({ status, headers }: Response, { start }: ByteRange): boolean {
  const told = headers.get('content-range');
  return status === 206 && (told === null || new RegExp(`^bytes ${start}-`).test(told.trim()));
}

/** The error of an answer that is not 2xx: `not-found`, `rate-limited` or `http-status`. */
export function errorOfStatus(response: Response, url: string, body: Bytes, nowMs: number): SourceError {
  const { status } = response;
  const said = decodeUtf8Lossy(body.subarray(0, shownCharacters));
  const retryAfterMs = readRetryAfterMs(response.headers.get('retry-after'), nowMs);
  const details = { url, status, body: said, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return new SourceError(codeOfStatus(status), sentence(url, status, said), { details });
}

function codeOfStatus(status: number): string {
  if (status === 404) return 'not-found';
  // AR.IO's gateways offer to be paid where others would only ask to come back later.
  if (status === 429 || status === 402) return 'rate-limited';
  return 'http-status';
}

function sentence(url: string, status: number, said: string): string {
  if (status === 429) return `${url} asks to come back later (HTTP status 429): too many requests.`;
  if (status === 402)
    return `${url} asks for payment, or to come back later (HTTP status 402): too many requests.`;
  const text = said.trim();
  const quoted =
    text === '' || text.startsWith('<') ? '.' : `: ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`;
  return `${url} answered with HTTP status ${status}${quoted}`;
}
