import { type Bytes, decodeUtf8Lossy } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { readRetryAfterMs } from './backoff.ts';

const shownCharacters = 500;

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
