import type { Abortable } from '../base/abort.ts';
import { ProtocolError, type SelfsameError, SourceError } from '../base/errors.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import {
  decodeProcessJson,
  decodeScheduledMessage,
  decodeSchedulerTime,
  type SchedulerTime,
} from '../protocol/scheduleJson.ts';
import type { Http } from './http.ts';
import {
  type FetchedPage,
  type FirstPage,
  fetchFirstPage,
  fetchPages,
  type PagesRequest,
} from './schedulePages.ts';

/** One scheduler unit (legacynet.md §1). What it says is decoded, and believed by nobody yet. */
export interface SchedulerUnit {
  readonly url: string;
  /** Why Arweave is read in its place: it cannot be reached, or knows nothing of the process; absent: it answers itself. */
  readonly standsInBecause?: SelfsameError;
  /** Why none of those is asked that the network names; absent: it is one of them, or the network names none. */
  readonly askedBecause?: SelfsameError;
  /** @throws SourceError `not-found` where the unit does not know the process */
  fetchProcess(processId: string, options?: Abortable): Promise<AoProcess>;
  /** The last scheduled message; `undefined` for a process without messages. */
  fetchLatest(processId: string, options?: Abortable): Promise<ScheduledMessage | undefined>;
  /** Pages of the schedule in nonce order; the next page is fetched while the caller works on this one. */
  fetchPages(request: PagesRequest, options?: Abortable): AsyncGenerator<FetchedPage, void>;
  /** The first of those pages alone, for `PagesRequest.first`. */
  fetchFirstPage(request: PagesRequest, options?: Abortable): Promise<FirstPage>;
  fetchTimestamp(processId: string, options?: Abortable): Promise<SchedulerTime>;
}

export function createSchedulerUnit(http: Http, url: string): SchedulerUnit {
  const at = (path: string, processId: string) => `${url}/${path}?process-id=${processId}`;
  return {
    url,
    async fetchProcess(processId, options = {}) {
      const json = await refusalMeans(`process ${processId}`, url, () =>
        http.getJson(at(`processes/${processId}`, processId), options),
      );
      const process = decodeProcessJson(json);
      if (process.id !== processId) throw wrongProcess(url, processId, process.id, processId);
      return process;
    },

    async fetchLatest(processId, options = {}) {
      try {
        const json = await http.getJson(at(`${processId}/latest`, processId), options);
        return decodeScheduledMessage(json);
      } catch (error) {
        // 400 is this route's answer for a process without messages (legacynet.md §1.1).
        if (isRefusal(error)) return undefined;
        throw error;
      }
    },

    fetchPages: (request, options = {}) => fetchPages(http, url, request, options),
    fetchFirstPage: (request, options = {}) => fetchFirstPage(http, url, request, options),

    async fetchTimestamp(processId, options = {}) {
      return decodeSchedulerTime(await http.getJson(at('timestamp', processId), options));
    },
  };
}

/** All refusals of a scheduler unit are 400, "not found" included (legacynet.md §1.1). */
async function refusalMeans<Value>(what: string, url: string, ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new SourceError('not-found', `The scheduler unit ${url} does not know ${what}.`, {
      details: { ...error.details, what },
      cause: error,
    });
  }
}

function isRefusal(error: unknown): error is SourceError {
  return error instanceof SourceError && (error.code === 'not-found' || error.details['status'] === 400);
}

function wrongProcess(url: string, expected: string, actual: string, itemId: string): ProtocolError {
  return new ProtocolError(
    'wrong-process',
    `${url} was asked about process ${expected} and answered with one of ${actual}.`,
    { details: { url, itemId, expected, actual } },
  );
}
