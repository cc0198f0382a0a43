import type { Abortable } from '../base/abort.ts';
import { type Bytes, decodeUtf8Lossy } from '../base/bytes.ts';
import { isSelfsameError, type SelfsameError } from '../base/errors.ts';
import { decodeBlocksJson, type GatewayBlock, type GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { decodeTransactionJson, decodeTransactionText, type Transaction } from '../protocol/transaction.ts';
import { askIndex } from './askIndex.ts';
import { createAssignmentIndex, type SearchAssignments } from './assignmentIndex.ts';
import { type Ask, createFallback, type Fallback } from './fallback.ts';
import {
  blocksByHeight,
  maximumIds,
  transactionsByIds,
  transactionsByOwner,
  transactionsByTags,
} from './graphql.ts';
import type { Http, HttpAnswer, HttpRequestOptions } from './http.ts';
import { fetchItemData, getRaw, type ItemOfData, pending } from './itemData.ts';
import type { Network } from './network.ts';

/** Gateways and GraphQL endpoints of one network, behind one face. Everything they say is a claim until it is verified. */
export interface Gateway {
  /**
   * Metadata of those ids that some endpoint knows; the others are absent from the map.
   * @throws where none of them was found, and an endpoint could not be asked
   */
  fetchTransactionMeta(ids: readonly ItemId[], options?: Abortable): Promise<KnownItems>;
  /**
   * What `owner` signed with all these tags, newest block first; of the first endpoint that knows any.
   * @throws where none does, and an endpoint could not be asked
   */
  fetchByOwner(query: OwnerQuery, options?: Abortable): Promise<readonly GatewayTransaction[]>;
  /** A scheduler's assignments for a process, by their nonces; each endpoint is asked for what the ones before do not know. */
  readonly fetchAssignments: SearchAssignments;
  /** What anybody signed with all these tags, newest block first; likewise. */
  fetchByTags(query: TagQuery, options?: Abortable): Promise<readonly GatewayTransaction[]>;
  /** An item's data, as it was signed where nobody lies. @throws SourceError as `fetchItemData` */
  fetchData(item: ItemOfData, options?: HttpRequestOptions): Promise<Bytes>;
  /**
   * What is to be had by an id alone. `/raw/{id}` where the gateway has that route, else `/{id}`.
   * @throws SourceError `not-found`, `pending`
   */
  fetchRaw(id: ItemId, options?: HttpRequestOptions): Promise<Bytes>;
  /** A layer-1 transaction's header. @throws SourceError `not-found`, also for data items inside bundles; `pending` */
  fetchTransaction(id: ItemId, options?: Abortable): Promise<Transaction>;
  /**
   * `/tx/{id}` as text: what WeaveDrive shows to a process. Of a gateway where it reads as a transaction, if there is one.
   * @throws SourceError as `fetchTransaction`
   */
  fetchTransactionText(id: ItemId, options?: Abortable): Promise<string>;
  /** Blocks of `minHeight … maxHeight`, rising. A gateway may leave some out (legacynet.md §7.2). */
  fetchBlocks(range: HeightRange, options?: Abortable): Promise<readonly GatewayBlock[]>;
  /** `/block/height/{height}` as text: what WeaveDrive shows to a process. */
  fetchBlockText(height: number, options?: Abortable): Promise<string>;
}

/** By id. */
export interface KnownItems extends ReadonlyMap<ItemId, GatewayTransaction> {
  /** Why an endpoint could not be asked for those that are missing, or not told as they were signed: then these are unknown. Absent: every one was asked. */
  readonly unasked?: SelfsameError;
}

export interface OwnerQuery extends TagQuery {
  readonly owner: string;
}

export interface TagQuery {
  readonly tags: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** At most 100. */
  readonly limit: number;
}

/** Both ends inclusive. */
export interface HeightRange {
  readonly minHeight: number;
  readonly maxHeight: number;
}

export function createGateway(http: Http, network: Pick<Network, 'gateways' | 'graphql'>): Gateway {
  const gateways = createFallback('gateway', network.gateways);
  const endpoints = createFallback('GraphQL endpoint', network.graphql);

  /** Of the first endpoint that knows anything. @throws where none does, and one could not be asked */
  async function firstKnown(
    ask: Ask<readonly GatewayTransaction[]>,
    options: Abortable,
  ): Promise<readonly GatewayTransaction[]> {
    let answering: string | undefined;
    const first = await endpoints.first(async (url, wait) => {
      const found = await ask(url, wait);
      answering = url;
      return found;
    }, options);
    if (first.length > 0) return first;
    let failure: SelfsameError | undefined;
    for (const url of network.graphql.filter((each) => each !== answering)) {
      try {
        const found = await ask(url, { ...options, retries: 1 });
        if (found.length > 0) return found;
      } catch (error) {
        if (options.signal?.aborted || !isSelfsameError(error)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return first;
  }

  const bundleOf = async (id: ItemId, { signal }: Abortable): Promise<ItemId | null> => {
    const known = await askForIds(http, endpoints, network.graphql, [id], { signal });
    return known.get(id)?.bundledIn ?? null;
  };

  return {
    async fetchTransactionMeta(ids, options = {}) {
      const found = new Map<ItemId, GatewayTransaction>();
      let unasked: SelfsameError | undefined;
      for (let start = 0; start < ids.length; start += maximumIds) {
        const batch = ids.slice(start, start + maximumIds);
        const answers = await askForIds(http, endpoints, network.graphql, batch, options);
        for (const [id, transaction] of answers) found.set(id, transaction);
        unasked ??= answers.unasked;
      }
      return unasked === undefined ? found : Object.assign(found, { unasked });
    },

    async fetchByOwner({ owner, tags, limit }, options = {}) {
      const variables = { owners: [owner], tags, first: limit };
      return firstKnown((url, ask) => askIndex(http, url, transactionsByOwner, variables, ask), options);
    },

    fetchAssignments: createAssignmentIndex(http, endpoints, network.graphql),

    async fetchByTags({ tags, limit }, options = {}) {
      const variables = { tags, first: limit };
      return firstKnown((url, ask) => askIndex(http, url, transactionsByTags, variables, ask), options);
    },

    fetchData: (item, options = {}) => fetchItemData({ http, gateways, bundleOf }, item, options),

    fetchRaw: (id, options = {}) =>
      gateways.first((url, ask) => getRaw(http, url, id, { ...options, ...ask }), options),

    fetchTransaction: (id, options = {}) =>
      gateways.first(
        async (url, ask) =>
          decodeTransactionJson(http.parseJson(await requestTransaction(http, url, id, ask))),
        options,
      ),

    async fetchTransactionText(id, options = {}) {
      let told: string | undefined;
      try {
        return await gateways.first(async (url, ask) => {
          const text = decodeUtf8Lossy((await requestTransaction(http, url, id, ask)).bytes);
          told ??= text;
          decodeTransactionText(text);
          return text;
        }, options);
      } catch (error) {
        if (options.signal?.aborted || told === undefined) throw error;
        return told;
      }
    },

    async fetchBlocks({ minHeight, maxHeight }, options = {}) {
      const blocks: GatewayBlock[] = [];
      for (let min = minHeight; min <= maxHeight; ) {
        const variables = { min, max: maxHeight };
        const page = await endpoints.first(
          async (url, ask) =>
            decodeBlocksJson(await http.postJson(url, { query: blocksByHeight, variables }, ask)).blocks,
          options,
        );
        const fresh = page.filter((block) => block.height >= min && block.height <= maxHeight);
        const last = fresh.at(-1);
        if (last === undefined) break;
        for (const block of fresh) blocks.push(block);
        min = last.height + 1;
      }
      return blocks;
    },

    fetchBlockText: (height, options = {}) =>
      gateways.first((url, ask) => http.getText(`${url}/block/height/${height}`, ask), options),
  };
}

async function requestTransaction(
  http: Http,
  url: string,
  id: ItemId,
  ask: HttpRequestOptions,
): Promise<HttpAnswer> {
  const answer = await http.request(`${url}/tx/${id}`, { ...ask, wantsJson: true });
  if (answer.status === 202) throw pending(id, answer.url);
  return answer;
}

/**
 * Indexes are incomplete in different places, so what one endpoint does not know, or not as it was signed, the next one is asked. Where nothing was
 * found, and one could not be asked, that is no answer.
 */
async function askForIds(
  http: Http,
  endpoints: Fallback,
  urls: readonly string[],
  ids: readonly ItemId[],
  { signal }: Abortable,
): Promise<KnownItems> {
  const found = new Map<ItemId, GatewayTransaction>();
  const missing = new Set(ids);
  const ask: Ask<void> = async (url, options) => {
    const variables = { ids: [...missing], first: missing.size };
    const transactions = await askIndex(http, url, transactionsByIds, variables, options);
    for (const transaction of transactions) {
      const { id, signature, ownerKey, anchor } = transaction;
      if (!missing.has(id)) continue;
      const isWhole = Boolean(signature) && ownerKey !== '' && anchor !== null;
      if (isWhole) missing.delete(id);
      if (isWhole || !found.has(id)) found.set(id, transaction);
    }
  };
  let answered = false;
  let failure: SelfsameError | undefined;
  for (const url of urls.length > 1 ? urls : []) {
    if (missing.size === 0) break;
    try {
      await ask(url, { signal, retries: 1 });
      answered = true;
    } catch (error) {
      if (signal?.aborted || !isSelfsameError(error)) throw error;
      failure = error;
    }
  }
  if (!answered) await endpoints.first(ask, { signal });
  if (missing.size === 0 || failure === undefined) return found;
  if (found.size === 0) throw failure;
  return Object.assign(found, { unasked: failure });
}
