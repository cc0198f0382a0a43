import { describe, expect, it } from 'vitest';
import { ProtocolError, SourceError } from '../../base/errors.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { AssignmentId } from '../../protocol/ids.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeTransactionJson } from '../../protocol/transaction.ts';
import vectors from '../../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import type { Gateway } from '../../sources/gateway.ts';
import { createExactItems } from './exactItems.ts';

const [vector] = vectors;
if (vector === undefined) throw new Error('there are no vectors');
const transaction = decodeTransactionJson(vector.transaction);
const { id } = transaction;

const metadata = {
  id,
  signature: vector.transaction.signature,
  ownerKey: vector.transaction.owner,
  ownerAddress: 'a',
  tags: [],
  recipient: vector.transaction.target,
  anchor: vector.transaction.last_tx,
  dataBytes: transaction.data.length,
  bundledIn: null,
} as unknown as GatewayTransaction;

const gatewayOf = (fetchTransaction: Gateway['fetchTransaction']) =>
  ({
    fetchTransactionMeta: async () => new Map([[id, metadata]]),
    fetchData: async () => transaction.data,
    fetchTransaction,
  }) as unknown as Gateway;

const unreadable = () => Promise.reject(new ProtocolError('unexpected-json', 'There is no list.'));
const keyed = (ownerKey: string): GatewayTransaction => ({ ...metadata, ownerKey });

it('anchors that no gateway can tell just now are asked for once, and not again one by one; assigned items are', async () => {
  const asked: number[] = [];
  const fetchTransactionMeta: Gateway['fetchTransactionMeta'] = (ids) => {
    asked.push(ids.length);
    return Promise.reject(new SourceError('rate-limited', 'Later.'));
  };
  const gateway = { ...gatewayOf(async () => transaction), fetchTransactionMeta };
  const items = createExactItems(gateway);
  const entry = (assignmentId: string, messageId: string) =>
    ({
      assignment: { id: assignmentId, anchor: null, messageId },
      message: messageId === 'sent' ? {} : null,
    }) as unknown as ScheduledMessage;
  await items.prefetch([entry('a', 'sent'), entry('b', 'sent'), entry('c', 'assigned')]);
  expect(asked).toEqual([4]);
  for (const each of ['a', 'b', 'c'] as AssignmentId[])
    expect(await items.fetch(each, 'assignment')).toBeUndefined();
  expect(asked).toEqual([4]);
  expect(await items.fetch('assigned' as AssignmentId, 'assigned')).toBeUndefined();
  expect(asked).toEqual([4, 1]);
});

it('what an index may know that could not be asked is asked for again, if nothing goes on without it', async () => {
  const asked: string[][] = [];
  const unasked = new SourceError('rate-limited', 'Later.');
  const fetchTransactionMeta: Gateway['fetchTransactionMeta'] = async (ids) => {
    asked.push([...ids]);
    if (ids.length === 1) return new Map([[id, metadata]]);
    return Object.assign(new Map(), { unasked });
  };
  const items = createExactItems({ ...gatewayOf(async () => transaction), fetchTransactionMeta });
  const entry = (assignmentId: string, messageId: string, message: object | null) =>
    ({
      assignment: { id: assignmentId, anchor: null, messageId },
      message,
    }) as unknown as ScheduledMessage;
  await items.prefetch([entry('a', 'sent', {}), entry('b', id, null)]);
  expect(await items.fetch('a' as AssignmentId, 'assignment')).toBeUndefined();
  expect(await items.fetch(id, 'assigned')).toBeDefined();
  expect(asked).toEqual([['a', 'b', id], [id]]);
});

describe('an assigned item from a gateway', () => {
  it('can be asked for as the transaction that it may be', async () => {
    const items = createExactItems(gatewayOf(async () => transaction));
    const exact = await items.fetch(id, 'assigned');
    expect(exact).toMatchObject({ signature: transaction.signature, data: transaction.data });
    expect(exact).not.toHaveProperty('transaction');
    await expect(items.fetch(id, 'transaction')).resolves.toMatchObject({ transaction });
  });

  it('is known for a data item where the gateway says that it came in a bundle', async () => {
    const bundled = { ...metadata, bundledIn: 'b'.repeat(43) } as unknown as GatewayTransaction;
    const gateway = gatewayOf(async () => transaction);
    const told = [metadata, bundled].map(async (each) => {
      const fetchTransactionMeta = async () => new Map([[id, each]]);
      return (await createExactItems({ ...gateway, fetchTransactionMeta }).fetch(id, 'assigned'))?.isBundled;
    });
    expect(await Promise.all(told)).toEqual([false, true]);
  });

  it('can be sent to the verifier’s thread', async () => {
    const items = createExactItems(gatewayOf(async () => transaction));
    for (const role of ['assigned', 'transaction'] as const) {
      const exact = await items.fetch(id, role);
      expect(structuredClone(exact)).toEqual(exact);
    }
  });

  it('is no transaction where the gateway has none, and nothing else is made of that', async () => {
    const refused = () => Promise.reject(new SourceError('not-found', 'There is no such transaction.'));
    const items = createExactItems(gatewayOf(refused));
    await expect(items.fetch(id, 'transaction')).resolves.toBeUndefined();
  });

  it.each<[string, Partial<Gateway>]>([
    ['answers what cannot be read', { fetchTransactionMeta: unreadable }],
    ['tells a key that is no base64url', { fetchTransactionMeta: async () => new Map([[id, keyed('?')]]) }],
  ])('is not told where a gateway %s, and the replay does not end for it', async (_, change) => {
    const items = createExactItems({ ...gatewayOf(async () => transaction), ...change });
    await expect(items.fetch(id, 'assigned')).resolves.toBeUndefined();
    const entry = { assignment: { id, anchor: null, tags: [], messageId: id }, message: null };
    await expect(items.prefetch([entry, entry] as never)).resolves.toBeUndefined();
  });

  it('ends with the signal, and with what is no server’s fault', async () => {
    const controller = new AbortController();
    const fails = () => Promise.reject(new TypeError('a bug'));
    const items = createExactItems(gatewayOf(fails), { signal: controller.signal });
    await expect(items.fetch(id, 'transaction')).rejects.toThrow('a bug');
    controller.abort(new Error('stopped'));
    await expect(items.fetch(id, 'transaction')).rejects.toThrow('stopped');
  });
});
