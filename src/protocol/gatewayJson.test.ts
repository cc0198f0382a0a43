import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import { assignedItemOf, untypedItemOf } from './gatewayItem.ts';
import { decodeBlocksJson, decodeTransactionsJson } from './gatewayJson.ts';
import { decodeTransactionJson, transactionTags } from './transaction.ts';

const id = `${'I'.repeat(42)}A`;
const node = {
  id,
  signature: 'AQ',
  anchor: 'Ag',
  recipient: 'Aw',
  owner: { address: 'address', key: 'BA' },
  tags: [{ name: 'n', value: 'v' }],
  data: { size: '12', type: 'x' },
  block: { height: 7, timestamp: 1 },
};
const answer = (...nodes: readonly unknown[]) => ({
  data: {
    transactions: {
      pageInfo: { hasNextPage: true },
      edges: nodes.map((edge, index) => ({ cursor: `c${index}`, node: edge })),
    },
  },
});

describe('transactions of a GraphQL endpoint', () => {
  it('decode', () => {
    expect(decodeTransactionsJson(answer(node, { ...node, block: null }))).toEqual({
      hasNextPage: true,
      lastCursor: 'c1',
      transactions: [
        {
          id,
          signature: 'AQ',
          anchor: 'Ag',
          recipient: 'Aw',
          ownerKey: 'BA',
          ownerAddress: 'address',
          tags: [{ name: 'n', value: 'v' }],
          dataBytes: 12,
          blockHeight: 7,
          bundledIn: null,
        },
        expect.objectContaining({ blockHeight: null }),
      ],
    });
  });

  it('may lack what was not asked for', () => {
    const json = { data: { transactions: { edges: [{ node: { id } }] } } };
    expect(decodeTransactionsJson(json)).toEqual({
      hasNextPage: false,
      lastCursor: null,
      transactions: [
        {
          id,
          signature: null,
          anchor: null,
          recipient: null,
          ownerKey: '',
          ownerAddress: '',
          tags: [],
          dataBytes: null,
          blockHeight: null,
          bundledIn: null,
        },
      ],
    });
  });

  it('may be none', () => {
    expect(decodeTransactionsJson(answer())).toEqual({
      hasNextPage: true,
      lastCursor: null,
      transactions: [],
    });
  });

  it('may be refused, in words', () => {
    expect(() => decodeTransactionsJson({ errors: [{ message: 'too many ids' }], data: null })).toThrow(
      expect.objectContaining({
        layer: 'protocol',
        code: 'graphql-error',
        details: { said: 'too many ids' },
      }),
    );
    expect(() => decodeTransactionsJson({ errors: [{}] })).toThrow(
      expect.objectContaining({ details: { said: 'no message' } }),
    );
    const path = ['transactions', 'edges', 0, 'node', 'anchor'];
    expect(() => decodeTransactionsJson({ errors: [{ message: 'null', path }], data: null })).toThrow(
      expect.objectContaining({ details: { said: 'null', field: 'anchor' } }),
    );
    expect(decodeTransactionsJson({ ...answer(), errors: [] }).transactions).toEqual([]);
  });

  it('is taken where it came although there were errors', () => {
    const told = {
      ...answer({ ...node, block: null }),
      errors: [{ message: 'Cannot return null for Block.timestamp.' }],
    };
    expect(decodeTransactionsJson(told).transactions).toMatchObject([{ blockHeight: null }]);
    expect(() => decodeBlocksJson({ ...told, data: { blocks: null } })).toThrow(
      expect.objectContaining({ code: 'graphql-error' }),
    );
  });

  it('says of a signature or key that was not found that it is not told', () => {
    const told = answer({ ...node, signature: '<not-found>', owner: { ...node.owner, key: '<not-found>' } });
    expect(decodeTransactionsJson(told).transactions).toMatchObject([{ signature: null, ownerKey: '' }]);
  });

  it.each([
    ['no data', {}, 'answer.data'],
    ['no edges', { data: { transactions: {} } }, 'answer.data.transactions.edges'],
    ['half a node', answer({ ...node, owner: 'x' }), 'answer.data.transactions.edges[0].node.owner'],
    [
      'a size in words',
      answer({ ...node, data: { size: 'big' } }),
      'answer.data.transactions.edges[0].node.data.size',
    ],
  ])('are refused with %s', (_, json, path) => {
    expect(() => decodeTransactionsJson(json)).toThrow(
      expect.objectContaining({ code: 'unexpected-json', details: expect.objectContaining({ path }) }),
    );
  });

  it('are refused without an id', () => {
    expect(() => decodeTransactionsJson(answer({ ...node, id: 'x' }))).toThrow(
      expect.objectContaining({ code: 'invalid-id' }),
    );
  });
});

