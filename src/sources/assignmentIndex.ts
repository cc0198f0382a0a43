import type { Abortable } from '../base/abort.ts';
import { decodeBase64url } from '../base/base64url.ts';
import { isSelfsameError, type SelfsameError } from '../base/errors.ts';
import { isAddressOfKey } from '../protocol/address.ts';
import { itemIdOf } from '../protocol/dataItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { findTag } from '../protocol/tags.ts';
import { askIndex } from './askIndex.ts';
import type { Ask, Fallback } from './fallback.ts';
import { maximumIds, transactionsByOwner } from './graphql.ts';
import type { Http, HttpRequestOptions } from './http.ts';

export interface AssignmentQuery {
  /** The address of the scheduler that signed them. */
  readonly owner: string;
  readonly processId: string;
  /** At most 100. */
  readonly nonces: readonly number[];
  /** Whether its owner may have signed what an endpoint tells of an assignment. What it cannot have signed is not told, and the next endpoint asked. */
  readonly mayBeSigned?: MayBeSigned;
}

export type MayBeSigned = (assignment: GatewayTransaction) => Promise<boolean>;

/** Values in a filter that every endpoint should take. */
export const fewValues = 10;

/** Finds a scheduler's assignments by their nonces. */
export type SearchAssignments = (
  query: AssignmentQuery,
  options?: Abortable,
) => Promise<readonly GatewayTransaction[]>;

/**
 * Indexes lack different things, so what one endpoint does not know, or not with its signature, the next one is asked; first of all the one that
 * knew something last time. What was not asked for is passed over. That something is unknown counts only from that one, or where every endpoint has answered.
 * @param endpoints all of `urls`, for when none of them has answered at once
 */
export function createAssignmentIndex(
  http: Http,
  endpoints: Fallback,
  urls: readonly string[],
): SearchAssignments {
  let knowing: string | undefined;
  /** Endpoints that have refused a filter of a hundred values. */
  const sparing = new Set<string>();

  return async ({ owner, processId, nonces, mayBeSigned = always }, { signal } = {}) => {
    const found = new Map<ItemId, GatewayTransaction>();
    const missing = new Set(nonces.map(String));
    const asked = new Set<string>();

    /** How many of those came that were asked for, and whether there was room for all of them. */
    async function askFor(wanted: readonly string[], url: string, options: HttpRequestOptions) {
      const tags = [
        { name: 'Process', values: [processId] },
        { name: 'Nonce', values: wanted },
      ];
      const variables = { owners: [owner], tags, first: maximumIds };
      const transactions = await askIndex(http, url, transactionsByOwner, variables, options);
      const told = transactions.filter((each) => isOfPlace(each, owner, processId, wanted));
      for (const transaction of told) {
        const isWhole = isToldWhole(transaction);
        if (isWhole && !(await mayBeSigned(transaction))) continue;
        if (isWhole || !found.has(transaction.id)) found.set(transaction.id, transaction);
        if (!isWhole) continue;
        missing.delete(findTag(transaction.tags, 'Nonce') ?? '');
        // What anybody can make up shows nothing of who tells it.
        if (knowing === undefined || !asked.has(knowing)) knowing = url;
      }
      return { isFull: transactions.length >= maximumIds };
    }

    const ask: Ask<void> = async (url, options) => {
      let left = [...missing];
      while (left.length > 0) {
        const wanted = left.slice(0, sparing.has(url) ? fewValues : maximumIds);
        try {
          const before = missing.size;
          const { isFull } = await askFor(wanted, url, options);
          const unknown = wanted.filter((nonce) => missing.has(nonce));
          // Two of one nonce may have taken the room of others.
          const isCut = isFull && missing.size < before;
          left = [...(isCut ? unknown : []), ...left.slice(wanted.length)];
        } catch (error) {
          if (!isRefusal(error) || wanted.length <= fewValues) throw error;
          sparing.add(url);
        }
      }
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

const always: MayBeSigned = async () => true;

/** As from an endpoint that takes no such filter. */
export function isRefusal(error: unknown): boolean {
  if (!isSelfsameError(error)) return false;
  // Of several endpoints, none of which has answered.
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.some(isRefusal);
  const status = error.details['status'];
  const isAnswer = error.code === 'http-status' && typeof status === 'number' && status < 500;
  return isAnswer || error.code === 'graphql-error';
}

/** Whether it says to be one of those that were asked for: a tag may stand in an item twice, and an endpoint may answer anything. */
function isOfPlace(
  { ownerAddress, tags }: GatewayTransaction,
  owner: string,
  processId: string,
  nonces: readonly string[],
): boolean {
  const isOfProcess = ownerAddress === owner && findTag(tags, 'Process') === processId;
  return isOfProcess && nonces.includes(findTag(tags, 'Nonce') ?? '');
}

/** With an anchor, the signature that its id is the hash of, and a key of its owner: others may be asked for what is told otherwise. */
function isToldWhole({ id, signature, anchor, ownerKey, ownerAddress }: GatewayTransaction): boolean {
  if (!signature || anchor === null || ownerKey === '') return false;
  try {
    return (
      itemIdOf(decodeBase64url(signature)) === id && isAddressOfKey(ownerAddress, decodeBase64url(ownerKey))
    );
  } catch {
    return false;
  }
}

function inOrder(urls: readonly string[], first: string | undefined): readonly string[] {
  return first === undefined ? urls : [first, ...urls.filter((url) => url !== first)];
}
