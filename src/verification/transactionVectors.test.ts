import { describe, expect, it } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { merkleRootOf } from '../protocol/merkle.ts';
import { decodeTransactionJson } from '../protocol/transaction.ts';
import vectors from '../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import { verifyTransactionText } from './transactionText.ts';

type Vector = (typeof vectors)[number];
type Json = Vector['transaction'];

/** What the vectors' data are; only the small ones of format 1 stand in the file (vectors/README.md). */
const dataOf = ({ dataLength }: Vector) =>
  Uint8Array.from({ length: dataLength }, (_, index) => (index * 31 + (index >> 8)) % 251);

const verify = (transaction: Json) =>
  verifyTransactionText(JSON.stringify(transaction), transaction.id, 'vectors');

const flip = (text: string): string => {
  const bytes = decodeBase64url(text);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return encodeBase64url(bytes);
};
const text = encodeBase64url(new TextEncoder().encode('Other'));
const [tag = { name: text, value: text }] = vectors[0]?.transaction.tags ?? [];
const someId = encodeBase64url(new Uint8Array(32).fill(3));

/** One member told a little differently; undefined where the transaction does not sign it. */
const twins: Readonly<Record<string, (json: Json) => Partial<Json> | undefined>> = {
  owner: ({ owner }) => ({ owner: flip(owner) }),
  target: ({ target }) => ({ target: target === '' ? someId : '' }),
  quantity: ({ quantity }) => ({ quantity: `${quantity}0`.replace(/^00$/, '1') }),
  reward: () => ({ reward: '1234567890' }),
  anchor: ({ last_tx }) => ({ last_tx: flip(last_tx) }),
  'tag value': ({ tags: [first, ...rest] }) => first && { tags: [{ ...first, value: text }, ...rest] },
  'tag name': ({ tags: [first, ...rest] }) => first && { tags: [{ ...first, name: text }, ...rest] },
  'order of tags': ({ tags }) => (tags.length < 2 ? undefined : { tags: [...tags].reverse() }),
  'tag too many': ({ tags }) => ({ tags: [...tags, tag] }),
  'data size': ({ format, data_size }) => (format === 1 ? undefined : { data_size: `${data_size}1` }),
  'data root': ({ format, data_root }) =>
    format === 1 ? undefined : { data_root: data_root === '' ? someId : flip(data_root) },
  data: ({ format, data }) => (format === 2 || data === '' ? undefined : { data: flip(data) }),
  format: ({ format }) => ({ format: 3 - format }),
};

describe.each(vectors)(
  'a transaction of format $format that arweave signed, with $dataLength bytes',
  (vector) => {
    const { transaction } = vector;

    it('holds, in format 2', async () => {
      const held = transaction.format === 2 ? 1 : 0;
      await expect(verify(transaction)).resolves.toMatchObject({ held, unknown: 1 - held, failed: 0 });
    });

    it('has the Merkle root that was signed', async () => {
      const { dataRoot, format } = decodeTransactionJson(transaction);
      if (format === 1 || vector.dataLength === 0) return expect(dataRoot).toHaveLength(0);
      expect(await merkleRootOf(dataOf(vector))).toEqual(dataRoot);
    });

    it.each(Object.entries(twins))('fails with another %s', async (_, tamper) => {
      const change = tamper(transaction);
      if (change === undefined) return;
      await expect(verify({ ...transaction, ...change })).rejects.toMatchObject({
        code: 'signature-invalid',
        details: { fact: 'weavedrive-reads', itemId: transaction.id },
      });
    });

    it('is another one with another signature', async () => {
      const signature = flip(transaction.signature);
      await expect(verify({ ...transaction, signature })).rejects.toMatchObject({
        code: 'id-mismatch',
        details: { expected: transaction.id },
      });
    });
  },
);

it.each(vectors.filter(({ format }) => format === 1))(
  'is unknown in format 1, where what is moved from one field into the next goes unnoticed',
  async ({ transaction }) => {
    const [first = '', ...rest] = transaction.reward;
    const moved = { quantity: `${transaction.quantity}${first}`, reward: rest.join('') };
    const tally = await verify({ ...transaction, ...moved });
    expect(tally).toMatchObject({ held: 0, unknown: 1, failed: 0 });
    expect(tally.notable?.reason).toContain('does not cover where one of its fields ends');
  },
);