describe('blocks of a GraphQL endpoint', () => {
  it('decode, with times in milliseconds', () => {
    const edges = [{ node: { height: 5, timestamp: 1728856580 } }];
    expect(decodeBlocksJson({ data: { blocks: { edges, pageInfo: { hasNextPage: false } } } })).toEqual({
      hasNextPage: false,
      blocks: [{ height: 5, timestampMs: 1728856580000 }],
    });
  });
});

describe('an item from a gateway', () => {
  const [transaction] = decodeTransactionsJson(answer(node)).transactions;
  if (transaction === undefined) throw new Error('no transaction');

  it('has the bytes that metadata and data give', () => {
    const data = encodeUtf8('\ufeffdata');
    const item = untypedItemOf(transaction, data);
    expect(item).toEqual({
      signature: Uint8Array.of(1),
      anchor: Uint8Array.of(2),
      target: Uint8Array.of(3),
      owner: Uint8Array.of(4),
      tagBytes: Uint8Array.from([2, 2, 110, 2, 118, 0]),
      data,
    });
    expect(item && assignedItemOf(item)).toMatchObject({
      anchor: 'Ag',
      target: 'Aw',
      ownerKey: 'BA',
      data: 'data',
    });
  });

  it.each([{ signature: null }, { signature: '' }, { ownerKey: '' }])('is none with %j', (change) => {
    expect(untypedItemOf({ ...transaction, ...change }, new Uint8Array())).toBeUndefined();
  });

  it('may have neither anchor nor target, and remembers an anchor that was not told', () => {
    const none = untypedItemOf({ ...transaction, anchor: '', recipient: null }, new Uint8Array());
    expect(none).toMatchObject({ anchor: new Uint8Array(), target: new Uint8Array() });
    expect(none).not.toHaveProperty('isAnchorUntold');
    const untold = untypedItemOf({ ...transaction, anchor: null, recipient: null }, new Uint8Array());
    expect(untold).toEqual({ ...none, isAnchorUntold: true });
  });
});

describe('a layer-1 transaction', () => {
  const json = {
    format: 2,
    id,
    last_tx: 'AQ',
    owner: 'Ag',
    tags: [{ name: 'bg', value: '_w' }],
    target: '',
    quantity: '0',
    data: '',
    reward: '5',
    signature: 'Aw',
    data_size: '12',
    data_root: 'BA',
  };

  it('decodes', () => {
    const transaction = decodeTransactionJson(json);
    expect(transaction).toMatchObject({ format: 2, reward: '5', dataSize: '12', dataRoot: Uint8Array.of(4) });
    expect(transactionTags(transaction)).toEqual([{ name: 'n', value: '\ufffd' }]);
  });

  it('is of format 1 where it does not say', () => {
    const { format: _, ...old } = json;
    expect(decodeTransactionJson(old).format).toBe(1);
  });

  it.each([
    ['format', 3],
    ['format', 0],
    ['reward', 'much'],
    ['quantity', -1],
    ['tags', 'x'],
    ['owner', 5],
  ])('is refused with %s = %s', (name, value) => {
    expect(() => decodeTransactionJson({ ...json, [name]: value })).toThrow(
      expect.objectContaining({ code: 'unexpected-json' }),
    );
  });
});
