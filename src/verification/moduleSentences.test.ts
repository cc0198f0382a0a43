import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import { decodeTransactionJson, type Transaction, transactionTags } from '../protocol/transaction.ts';
import vectors from '../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import { verifyModule } from './moduleBinary.ts';
import { testKey } from './testing/signing.ts';

// No code compares these sentences; people read them. That each lie is found at all is in moduleBinary.test.ts.
const source = 'https://gateway.example';

describe('a reader of a failing module', () => {
  const [first, , second] = vectors.map((vector) => decodeTransactionJson(vector.transaction));
  if (first === undefined || second === undefined) throw new Error('vectors are missing');
  const data = first.data;
  const stranger = testKey(9);
  /** Metadata that says what the transaction does. */
  const metaOf = (
    transaction: Transaction,
    change: Partial<GatewayTransaction> = {},
  ): GatewayTransaction => ({
    id: transaction.id,
    signature: null,
    anchor: '',
    recipient: null,
    dataBytes: null,
    blockHeight: null,
    bundledIn: null,
    ownerKey: encodeBase64url(transaction.owner),
    ownerAddress: arweaveAddressOf(transaction.owner),
    tags: transactionTags(transaction),
    ...change,
  });
  const failing = (
    transaction: Transaction,
    { meta = {}, bytes = data }: { meta?: Partial<GatewayTransaction>; bytes?: Bytes } = {},
    told: Partial<Transaction> | null = {},
  ) =>
    verifyModule(metaOf(transaction, meta), bytes, transaction.id, {
      source,
      fetchTransaction: async () => (told === null ? undefined : { ...transaction, ...told }),
    });
  const short = new Uint8Array(3);

  it('finds nothing to read where all is in order, but that format 1 leaves open where its fields end', async () => {
    await expect(failing(first)).resolves.toMatchObject({
      unknown: 1,
      notable: {
        reason:
          'It is a transaction of format 1, whose signature does not cover where one of its fields ends and the next begins.',
      },
    });
    await expect(failing(second)).resolves.toMatchObject({ held: 1 });
  });

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'has other bytes than its transaction holds',
      () => failing(first, { bytes: short }),
      { expected: `${data.length} bytes`, actual: '3 bytes' },
    ],
    [
      'has bytes with another Merkle root than was signed',
      () => failing(second, { bytes: short }),
      { expected: encodeBase64url(second.dataRoot) },
    ],
    [
      'has a transaction signature that does not hold',
      () => failing(second, {}, { reward: '7' }),
      {
        expected: `a signature by ${arweaveAddressOf(second.owner)}`,
        actual: 'a signature of something else',
      },
    ],
    [
      'is not the hash of its signature',
      () => failing(second, {}, { signature: first.signature }),
      { expected: second.id, actual: first.id },
    ],
    [
      'was signed with other tags',
      () => failing(second, { meta: { tags: [] } }),
      { expected: JSON.stringify(transactionTags(second)), actual: '[]' },
    ],
    [
      'was signed with another key',
      () => failing(second, { meta: { ownerKey: encodeBase64url(stranger.owner) } }),
      { actual: encodeBase64url(stranger.owner) },
    ],
    [
      'comes with an owner address that is not its key’s',
      () => failing(second, { meta: { ownerAddress: stranger.address } }),
      { expected: arweaveAddressOf(second.owner), actual: stranger.address },
    ],
    [
      'was not signed with these bytes and this metadata',
      () => failing(second, { meta: { signature: encodeBase64url(second.signature) } }, null),
      {
        expected: `a signature by ${arweaveAddressOf(second.owner)}`,
        actual: 'a signature of something else',
      },
    ],
  ])('is told that it %s', async (what, fail, details) => {
    await expect(fail()).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^The module [\\w-]{43} ${what}\\.$`)),
      details: { fact: 'module-bytes', ...details },
    });
  });

  it('is told that another one came', async () => {
    const other = verifyModule(metaOf(first), data, second.id, {
      source,
      fetchTransaction: async () => first,
    });
    await expect(other).rejects.toThrow(`The module ${second.id} was asked for, and another came.`);
  });

  it('is told that an item’s id is not its own', async () => {
    const meta = { signature: encodeBase64url(first.signature) };
    await expect(failing(second, { meta })).rejects.toThrow(
      `The module ${second.id} is not the hash of its signature.`,
    );
  });

  it('is told why nobody can say', async () => {
    await expect(failing(second, {}, null)).resolves.toMatchObject({
      unknown: 1,
      notable: {
        reason:
          'The gateway does not tell how the module was signed, or it was signed in a way that Selfsame cannot check.',
      },
    });
  });
});
