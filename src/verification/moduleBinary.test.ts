import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Arweave from 'arweave';
import { computeRootHash } from 'arweave/node/lib/merkle.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { decodeTransactionsJson, type GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { merkleRootOf } from '../protocol/merkle.ts';
import { decodeTransactionJson } from '../protocol/transaction.ts';
import { verifyModule } from './moduleBinary.ts';
import { tellItem } from './testing/schedulerText.ts';
import { signItem, testKey } from './testing/signing.ts';

// Arweave's own library is the judge of transactions and Merkle roots.
const arweave = Arweave.init({});
const source = 'https://gateway.example';
const moduleBytes = Uint8Array.from(randomBytes(300_000)) as Bytes;
const tags = [
  { name: 'Data-Protocol', value: 'ao' },
  { name: 'Type', value: 'Module' },
  { name: 'Note', value: 'Ü' },
];
const none = async () => undefined;

/** As an Arweave GraphQL endpoint tells it. */
function tellModule(change: Record<string, unknown>): GatewayTransaction {
  const node = { tags, anchor: '', recipient: '', data: { size: '5' }, block: null, ...change };
  const json = { data: { transactions: { edges: [{ cursor: 'c', node }] } } };
  const [transaction] = decodeTransactionsJson(json).transactions;
  if (transaction === undefined) throw new Error('no transaction');
  return transaction;
}

describe('a module in a bundle', () => {
  const key = testKey(4);
  const make = async (change: Record<string, unknown> = {}) => {
    const anchor = new Uint8Array(32).fill(3);
    const item = await signItem(key, { tags, data: moduleBytes, anchor });
    const { id, owner, signature } = tellItem(item, 'message');
    const node = { id, owner, signature, anchor: encodeBase64url(anchor), ...change };
    return { module: tellModule(node), id: id as ItemId };
  };

  it('holds with the bytes that were signed', async () => {
    const { module, id } = await make();
    await expect(verifyModule(module, moduleBytes, id, { source, fetchTransaction: none })).resolves.toEqual({
      name: 'module-bytes',
      source,
      held: 1,
      unknown: 0,
      failed: 0,
      notable: { reason: 'The module has the bytes that its owner signed.', itemId: id },
    });
  });

  it('fails with any other bytes', async () => {
    const { module, id } = await make();
    const flipped = moduleBytes.slice();
    flipped[150_000] = (flipped[150_000] ?? 0) ^ 16;
    for (const bytes of [flipped, moduleBytes.subarray(1), Uint8Array.from([...moduleBytes, 0])]) {
      await expect(verifyModule(module, bytes, id, { source, fetchTransaction: none })).rejects.toMatchObject(
        {
          layer: 'verification',
          code: 'signature-invalid',
          details: { fact: 'module-bytes', itemId: id },
        },
      );
    }
  });

  it.each([
    // In UTF-8 half of a surrogate pair is U+FFFD, which was signed.
    ['half of a character', { tags: [...tags, { name: 'Half', value: '\ud800' }] }, 'text-differs'],
    ['tags', { tags: tags.toReversed() }, 'signature-invalid'],
    ['anchor', { anchor: '' }, 'signature-invalid'],
    ['recipient', { recipient: `${'R'.repeat(42)}A` }, 'signature-invalid'],
    [
      'owner',
      { owner: { key: encodeBase64url(testKey(5).owner), address: testKey(5).address } },
      'signature-invalid',
    ],
    [
      'owner address',
      { owner: { key: encodeBase64url(key.owner), address: testKey(5).address } },
      'owner-mismatch',
    ],
    ['signature', { signature: encodeBase64url(new Uint8Array(65)) }, 'id-mismatch'],
  ])('fails with another %s', async (_, change, code) => {
    const { module, id } = await make(change);
    await expect(
      verifyModule(module, moduleBytes, id, { source, fetchTransaction: none }),
    ).rejects.toMatchObject({
      code,
      details: { fact: 'module-bytes', itemId: id },
    });
  });

  it('says of half of a character that it cannot have been signed', async () => {
    const { module, id } = await make({ tags: [...tags, { name: 'Half', value: '\ud800' }] });
    await expect(
      verifyModule(module, moduleBytes, id, { source, fetchTransaction: none }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('comes with half of a surrogate pair in a tag'),
      details: { expected: 'text that can be signed', actual: '\ud800' },
    });
  });

  it('fails where another module came than was asked for', async () => {
    const { module, id } = await make();
    const asked = `${'A'.repeat(43)}` as ItemId;
    await expect(
      verifyModule(module, moduleBytes, asked, { source, fetchTransaction: none }),
    ).rejects.toMatchObject({
      code: 'wrong-module',
      details: { itemId: asked, expected: asked, actual: id },
    });
  });

  it('is unknown where the gateway does not tell the signature or the key', async () => {
    for (const change of [{ signature: null }, { owner: null }, { signature: '' }]) {
      const { module, id } = await make(change);
      const tally = await verifyModule(module, moduleBytes, id, { source, fetchTransaction: none });
      expect(tally).toMatchObject({ held: 0, unknown: 1, notable: { itemId: id } });
    }
  });

  it('is unknown where it is signed in a way that is not known here', async () => {
    const owner = new Uint8Array(33);
    const item = { ...(await signItem(key, { data: moduleBytes })), owner };
    const { id, signature, owner: toldOwner } = tellItem(item, 'message');
    const module = tellModule({ id, owner: toldOwner, signature });
    const tally = await verifyModule(module, moduleBytes, id as ItemId, { source, fetchTransaction: none });
    expect(tally).toMatchObject({ held: 0, unknown: 1 });
  });
});

