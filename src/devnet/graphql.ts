import { encodeBase64url } from '../base/base64url.ts';
import { findTag } from '../protocol/tags.ts';
import type { Archive, PublishedItem } from './archive.ts';
import { blockAt, bundleId, type DemoBlock, itemHeight, latestHeight } from './blocks.ts';
import { type GraphqlField, parseGraphql } from './graphqlDocument.ts';
import { jsonResponse } from './unit.ts';

const defaultFirst = 10;
const largestFirst = 100;

/** Arweave's GraphQL, as far as compute units use it: `transaction`, `transactions`, `block`, `blocks` (legacynet.md §3.4, §7.2). */
export async function answerGraphql(archive: Archive, request: Request): Promise<Response> {
  try {
    const { query, variables } = (await request.json()) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    const root = { archive };
    const fields = parseGraphql(query, variables ?? {});
    return jsonResponse({
      data: Object.fromEntries(fields.map((field) => [field.key, answerField(root, field)])),
    });
  } catch (error) {
    return jsonResponse({ errors: [{ message: error instanceof Error ? error.message : 'unknown' }] }, 400);
  }
}

interface Root {
  readonly archive: Archive;
}

function answerField({ archive }: Root, field: GraphqlField): unknown {
  switch (field.name) {
    case 'transaction': {
      const item = archive.items.get(String(field.args['id']));
      return item === undefined ? null : select(transactionNode(archive, item), field.fields);
    }
    case 'transactions':
      return select(
        connection(field, findTransactions(archive, field.args), (item) => transactionNode(archive, item)),
        field.fields,
      );
    case 'blocks':
      return select(
        connection(field, findBlocks(archive, field.args), (block) => ({ ...block })),
        field.fields,
      );
    default:
      throw new SyntaxError(`Cannot query field "${field.name}" on type "Query".`);
  }
}

/** Only what was asked for, as a GraphQL server answers. */
function select(value: unknown, fields: readonly GraphqlField[]): unknown {
  if (Array.isArray(value)) return value.map((each) => select(each, fields));
  if (value === null || typeof value !== 'object' || fields.length === 0) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    fields.map(({ name, key, fields: nested }) => {
      if (!(name in record)) throw new SyntaxError(`Cannot query field "${name}".`);
      return [key, select(record[name], nested)];
    }),
  );
}

/** A cursor is the place of the node in the whole answer. */
function connection<Node>(
  field: GraphqlField,
  found: readonly Node[],
  present: (node: Node) => object,
): object {
  const first = Math.min(
    typeof field.args['first'] === 'number' ? field.args['first'] : defaultFirst,
    largestFirst,
  );
  const after =
    typeof field.args['after'] === 'string' && field.args['after'] !== ''
      ? Number(field.args['after']) + 1
      : 0;
  const nodes = found.slice(after, after + first);
  return {
    pageInfo: { hasNextPage: after + first < found.length },
    count: String(found.length),
    edges: nodes.map((node, index) => ({ cursor: String(after + index), node: present(node) })),
  };
}

interface TagFilter {
  readonly name: string;
  readonly values: readonly string[];
}

function findTransactions(archive: Archive, args: GraphqlField['args']): readonly PublishedItem[] {
  const ids = asList(args['ids']);
  const owners = asList(args['owners']);
  const recipients = asList(args['recipients']);
  const tags = (args['tags'] ?? []) as readonly TagFilter[];
  const { min = 0, max = Number.POSITIVE_INFINITY } = (args['block'] ?? {}) as { min?: number; max?: number };
  const found = [...archive.items.values()].filter((item) => {
    const height = itemHeight(archive, item);
    return (
      (ids === undefined || ids.includes(item.id)) &&
      (owners === undefined || owners.includes(item.ownerAddress)) &&
      (recipients === undefined || recipients.includes(encodeBase64url(item.item.target))) &&
      tags.every(({ name, values }) =>
        (item.foundBy ?? item.tags).some((tag) => tag.name === name && values.includes(tag.value)),
      ) &&
      height >= min &&
      height <= max
    );
  });
  const ascending = args['sort'] === 'HEIGHT_ASC';
  return found.sort((a, b) => (itemHeight(archive, a) - itemHeight(archive, b)) * (ascending ? 1 : -1));
}

function findBlocks(archive: Archive, args: GraphqlField['args']): readonly DemoBlock[] {
  const { min, max } = (args['height'] ?? {}) as { min?: number; max?: number };
  const { firstBlock } = archive.index;
  const last = Math.min(max ?? Number.POSITIVE_INFINITY, latestHeight(archive));
  const blocks: DemoBlock[] = [];
  for (let height = Math.max(min ?? firstBlock.height, firstBlock.height); height <= last; height += 1) {
    blocks.push(blockAt(archive.index, height));
  }
  return args['sort'] === 'HEIGHT_ASC' ? blocks : blocks.reverse();
}

function transactionNode(archive: Archive, published: PublishedItem): object {
  const { item, tags } = published;
  const height = itemHeight(archive, published);
  return {
    id: published.id,
    anchor: encodeBase64url(item.anchor),
    signature: encodeBase64url(item.signature),
    recipient: encodeBase64url(item.target),
    owner: { address: published.ownerAddress, key: encodeBase64url(item.owner) },
    fee: { winston: '0', ar: '0.000000000000' },
    quantity: { winston: '0', ar: '0.000000000000' },
    data: { size: String(published.dataBytes), type: findTag(tags, 'Content-Type') ?? null },
    tags,
    block: blockAt(archive.index, height),
    parent: null,
    bundledIn: published.transaction === undefined ? { id: bundleId(height) } : null,
  };
}

function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
