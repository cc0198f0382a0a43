import type { Abortable } from '../base/abort.ts';
import { SourceError } from '../base/errors.ts';
import { JsonAt } from '../base/json.ts';
import type { EvaluationResult, Json } from '../protocol/evaluationResult.ts';
import { openSha256 } from '../protocol/sha.ts';
import type { Http, HttpAnswer } from './http.ts';

/** Somebody else's evaluation. Its answers are unsigned: claims, whatever they say (legacynet.md §9). */
export interface ComputeUnit {
  readonly url: string;
  /** @throws SourceError `busy` where the unit has still to evaluate up to that message */
  fetchResult(processId: string, messageId: string, options?: Abortable): Promise<EvaluationResult>;
  /** `toMessageId` absent: at the unit's latest state. `message` is the body, sent as it is. */
  fetchDryRun(request: DryRunRequest, options?: Abortable): Promise<EvaluationResult>;
  /**
   * The unit's memory after the last message up to `toMs` (ms), hashed as it arrives and never held: it may be hundreds of MB. Read no further
   * than `maximumBytes`.
   * @throws SourceError `state-passed` where the unit has evaluated further and keeps no earlier memory; `not-found` where it does not offer its
   * memory, or does not know the process; `too-large` where it refuses, and at length
   */
  hashState(request: StateRequest, options?: Abortable): Promise<ClaimedState>;
  fetchAddress(options?: Abortable): Promise<string>;
}

export interface DryRunRequest {
  readonly processId: string;
  readonly message: unknown;
  readonly toMessageId?: string;
}

export interface StateRequest {
  readonly processId: string;
  readonly toMs: number;
  readonly maximumBytes: number;
}

/** What a unit's whole linear memory is, and the coordinates that it says this has; null where it does not say, or a browser may not read it. */
export interface ClaimedState {
  /** Hex; null where it is longer than was to be read. */
  readonly memorySha256: string | null;
  /** As many as were read. */
  readonly memoryBytes: number;
  readonly timestampMs: number | null;
  readonly nonce: number | null;
  readonly blockHeight: number | null;
}

export function createComputeUnit(http: Http, url: string): ComputeUnit {
  const read = (answer: HttpAnswer): EvaluationResult => {
    const json = http.parseJson(answer);
    if (answer.status === 202) {
      throw new SourceError('busy', `${url} is still evaluating the process.`, {
        details: { url: answer.url, status: 202 },
      });
    }
    return decodeEvaluationResult(json, answer.url);
  };
  return {
    url,
    async fetchResult(processId, messageId, options = {}) {
      const query = new URLSearchParams({ 'process-id': processId });
      return read(await http.request(`${url}/result/${messageId}?${query.toString()}`, options));
    },
    async fetchDryRun({ processId, message, toMessageId }, options = {}) {
      const query = new URLSearchParams({ 'process-id': processId });
      if (toMessageId !== undefined) query.set('to', toMessageId);
      return read(await http.request(`${url}/dry-run?${query.toString()}`, { ...options, json: message }));
    },
    async hashState({ processId, toMs, maximumBytes }, { signal } = {}) {
      const hash = await openSha256();
      let headers: Headers | undefined;
      const openSink = (told: Headers) => {
        headers = told;
        hash.begin();
        return hash.add;
      };
      let isWhole = true;
      try {
        await http.request(`${url}/state/${processId}?to=${toMs}`, { signal, maximumBytes, openSink });
      } catch (error) {
        if (hasPassed(error)) throw statePassed(url, error);
        // Where it stands is told before it, however long it is.
        if (!(error instanceof SourceError) || error.code !== 'too-large' || headers === undefined)
          throw error;
        isWhole = false;
      }
      const header = (name: string) => decodeInteger(headers?.get(name) ?? null);
      return {
        memorySha256: isWhole ? hash.digestHex() : null,
        memoryBytes: hash.byteCount,
        timestampMs: header('last-timestamp'),
        nonce: header('last-ordinate'),
        blockHeight: header('last-block-height'),
      };
    },
    async fetchAddress(options = {}) {
      const json = await http.getJson(`${url}/`, options);
      return new JsonAt(json, 'answer', { url }).field('address').text();
    },
  };
}

/**
 * A unit's answer with the keys that it really has, in the reference's order (legacynet.md §6.3). Absent lists are empty and an absent Output is
 * `""`, as the reference fills them in; anything of another shape is refused.
 * @throws ProtocolError `unexpected-json`; SourceError `refused` where the unit reports an error of its own
 */
export function decodeEvaluationResult(json: unknown, url: string): EvaluationResult {
  const result = new JsonAt(json, 'result', { url });
  const problem = result.field('error');
  if (typeof problem.value === 'string' && result.field('Messages').isAbsent) {
    throw new SourceError('refused', `${url} answered with an error: ${problem.value}`, {
      details: { url, body: problem.value },
    });
  }
  const output = result.field('Output').value;
  const gasUsed = result.field('GasUsed');
  const error = result.field('Error').value;
  return {
    Messages: decodeList(result.field('Messages')),
    Assignments: decodeList(result.field('Assignments')),
    Spawns: decodeList(result.field('Spawns')),
    Output: output === undefined ? '' : (output as Json),
    ...(gasUsed.isAbsent ? {} : { GasUsed: gasUsed.count() }),
    ...(error === undefined ? {} : { Error: error as Json }),
  };
}

/** An empty Lua table is `{}` or `[]` by chance of its encoder; both mean an empty list. */
function decodeList(at: JsonAt): readonly Json[] {
  const { value } = at;
  if (at.isAbsent) return [];
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return [];
  return at.items().map((item) => item.value as Json);
}

/** The reference goes back to no state before its latest: 425, too early (legacynet.md §6.2). */
function hasPassed(error: unknown): boolean {
  return error instanceof SourceError && error.details['status'] === 425;
}

function statePassed(url: string, cause: unknown): SourceError {
  return new SourceError(
    'state-passed',
    `${url} has evaluated further, and no longer has its memory of that time.`,
    { details: { url, status: 425 }, cause },
  );
}

function decodeInteger(header: string | null): number | null {
  return header !== null && /^\d{1,16}$/.test(header) ? Number(header) : null;
}