describe.each([1, 2] as const)('a module in a transaction of format %i', (format) => {
  let json: Record<string, unknown> & { id: string; owner: string; signature: string };
  let address: string;

  beforeAll(async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096, publicExponent: 65537 });
    const jwk = privateKey.export({ format: 'jwk' }) as Parameters<typeof arweave.wallets.jwkToAddress>[0];
    const last_tx = encodeBase64url(new Uint8Array(48).fill(5));
    const transaction = await arweave.createTransaction(
      { data: moduleBytes, last_tx, reward: '123456789', quantity: '0' },
      jwk,
    );
    for (const { name, value } of tags) transaction.addTag(name, value);
    Object.assign(transaction, { format });
    await arweave.transactions.sign(transaction, jwk);
    json = transaction.toJSON() as typeof json;
    if (format === 2) json['data'] = '';
    address = await arweave.wallets.jwkToAddress(jwk);
  });

  const check = async (
    change: { json?: Record<string, unknown>; meta?: Record<string, unknown>; bytes?: Bytes } = {},
  ) => {
    const { id, owner, signature } = json;
    const module = tellModule({ id, signature, owner: { key: owner, address }, ...change.meta });
    const transaction = decodeTransactionJson({ ...json, ...change.json });
    const fetchTransaction = async () => transaction;
    return verifyModule(module, change.bytes ?? moduleBytes, id as ItemId, { source, fetchTransaction });
  };

  it('holds with the bytes that were signed, and is unknown in format 1, which signs its tags without their bounds', async () => {
    await expect(check()).resolves.toMatchObject({
      held: format - 1,
      unknown: 2 - format,
      notable: {
        reason: expect.stringContaining(format === 1 ? 'format 1' : 'Merkle root'),
        itemId: json.id,
      },
    });
  });

  it('holds where the metadata lacks the signature', async () => {
    await expect(check({ meta: { signature: null } })).resolves.toMatchObject({ held: format - 1 });
  });

  it('fails with any other bytes', async () => {
    const flipped = moduleBytes.slice();
    flipped[299_999] = (flipped[299_999] ?? 0) ^ 1;
    for (const bytes of [flipped, moduleBytes.subarray(1), new Uint8Array(0)]) {
      await expect(check({ bytes })).rejects.toMatchObject({
        code: 'module-bytes-differ',
        details: { fact: 'module-bytes', itemId: json.id },
      });
    }
  });

  it.each<[string, Record<string, unknown>]>([
    ['reward', { reward: '1' }],
    ['quantity', { quantity: '1' }],
    ['last_tx', { last_tx: '' }],
    ['target', { target: 'AAAA' }],
    ['tags', { tags: [] }],
    ['owner', { owner: encodeBase64url(new Uint8Array(512).fill(255)) }],
    ['data_root', format === 2 ? { data_root: 'AAAA' } : { data: 'AAAA' }],
    ['data_size', format === 2 ? { data_size: '1' } : { data: '' }],
    ['format', { format: 3 - format }],
  ])('fails with another %s in the transaction', async (_, change) => {
    await expect(check({ json: change })).rejects.toMatchObject({
      code: 'signature-invalid',
      details: { fact: 'module-bytes' },
    });
  });

  it('fails with another signature in the transaction', async () => {
    await expect(check({ json: { signature: encodeBase64url(new Uint8Array(512)) } })).rejects.toMatchObject({
      code: 'id-mismatch',
    });
  });

  it.each([
    ['tags', () => ({ tags: tags.slice(1) }), 'text-differs'],
    ['key', () => ({ owner: { key: 'AAAA', address }, signature: null }), 'text-differs'],
    ['address', () => ({ owner: { key: json.owner, address: json.id } }), 'owner-mismatch'],
    [
      'address, and no signature',
      () => ({ owner: { key: json.owner, address: json.id }, signature: null }),
      'owner-mismatch',
    ],
  ])('fails with another %s in the metadata', async (_, meta, code) => {
    await expect(check({ meta: meta() })).rejects.toMatchObject({ code, details: { fact: 'module-bytes' } });
  });
});

describe('the Merkle root', () => {
  const kib = 1024;
  it.each([
    1,
    32 * kib,
    256 * kib - 1,
    256 * kib,
    256 * kib + 1,
    256 * kib + 32 * kib - 1,
    256 * kib + 32 * kib,
    512 * kib,
    768 * kib + 5,
    1280 * kib + 40 * kib,
    1280 * kib + 7,
  ])('of %i bytes is the one that Arweave computes', async (size) => {
    const data = Uint8Array.from({ length: size }, (_, index) => (index * 31) ^ (index >> 8));
    expect(encodeBase64url(await merkleRootOf(data))).toBe(encodeBase64url(await computeRootHash(data)));
  });
});
