import type { Abortable } from '../base/abort.ts';
import { isSelfsameError, type SelfsameError } from '../base/errors.ts';
import { decodeTransactionsJson, type GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { findTag } from '../protocol/tags.ts';
import type { Ask, Fallback } from './fallback.ts';
import { transactionsByOwner } from './graphql.ts';
import type { Http } from './http.ts';

export interface AssignmentQuery {
  /** The address of the scheduler that signed them. */
  readonly owner: string;
  readonly processId: string;
  /** At most 100. */
  readonly nonces: readonly number[];
}

/** Finds a scheduler's assignments by their nonces. */
export type SearchAssignments = (
  query: AssignmentQuery,
  options?: Abortable,
) => Promise<readonly GatewayTransaction[]>;

/**
 * Indexes lack different things, so what one endpoint does not know, or not with its signature, the next one is asked; first of all the one that
 * knew something last time. That something is unknown counts only from that one, or where every endpoint has answered.
 * @param endpoints all of `urls`, for when none of them has answered at once
 */
export function createAssignmentIndex(
  http: Http,
  endpoints: Fallback,
  urls: readonly string[],
): SearchAssignments {
  let knowing: string | undefined;

  return async ({ owner, processId, nonces }, { signal } = {}) => {
    const found = new Map<ItemId, GatewayTransaction>();
    const missing = new Set(nonces.map(String));
    const asked = new Set<string>();
    const ask: Ask<void> = async (url, options) => {
      const tags = [
        { name: 'Process', values: [processId] },
        { name: 'Nonce', values: [...missing] },
      ];
      const variables = { owners: [owner], tags, first: missing.size };
      const json = await http.postJson(url, { query: transactionsByOwner, variables }, options);
      const { transactions } = decodeTransactionsJson(json);
      for (const transaction of transactions) {
        const isWhole = Boolean(transaction.signature) && transaction.ownerKey !== '';
        if (isWhole || !found.has(transaction.id)) found.set(transaction.id, transaction);
        if (isWhole) missing.delete(findTag(transaction.tags, 'Nonce') ?? '');
      }
      if (transactions.length > 0 && (knowing === undefined || !asked.has(knowing))) knowing = url;
      asked.add(url);
    };
    let failure: SelfsameError | undefined;
    for (const url of urls.length > 1 ? inOrder(urls, knowing) : []) {
      if (missing.size === 0) break;
      try {
        await ask(url, { signal, retries: 1 });
      } catch (error) {
        if (signal?.aborted || !isSelfsameError(error)) throw error;
        failure ??= error;
      }
    }
    if (asked.size === 0) await endpoints.first(ask, { signal });
    else if (missing.size > 0 && failure !== undefined && (knowing === undefined || !asked.has(knowing)))
      throw failure;
    return [...found.values()];
  };
}

function inOrder(urls: readonly string[], first: string | undefined): readonly string[] {
  return first === undefined ? urls : [first, ...urls.filter((url) => url !== first)];
}
