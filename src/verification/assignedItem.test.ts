import { describe, expect, it } from 'vitest';
import { type Bytes, encodeUtf8 } from '../base/bytes.ts';
import { itemIdOf } from '../protocol/dataItem.ts';
import { itemOfTransaction } from '../protocol/gatewayItem.ts';
import type { ItemId } from '../protocol/ids.ts';
import { decodeTransactionJson } from '../protocol/transaction.ts';
import vectors from '../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import { verifyAssignedItem } from './assignedItem.ts';
import type { ExactItem } from './schedulerItem.ts';
import { signItem, testKey } from './testing/signing.ts';

const item = await signItem(testKey(2), { data: encodeUtf8('x') });
const id = itemIdOf(item.signature);
const nonce = 4;
const noData: Bytes = new Uint8Array(0);

/** What comes of a gateway's telling one thing as the item, and another as the transaction. */
const verify = (wanted: ItemId, told: ExactItem | undefined, asTransaction?: ExactItem) =>
  verifyAssignedItem(wanted, nonce, async (_, role) => (role === 'transaction' ? asTransaction : told));

const transactionOf = (format: number) => {
  const vector = vectors.find((each) => each.format === format && each.dataLength > 0);
  if (vector === undefined) throw new Error('there is no such vector');
  const transaction = decodeTransactionJson(vector.transaction);
  return { ...itemOfTransaction(transaction, noData), transaction };
};

// No code compares these sentences; people read them when something is wrong.
describe('of an assigned item a reader is told', () => {
  it.each([
    ['is not the hash of the signature that a gateway tells of it', { ...item, signature: testKey(3).owner }],
    [
      'has a signature that does not hold over what a gateway tells of it',
      { ...item, data: encodeUtf8('y') },
    ],
  ])('that it %s, where it came in a bundle', async (what, told) => {
    const message = `The item ${id}, assigned at nonce ${nonce}, ${what}.`;
    await expect(verify(id, { ...told, isBundled: true })).rejects.toThrow(
      expect.objectContaining({ message }),
    );
  });

  it.each([
    ['data with another SHA-256', 1],
    ['data with another Merkle root', 2],
  ])('that it comes with %s, in format %i', async (what, format) => {
    const told = transactionOf(format);
    const wanted = told.transaction.id;
    const message = `The item ${wanted}, assigned at nonce ${nonce}, comes with ${what} than was signed.`;
    const other = { ...told, data: encodeUtf8('other') };
    await expect(verify(wanted, other, told)).rejects.toThrow(expect.objectContaining({ message }));
  });

  it('why it is unknown', async () => {
    const changed = { ...item, data: encodeUtf8('y') };
    const unsupported = { ...item, owner: new Uint8Array(7), isBundled: true };
    const told = transactionOf(2);
    const keyless = { ...told, transaction: { ...told.transaction, owner: noData } };
    const reasons = await Promise.all([
      verify(id, undefined),
      verify(id, unsupported),
      verify(id, { ...changed, isBundled: true, isAnchorUntold: true }),
      verify(id, changed),
      verify(told.transaction.id, told, keyless),
    ]);
    expect(reasons).toEqual(
      [
        'No gateway gave the assigned item as it was signed.',
        'It is signed in a way that Selfsame cannot check.',
        'No gateway tells its anchor, which is part of what was signed.',
        'The assigned item, as a gateway tells it, is no data item whose signature holds, and no gateway gave it as a transaction.',
        'The assigned transaction is signed in a way that Selfsame cannot check.',
      ].map((reason) => ({ status: 'unknown', reason })),
    );
    expect(await verifyAssignedItem(id, nonce, undefined)).toEqual(reasons[0]);
  });

  it('nothing where it is what was signed, whatever else is said of it', async () => {
    expect(await verify(id, { ...item, isBundled: true })).toMatchObject({ status: 'holds' });
    expect(await verify(id, { ...item, isBundled: false })).toMatchObject({ status: 'holds' });
  });

  it('that it is not known where the fields of one of format 1 end, of which the process is given what is told', async () => {
    const { transaction, ...rest } = transactionOf(1);
    const told = { ...rest, data: transaction.data };
    expect(await verify(transaction.id, told, { ...rest, transaction })).toEqual({
      status: 'unknown',
      reason:
        'It is a transaction of format 1, whose signature does not cover where one of its fields ends and the next begins.',
      exact: itemOfTransaction(transaction, transaction.data),
      isTransaction: true,
    });
  });
});
