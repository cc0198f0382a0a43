import { ProtocolError } from '../base/errors.ts';
import { JsonAt } from '../base/json.ts';
import { decodeItemId, type ItemId } from './ids.ts';
import { decodeTagList } from './schedulerItemJson.ts';
import type { Tags } from './tags.ts';

/**
 * Metadata of a data item or transaction as Arweave GraphQL tells it. Fields that the query did not ask for are null,
 * or no tags.
 */
export interface GatewayTransaction {
  readonly id: ItemId;
  readonly signature: string | null;
  /** base64url; gateways give an empty text where there is none. Null: it was not told, and may be any. */
  readonly anchor: string | null;
  /** The target, base64url; empty where there is none. */
  readonly recipient: string | null;
  /** base64url of the owner bytes; empty where the query did not ask. */
  readonly ownerKey: string;
  readonly ownerAddress: string;
  readonly tags: Tags;
  readonly dataBytes: number | null;
  /** Null while the transaction is not in a block. */
  readonly blockHeight: number | null;
  /** The bundle that it travelled in; null for a layer-1 transaction, and where the gateway does not say. */
  readonly bundledIn: ItemId | null;
}

export interface GatewayTransactions {
  readonly hasNextPage: boolean;
  readonly transactions: readonly GatewayTransaction[];
  /** For `after` of the next query; null where the page is empty. */
  readonly lastCursor: string | null;
}

export interface GatewayBlock {
  readonly height: number;
  readonly timestampMs: number;
}

/**
 * Answer to a `transactions(…)` query.
 * @throws ProtocolError `graphql-error` with the endpoint's own sentence, and `details.field` where it names one; `unexpected-json`, `invalid-id`
 */
export function decodeTransactionsJson(json: unknown): GatewayTransactions {
  const transactions = decodeGraphqlData(json, 'transactions').field('transactions');
  const edges = transactions.field('edges').items();
  return {
    hasNextPage: decodeHasNextPage(transactions.field('pageInfo')),
    transactions: edges.map((edge) => decodeTransaction(edge.field('node'))),
    lastCursor: edges.at(-1)?.field('cursor').textOrNull() ?? null,
  };
}

/** A `GatewayTransaction` that was written as JSON, here or by somebody else. @throws ProtocolError `unexpected-json`, `invalid-id` */
export function decodeTransactionMeta(at: JsonAt): GatewayTransaction {
  const countOrNull = (name: string) => (at.field(name).isAbsent ? null : at.field(name).count());
  const bundledIn = at.field('bundledIn');
  return {
    id: decodeItemId(at.field('id').value, `id at ${at.path}`),
    signature: at.field('signature').textOrNull(),
    anchor: at.field('anchor').textOrNull(),
    recipient: at.field('recipient').textOrNull(),
    ownerKey: at.field('ownerKey').text(),
    ownerAddress: at.field('ownerAddress').text(),
    tags: decodeTagList(at.field('tags')),
    dataBytes: countOrNull('dataBytes'),
    blockHeight: countOrNull('blockHeight'),
    bundledIn: bundledIn.isAbsent ? null : decodeItemId(bundledIn.value, `bundle id at ${at.path}`),
  };
}

/**
 * Answer to a `blocks(…)` query (legacynet.md §7.2): GraphQL gives seconds, `GatewayBlock` has ms.
 * @throws ProtocolError `graphql-error`, `unexpected-json`
 */
export function decodeBlocksJson(json: unknown): {
  readonly hasNextPage: boolean;
  readonly blocks: readonly GatewayBlock[];
} {
  const blocks = decodeGraphqlData(json, 'blocks').field('blocks');
  return {
    hasNextPage: decodeHasNextPage(blocks.field('pageInfo')),
    blocks: blocks
      .field('edges')
      .items()
      .map((edge) => edge.field('node'))
      .map((node) => ({
        height: node.field('height').count(),
        timestampMs: node.field('timestamp').count() * 1000,
      })),
  };
}

/** What is asked for may have come although there were errors, as where a gateway lacks the time of one block. */
function decodeGraphqlData(json: unknown, wanted: 'transactions' | 'blocks'): JsonAt {
  const answer = new JsonAt(json, 'answer');
  const errors = answer.field('errors');
  const first = errors.isAbsent ? undefined : errors.items()[0];
  const data = answer.field('data');
  if (first === undefined || (!data.isAbsent && !data.field(wanted).isAbsent)) return data;
  const said = first.field('message').textOrNull() ?? 'no message';
  const field = fieldOf(first);
  throw new ProtocolError('graphql-error', `The GraphQL endpoint refused the query: ${said}`, {
    details: { said, ...(field !== undefined && { field }) },
  });
}

/** The name of the field that an error is about, where it says. */
function fieldOf(error: JsonAt): string | undefined {
  const { value } = error.field('path');
  const last: unknown = Array.isArray(value) ? value.at(-1) : undefined;
  return typeof last === 'string' ? last : undefined;
}

function decodeHasNextPage(pageInfo: JsonAt): boolean {
  return pageInfo.isAbsent ? false : pageInfo.field('hasNextPage').boolean();
}

/** AR.IO's gateway software says so where it has indexed an item without its signature or key. */
const notFound = '<not-found>';

function textIfFound(at: JsonAt): string | null {
  const text = at.textOrNull();
  return text === notFound ? null : text;
}

function decodeTransaction(node: JsonAt): GatewayTransaction {
  const owner = node.field('owner');
  const block = node.field('block');
  const bundle = node.field('bundledIn');
  const data = node.field('data');
  const size = data.isAbsent ? data : data.field('size');
  return {
    id: decodeItemId(node.field('id').value, `id at ${node.path}`),
    signature: textIfFound(node.field('signature')),
    anchor: node.field('anchor').textOrNull(),
    recipient: node.field('recipient').textOrNull(),
    ownerKey: (owner.isAbsent ? null : textIfFound(owner.field('key'))) ?? '',
    ownerAddress: (owner.isAbsent ? null : owner.field('address').textOrNull()) ?? '',
    tags: decodeTagList(node.field('tags')),
    dataBytes: size.isAbsent ? null : size.count(),
    blockHeight: block.isAbsent ? null : block.field('height').count(),
    bundledIn: bundle.isAbsent ? null : decodeItemId(bundle.field('id').value, `bundle id at ${node.path}`),
  };
}
