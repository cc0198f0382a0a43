import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { type Bytes, concatBytes, encodeUtf8 } from '../base/bytes.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { itemOfTransaction } from '../protocol/gatewayItem.ts';
import { merkleRootOf } from '../protocol/merkle.ts';
import { sha256 } from '../protocol/sha.ts';
import { decodeTransactionJson, type Transaction, transactionTags } from '../protocol/transaction.ts';
import vectors from '../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import type { ExactItem, FetchExact } from './schedulerItem.ts';
import { expectFailure } from './testing/expectations.ts';
import { chainOf, verify } from './testing/ownSchedule.ts';
import { testKey } from './testing/signing.ts';

/** What the vectors' data are (vectors/README.md). */
const dataOf = (length: number): Bytes =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 251);

/** An assignment of a layer-1 transaction, and what a gateway tells of it. */
async function assign(transaction: Transaction, exact: ExactItem) {
  const { nodes, own } = await chainOf([{ messageId: transaction.id }]);
  const told = nodes.map((node, index) => (index === 1 ? { ...node, message: null } : node));
  const fetchExact: FetchExact = async (id, role) => {
    expect(id).toBe(transaction.id);
    const { transaction: asOne, ...item } = exact;
    return role === 'transaction' ? asOne && { ...item, transaction: asOne } : item;
  };
  const { messages, tallies } = await verify(told, { process: own, fetchExact });
  return { assigned: messages[1]?.assigned, tally: tallies.find(({ name }) => name === 'assigned-items') };
}

const honest = (transaction: Transaction, data: Bytes): ExactItem => ({
  ...itemOfTransaction(transaction, data),
  transaction,
});

describe.each(vectors)('an assigned transaction of format $format with $dataLength bytes', (vector) => {
  const transaction = decodeTransactionJson(vector.transaction);
  // In format 1 the vector without data is a mere payment.
  const data = dataOf(vector.dataLength);

  it('is believed in format 2 by its own signature and its data’s root, and becomes part of the entry', async () => {
    const { assigned, tally } = await assign(transaction, honest(transaction, data));
    expect(tally).toMatchObject(
      transaction.format === 2
        ? { held: 1, unknown: 0 }
        : { held: 0, unknown: 1, notable: { reason: expect.stringContaining('format 1'), nonce: 1 } },
    );
    expect(assigned).toEqual({
      id: transaction.id,
      ownerKey: vector.transaction.owner,
      ownerAddress: expect.any(String),
      signature: vector.transaction.signature,
      anchor: vector.transaction.last_tx,
      target: vector.transaction.target,
      tags: transactionTags(transaction),
      data: new TextDecoder().decode(data),
      isTransaction: true,
    });
  });

  it('is taken from what was signed, whatever the gateway’s index says beside it', async () => {
    const lying = { ...honest(transaction, data), tagBytes: new Uint8Array(0), target: new Uint8Array(32) };
    const { assigned } = await assign(transaction, lying);
    expect(assigned).toMatchObject({ target: vector.transaction.target, tags: transactionTags(transaction) });
  });

  it.each<[string, (item: ExactItem) => ExactItem]>([
    ['another quantity', changed({ quantity: '999' })],
    ['another reward', changed({ reward: '999' })],
    ['another owner', changed({ owner: testKey(1).owner })],
    ['another target', changed({ target: new Uint8Array(32).fill(7) })],
    ['other tags', changed({ tags: [{ name: encodeUtf8('a'), value: encodeUtf8('b') }] })],
    ['another root', changed({ dataRoot: new Uint8Array(32).fill(9), data: new Uint8Array(3) })],
  ])('fails when the gateway gives %s', async (_, lie) => {
    const told = lie(honest(transaction, data));
    const signer = arweaveAddressOf(told.transaction?.owner ?? new Uint8Array(0));
    await expectFailure(assign(transaction, told), {
      fact: 'assigned-items',
      code: 'signature-invalid',
      nonce: 1,
      itemId: transaction.id,
      expected: `a signature by ${signer} over what is told`,
      actual: 'a signature of something else',
    });
  });

  it('fails when the gateway gives other data', async () => {
    const other = concatBytes([data, encodeUtf8('x')]);
    const [expected, actual] =
      transaction.format === 1
        ? [sha256(data), sha256(other)]
        : [transaction.dataRoot, await merkleRootOf(other)];
    await expectFailure(assign(transaction, { ...honest(transaction, data), data: other }), {
      fact: 'assigned-items',
      code: 'data-differs',
      nonce: 1,
      itemId: transaction.id,
      expected: encodeBase64url(expected),
      actual: encodeBase64url(actual),
    });
  });

  it.each<[string, (item: ExactItem) => ExactItem, string]>([
    ['gives no transaction', ({ transaction: _, ...item }) => item, 'no gateway gave it as a transaction'],
    ['tells no key beside it', changed({ owner: new Uint8Array(0) }), 'in a way that Selfsame cannot check'],
  ])('stays unknown when the gateway %s', async (_, lie, reason) => {
    const { assigned, tally } = await assign(
      transaction,
      lie({ ...honest(transaction, data), isBundled: false }),
    );
    expect(tally).toMatchObject({ held: 0, unknown: 1, notable: { itemId: transaction.id, nonce: 1 } });
    expect(tally?.notable?.reason).toContain(reason);
    expect(assigned).toBeUndefined();
  });
});

describe('another transaction', () => {
  it('is not what was assigned, however well it is signed', async () => {
    const [one, , other] = vectors.map((vector) => ({
      transaction: decodeTransactionJson(vector.transaction),
      data: dataOf(vector.dataLength),
    }));
    if (one === undefined || other === undefined) throw new Error('vectors are missing');
    expect(encodeBase64url(one.data)).toBe(encodeBase64url(other.data));
    await expectFailure(assign(one.transaction, honest(other.transaction, other.data)), {
      fact: 'assigned-items',
      code: 'id-mismatch',
      nonce: 1,
      itemId: one.transaction.id,
      expected: one.transaction.id,
      actual: other.transaction.id,
    });
  });
});

function changed(change: Partial<Transaction>) {
  return ({ transaction, ...item }: ExactItem): ExactItem =>
    transaction === undefined ? item : { ...item, transaction: { ...transaction, ...change } };
}
