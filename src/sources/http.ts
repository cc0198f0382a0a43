import { type Abortable, delay, raceAbort } from '../base/abort.ts';
import { type Bytes, decodeUtf8Lossy, releaseBytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { type BackoffPolicy, backoffDelayMs, defaultBackoff } from './backoff.ts';
import { type BodySink, readBody, readRefusal } from './httpBody.ts';
import { assertWanted, type ByteRange, errorOfStatus } from './httpStatus.ts';
import { InactivityTimer } from './inactivity.ts';
import { parseJsonAnswer } from './jsonText.ts';

/** The real `fetch`, or the demo network. */
export type Fetch = (request: Request) => Promise<Response>;

export interface HttpOptions {
  readonly fetch: Fetch;
  /** Called with the size of every piece of every body, as it arrives. */
  readonly onBytes?: (byteCount: number) => void;
  readonly backoff?: BackoffPolicy;
  /** Silence after which an attempt is given up. */
  readonly inactivityMs?: number;
  /** Replaced in tests, so that nothing is timed. */
  readonly wait?: (delayMs: number, options: Abortable) => Promise<void>;
  readonly random?: () => number;
  readonly nowMs?: () => number;
  /** True where the device itself says that it has no network: an address that cannot be reached then is not asked again. */
  readonly isOffline?: () => boolean;
}

export interface HttpRequestOptions extends Abortable {
  readonly accept?: string;
  /** A larger body is refused with `too-large`. */
  readonly maximumBytes?: number;
  /** Overrides the policy's number of attempts after the first. */
  readonly retries?: number;
  /** Sent as JSON by POST. */
  readonly json?: unknown;
  /** A 200 that is not whole JSON is no answer, and treated as by `getJson`. */
  readonly wantsJson?: boolean;
  /** A part of the body alone; shorter where the body ends before. What the server keeps compressed does not come as such a part. */
  readonly range?: ByteRange;
  /** Takes a good answer's body piece by piece, which is then not held, and `bytes` empty. Opened anew for each attempt, with its headers. */
  readonly openSink?: (headers: Headers) => BodySink;
}

export interface HttpAnswer {
  /** The URL that answered in the end, redirects followed. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Bytes;
}

/**
 * Requests that end in one of two ways: a complete body with a 2xx status, or a `SourceError`.
 *
 * Repeated with exponential backoff: `unreachable`, `timeout`, `incomplete-body`, `rate-limited` (429, 402), `http-status` 408 and
 * from 500 on. Never repeated: `unreachable` while the device is offline, `not-found` (404), any other `http-status`, `too-large`, `html-instead-of-json`, `malformed-json`, `too-deep`, `too-many-redirects`,
 * `range-ignored`, `invalid-url`. A part that nobody asked for, and an answer without content, are `incomplete-body`. Details carry `url`, `status`, `attempt`, and `body` (its first 500 characters) of a refusal. An abort rejects with
 * the signal's reason, at every stage.
 */
export interface Http {
  request(url: string, options?: HttpRequestOptions): Promise<HttpAnswer>;
  getBytes(url: string, options?: HttpRequestOptions): Promise<Bytes>;
  /** UTF-8, ill-formed sequences as U+FFFD; a byte order mark is kept. */
  getText(url: string, options?: HttpRequestOptions): Promise<string>;
  getJson(url: string, options?: HttpRequestOptions): Promise<unknown>;
  postJson(url: string, body: unknown, options?: HttpRequestOptions): Promise<unknown>;
  /** For answers of `request` whose status matters too. */
  parseJson(answer: HttpAnswer): unknown;
}

const defaultMaximumBytes = 512 * 1024 * 1024;
const defaultInactivityMs = 20_000;
const maximumRedirects = 5;

export function createHttp(options: HttpOptions): Http {
  const { onBytes = () => undefined, wait = delay, random = Math.random, nowMs = Date.now } = options;
  const { isOffline = () => false } = options;
  const inactivityMs = options.inactivityMs ?? defaultInactivityMs;
  const backoff = options.backoff ?? defaultBackoff;

  async function attemptOnce(url: string, ask: HttpRequestOptions): Promise<HttpAnswer> {
    const timer = new InactivityTimer(url, inactivityMs, ask.signal);
    try {
      const { response, finalUrl } = await follow(options.fetch, url, ask, timer);
      timer.touch();
      assertWanted(response, finalUrl, ask.range);
      if (!response.ok) {
        throw errorOfStatus(response, finalUrl, await readRefusal(response, timer, onBytes), nowMs());
      }
      const maximumBytes = mostBytes(ask);
      const sink = ask.openSink?.(response.headers);
      const bytes = await readBody(response, timer, { url, maximumBytes, onBytes, sink });
      return {
        url: finalUrl,
        status: response.status,
        headers: response.headers,
        bytes,
      };
    } finally {
      timer.stop();
    }
  }

  async function attempt<Value>(
    url: string,
    ask: HttpRequestOptions,
    read: (answer: HttpAnswer) => Value,
  ): Promise<Value> {
    const policy = { ...backoff, retries: ask.retries ?? backoff.retries };
    for (let count = 1; ; count += 1) {
      try {
        ask.signal?.throwIfAborted();
        return read(await attemptOnce(url, ask));
      } catch (error) {
        if (ask.signal?.aborted || !(error instanceof SourceError)) throw error;
        const isVain = error.code === 'unreachable' && isOffline();
        const delayMs = isVain ? undefined : backoffDelayMs(policy, count, error, random());
        if (delayMs === undefined) throw withAttempt(error, count);
        await wait(delayMs, { signal: ask.signal });
      }
    }
  }

  const parse = (answer: HttpAnswer) =>
    parseJsonAnswer(answer.bytes, answer.url, answer.headers.get('content-type'));
  /** A schedule is megabytes of text, page after page. */
  const take = (answer: HttpAnswer) => {
    try {
      return parse(answer);
    } finally {
      releaseBytes(answer.bytes);
    }
  };
  const accept = 'application/json';
  return {
    request: (url, ask = {}) =>
      attempt(url, ask, (answer) => {
        if (ask.wantsJson === true && answer.status === 200) parse(answer);
        return answer;
      }),
    getBytes: (url, ask = {}) => attempt(url, ask, (answer) => answer.bytes),
    getText: (url, ask = {}) => attempt(url, ask, (answer) => decodeUtf8Lossy(answer.bytes)),
    getJson: (url, ask = {}) => attempt(url, { accept, ...ask }, take),
    postJson: (url, json, ask = {}) => attempt(url, { accept, ...ask, json }, take),
    parseJson: parse,
  };
}

function mostBytes({ maximumBytes = defaultMaximumBytes, range }: HttpRequestOptions): number {
  return range === undefined ? maximumBytes : Math.min(maximumBytes, range.end - range.start);
}

/** A browser follows redirects before we see them; a `fetch` that is a plain function (the demo network) leaves them to us. */
async function follow(
  fetch: Fetch,
  url: string,
  ask: HttpRequestOptions,
  timer: InactivityTimer,
): Promise<{ readonly response: Response; readonly finalUrl: string }> {
  let current = url;
  for (let hops = 0; hops <= maximumRedirects; hops += 1) {
    const request = createRequest(current, ask, timer.signal);
    let response: Response;
    try {
      response = await raceAbort(fetch(request), timer.signal);
    } catch (cause) {
      if (timer.signal.aborted) throw timer.signal.reason as Error;
      throw new SourceError('unreachable', `${current} could not be reached.`, {
        details: { url: current },
        cause,
      });
    }
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return { response, finalUrl: response.url === '' ? current : response.url };
    current = URL.canParse(location, current) ? new URL(location, current).href : location;
  }
  throw new SourceError('too-many-redirects', `${url} redirects more than ${maximumRedirects} times.`, {
    details: { url },
  });
}

function createRequest(url: string, ask: HttpRequestOptions, signal: AbortSignal): Request {
  const headers = new Headers({ accept: ask.accept ?? '*/*' });
  const body = ask.json === undefined ? null : JSON.stringify(ask.json);
  if (body !== null) headers.set('content-type', 'application/json');
  if (ask.range !== undefined) headers.set('range', `bytes=${ask.range.start}-${ask.range.end - 1}`);
  try {
    return new Request(url, {
      method: body === null ? 'GET' : 'POST',
      headers,
      body,
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
  } catch (cause) {
    throw new SourceError('invalid-url', `"${url}" is not a URL that can be fetched.`, {
      details: { url },
      cause,
    });
  }
}

function withAttempt(error: SourceError, attempt: number): SourceError {
  return new SourceError(error.code, error.message, {
    details: { ...error.details, attempt },
    cause: error.cause,
  });
}
