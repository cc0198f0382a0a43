import type { Abortable } from '../base/abort.ts';
import { isSelfsameError, SourceError } from '../base/errors.ts';
import { JsonAt } from '../base/json.ts';
import { decodeTransactionsJson } from '../protocol/gatewayJson.ts';
import { anyTransaction } from './graphql.ts';
import type { Http } from './http.ts';
import type { Network } from './network.ts';

/** What one server answered to something harmless. */
export interface SourceCheck {
  readonly kind: SourceKind;
  readonly url: string;
  readonly status: 'ok' | 'failed';
  readonly latencyMs: number | null;
  /** A sentence: what answered, or what is wrong with it. */
  readonly reason: string;
}

export type SourceKind = 'gateway' | 'graphql' | 'scheduler-unit' | 'compute-unit';

/** Checks every server of a network at once; the answers are in its order. */
export function checkNetwork(
  http: Http,
  network: Network,
  options: Abortable = {},
): Promise<readonly SourceCheck[]> {
  const sources: readonly (readonly [SourceKind, readonly string[]])[] = [
    ['gateway', network.gateways],
    ['graphql', network.graphql],
    ['scheduler-unit', network.schedulerUnits],
    ['compute-unit', network.computeUnits],
  ];
  return Promise.all(
    sources.flatMap(([kind, urls]) => urls.map((url) => checkSource(http, kind, url, options))),
  );
}

/** Never rejects, except when aborted: what goes wrong is the answer. */
export async function checkSource(
  http: Http,
  kind: SourceKind,
  url: string,
  { signal }: Abortable = {},
): Promise<SourceCheck> {
  const startMs = performance.now();
  try {
    const reason = await questions[kind](http, url, { signal, retries: 0 });
    const latencyMs = Math.round(performance.now() - startMs);
    return { kind, url, status: 'ok', latencyMs, reason };
  } catch (error) {
    if (signal?.aborted || !isSelfsameError(error)) throw error;
    const advice =
      error.code === 'unreachable' ? ' It may be down, or not allow requests from web pages (CORS).' : '';
    return { kind, url, status: 'failed', latencyMs: null, reason: error.message + advice };
  }
}

type Question = (
  http: Http,
  url: string,
  options: Abortable & { readonly retries: number },
) => Promise<string>;

const questions: Readonly<Record<SourceKind, Question>> = {
  async gateway(http, url, options) {
    const info = new JsonAt(await http.getJson(`${url}/info`, options), 'info', { url });
    return `An Arweave gateway at block ${info.field('height').count()}.`;
  },

  async graphql(http, url, options) {
    const json = await http.postJson(url, { query: anyTransaction }, options);
    decodeTransactionsJson(json);
    return 'An Arweave GraphQL endpoint.';
  },

  async 'scheduler-unit'(http, url, options) {
    try {
      const answer = new JsonAt(await http.getJson(`${url}/`, options), 'answer', { url });
      return `The scheduler unit of ${answer.field('address').text()}.`;
    } catch (error) {
      // A router wants to be told the process (legacynet.md §1.1).
      if (error instanceof SourceError && error.details['status'] === 400) return 'A scheduler router.';
      throw error;
    }
  },

  async 'compute-unit'(http, url, options) {
    const answer = new JsonAt(await http.getJson(`${url}/`, options), 'answer', { url });
    return `The compute unit of ${answer.field('address').text()}.`;
  },
};
