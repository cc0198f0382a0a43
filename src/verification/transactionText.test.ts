import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { decodeTransactionJson } from '../protocol/transaction.ts';
import vectors from '../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import { verifyTransactionText } from './transactionText.ts';

// Tampered members are tried one by one in transactionVectors.test.ts.
const [vector] = vectors.slice(2);
if (vector === undefined) throw new Error('a vector is missing');
const { transaction } = vector;
const { id } = transaction;
const source = 'gateway';

const verify = (change: object = {}) =>
  verifyTransactionText(JSON.stringify({ ...transaction, ...change }), id, source);

describe('a transaction as a process reads it', () => {
  it('is what was signed', async () => {
    await expect(verify()).resolves.toEqual({
      name: 'weavedrive-reads',
      source,
      held: 1,
      unknown: 0,
      failed: 0,
    });
  });

  it.each(['', 'no JSON', '{}', '[]', 'null', JSON.stringify({ ...transaction, format: 3 })])(
    'is unknown where it does not look like one: %s',
    async (text) => {
      await expect(verifyTransactionText(text, id, source)).resolves.toEqual({
        name: 'weavedrive-reads',
        source,
        held: 0,
        unknown: 1,
        failed: 0,
        notable: {
          reason: `What the gateway gave as transaction ${id} does not look like one.`,
          itemId: id,
        },
      });
    },
  );

  it('is unknown where it is signed in a way that is not known here', async () => {
    const owner = transaction.owner.slice(0, 44);
    await expect(verify({ owner })).resolves.toMatchObject({
      unknown: 1,
      notable: { reason: `Transaction ${id} is signed in a way that Selfsame cannot check.`, itemId: id },
    });
  });

  it('may have the empty list that stands for its chunks', async () => {
    await expect(verify({ data_tree: [] })).resolves.toMatchObject({ held: 1 });
  });

  it('is unknown where it says more than was signed, and what is named', async () => {
    await expect(verify({ block: 1, confirmations: 2 })).resolves.toMatchObject({
      unknown: 1,
      notable: {
        reason: `The signature of transaction ${id} does not cover these members as they are told: block, confirmations.`,
        itemId: id,
      },
    });
    const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, 1]));
    await expect(verify(many)).resolves.toMatchObject({
      notable: { reason: expect.stringMatching(/as they are told: a, b, c, d, e\.$/) },
    });
  });

  const [tag] = transaction.tags;
  it.each<[string, object]>([
    ['tags', { tags: [{ ...tag, note: 'mine' }, ...transaction.tags.slice(1)] }],
    ['data_tree', { data_tree: ['mine'] }],
    ['data', { data: encodeBase64url(encodeUtf8('mine')) }],
    ['data_size', { data_size: Number(transaction.data_size) }],
    ['quantity', { quantity: Number(transaction.quantity) }],
    ['format', { format: '2' }],
    ['target', { target: null }],
    ['target', { target: undefined }],
  ])('is unknown where its %s could be told so by anybody', async (name, change) => {
    await expect(verify(change)).resolves.toMatchObject({
      unknown: 1,
      notable: { reason: expect.stringContaining(`as they are told: ${name}.`) },
    });
  });

  it('is unknown where one without data is told with none in another way', async () => {
    const payment = vectors.find(
      ({ transaction: { format, data_root } }) => format === 2 && data_root === '',
    );
    const text = JSON.stringify({ ...payment?.transaction, data: null });
    await expect(verifyTransactionText(text, payment?.transaction.id ?? '', source)).resolves.toMatchObject({
      unknown: 1,
      notable: { reason: expect.stringContaining('as they are told: data.') },
    });
  });

  it('may come with the data that its root stands for', async () => {
    const data = Uint8Array.from(
      { length: vector.dataLength },
      (_, index) => (index * 31 + (index >> 8)) % 251,
    );
    await expect(verify({ data: encodeBase64url(data) })).resolves.toMatchObject({ held: 1 });
  });

  it.each([
    ['under another id', { id: vectors[0]?.transaction.id }],
    ['with another one’s signature', { signature: vectors[0]?.transaction.signature }],
  ])('fails %s', async (_, change) => {
    const failing = verify(change);
    await expect(failing).rejects.toMatchObject({
      code: 'id-mismatch',
      message: `Transaction ${id} is not the hash of its signature.`,
      details: { fact: 'weavedrive-reads', itemId: id, expected: id, actual: expect.any(String) },
    });
  });

  it('fails with a signature of something else, and says whose was expected', async () => {
    await expect(verify({ reward: '1' })).rejects.toMatchObject({
      code: 'signature-invalid',
      message: `The signature of transaction ${id} does not hold.`,
      details: {
        fact: 'weavedrive-reads',
        itemId: id,
        expected: `a signature by ${arweaveAddressOf(decodeTransactionJson(transaction).owner)}`,
        actual: 'a signature of something else',
      },
    });
  });
});
