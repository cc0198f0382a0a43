import { constants, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { type DataItem, decodeDataItem, encodeDataItem, itemIdOf } from '../protocol/dataItem.ts';
import type { ItemId } from '../protocol/ids.ts';
import { signatureTypes } from '../protocol/signatureType.ts';
import foreignItems from '../protocol/vectors/arbundles-items.json' with { type: 'json' };
import bundles from '../protocol/vectors/su-bundles.json' with { type: 'json' };
import { checkUntypedItem, verifyDataItem } from './dataItemSignature.ts';
import { verifyRsaPss } from './rsaPss.ts';
import { recoverSaltLength } from './rsaSalt.ts';
import { checkSignature } from './signature.ts';

const schedulerBundles = bundles.map((text) => decodeDataItem(decodeBase64url(text)));
const schedulerItems = schedulerBundles.flatMap((bundle) => [bundle, ...decodeBundle(bundle.data)]);
const checkable = foreignItems.filter(({ signer }) => signer !== 'typedEthereum');
const itemOf = (text: string): DataItem => decodeDataItem(decodeBase64url(text));

describe('the signature of a data item', () => {
  it('holds for all 78 that the scheduler unit and its users made', async () => {
    expect(schedulerItems).toHaveLength(78);
    const verified = await Promise.all(schedulerItems.map((item) => verifyDataItem(item)));
    expect(verified.map(({ id }) => id)).toEqual(schedulerItems.map((item) => itemIdOf(item.signature)));
    expect(verified[0]?.signer).toBe('mx8zvkz0jWNwAiBnBqkGcZqqfcFYptbrL4RIKMd4anc');
  });

  it.each(checkable)('holds for item $id of an $signer signer of arbundles', async ({ id, item }) => {
    const decoded = itemOf(item);
    await expect(verifyDataItem(decoded, id as ItemId)).resolves.toEqual({
      id,
      item: decoded,
      signer: expect.any(String),
    });
    await expect(checkUntypedItem(decoded)).resolves.toBe('holds');
  });

  it('names an Ethereum signer by its Ethereum address', async () => {
    const ethereum = checkable.filter(({ signer }) => signer === 'ethereum');
    const { signer } = await verifyDataItem(itemOf(ethereum[0]?.item ?? ''));
    expect(signer).toMatch(/^0x[0-9a-fA-F]{40}$/);
  });

  it.each(checkable.filter((_, index) => index % 3 === 1))(
    'fails after any single bit is flipped ($signer)',
    async ({ item }) => {
      const bytes = decodeBase64url(item);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 8 * bytes.length - 1 }), async (bit) => {
          await expect(verifyBytes(flipped(bytes, bit))).rejects.toThrow(
            expect.objectContaining({ code: expect.stringMatching(/^(signature-|invalid-)/) }),
          );
        }),
        { numRuns: 150 },
      );
    },
  );

  it.each(checkable.filter((_, index) => index % 3 === 1))(
    'fails after each bit of the last byte of the signature is flipped ($signer)',
    async ({ item }) => {
      const decoded = itemOf(item);
      for (let bit = 0; bit < 8; bit += 1) {
        const signature = flipped(decoded.signature, 8 * (decoded.signature.length - 1) + bit);
        await expect(verifyDataItem({ ...decoded, signature })).rejects.toThrow(
          expect.objectContaining({ layer: 'verification', code: 'signature-invalid' }),
        );
      }
    },
  );

  it.each(['signature', 'owner', 'target', 'anchor', 'tagBytes', 'data'] as const)(
    "fails with another item's %s",
    async (field) => {
      const [mine, theirs] = checkable.filter(({ signer }) => signer === 'arweave').slice(1);
      const other = field === 'owner' ? schedulerItems[0] : itemOf(theirs?.item ?? '');
      const item = { ...itemOf(mine?.item ?? ''), [field]: other?.[field] };
      const changed = field === 'target' ? { ...item, target: new Uint8Array(0) } : item;
      await expect(verifyDataItem(changed)).rejects.toThrow(
        expect.objectContaining({ code: 'signature-invalid' }),
      );
      await expect(checkUntypedItem(changed)).resolves.toBe('fails');
    },
  );

  it('fails under another id than the one asked for', async () => {
    const [first, second] = checkable;
    const asked = verifyDataItem(itemOf(first?.item ?? ''), second?.id as ItemId);
    await expect(asked).rejects.toThrow(
      expect.objectContaining({
        code: 'id-mismatch',
        details: { itemId: second?.id, expected: second?.id, actual: first?.id },
      }),
    );
  });

  it('is not called false where its way of signing is not known here', async () => {
    const typed = itemOf(foreignItems.find(({ signer }) => signer === 'typedEthereum')?.item ?? '');
    await expect(verifyDataItem(typed)).rejects.toThrow(
      expect.objectContaining({
        code: 'signature-unsupported',
        details: { itemId: itemIdOf(typed.signature), signatureType: 7 },
      }),
    );
    await expect(checkUntypedItem(typed)).resolves.toBe('unsupported');
  });

  it('fails where key or signature do not have the length of their type', async () => {
    const { owner, signature } = itemOf(checkable.find(({ signer }) => signer === 'solana')?.item ?? '');
    const message = new Uint8Array(48);
    await expect(checkSignature(signatureTypes.ed25519, owner.subarray(1), signature, message)).resolves.toBe(
      'fails',
    );
    await expect(checkSignature(signatureTypes.ed25519, owner, signature.subarray(1), message)).resolves.toBe(
      'fails',
    );
    await expect(checkSignature(99, owner, signature, message)).resolves.toBe('fails');
  });

  it('is refused for an Ethereum recovery byte other than 27 and 28', async () => {
    const item = itemOf(checkable.find(({ signer }) => signer === 'ethereum')?.item ?? '');
    for (const v of [0, 1, 26, 29]) {
      const signature = item.signature.slice();
      signature[64] = v === 0 || v === 1 ? (item.signature[64] ?? 0) - 27 : v;
      await expect(checkUntypedItem({ ...item, signature })).resolves.toBe('fails');
    }
  });

  it('is refused for Ethereum numbers that no key can make', async () => {
    const item = itemOf(checkable.find(({ signer }) => signer === 'ethereum')?.item ?? '');
    for (const fill of [0, 255]) {
      const signature = new Uint8Array(65).fill(fill);
      signature[64] = 27;
      await expect(checkUntypedItem({ ...item, signature })).resolves.toBe('fails');
    }
  });
});

// OpenSSL is the judge: it signs with the salt that it is told.
describe('RSA-PSS', () => {
  const message = Uint8Array.from({ length: 48 }, (_, index) => index) as Bytes;
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const modulusOf = (publicKey: typeof key.publicKey) =>
    decodeBase64url(String(publicKey.export({ format: 'jwk' }).n));
  const signWith = (privateKey: typeof key.privateKey, saltLength: number): Bytes =>
    Uint8Array.from(
      sign('sha256', message, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
    );
  const modulus = modulusOf(key.publicKey);

  it.each([0, 1, 20, 32, 64, 221, 222])('holds with a salt of %i bytes', async (saltLength) => {
    const signature = signWith(key.privateKey, saltLength);
    expect(recoverSaltLength(signature, modulus)).toBe(saltLength);
    await expect(verifyRsaPss(modulus, signature, message)).resolves.toBe(true);
    await expect(verifyRsaPss(modulus, signature, message.slice().fill(9))).resolves.toBe(false);
  });

  it('holds when one key changes its salt from one signature to the next', async () => {
    for (const saltLength of [32, 222, 32]) {
      await expect(verifyRsaPss(modulus, signWith(key.privateKey, saltLength), message)).resolves.toBe(true);
    }
  });

  it.each([2049, 2050, 2056])('holds for a modulus of %i bits', async (modulusLength) => {
    const odd = generateKeyPairSync('rsa', { modulusLength });
    for (const saltLength of [32, 0]) {
      const signature = signWith(odd.privateKey, saltLength);
      expect(recoverSaltLength(signature, modulusOf(odd.publicKey))).toBe(saltLength);
      await expect(verifyRsaPss(modulusOf(odd.publicKey), signature, message)).resolves.toBe(true);
    }
  });

  it('holds for a modulus with leading zeros', async () => {
    const padded = Uint8Array.from([0, 0, ...modulus]);
    await expect(verifyRsaPss(padded, signWith(key.privateKey, 32), message)).resolves.toBe(true);
  });

  it('fails for a PKCS#1 v1.5 signature, which has no salt', async () => {
    const signature = Uint8Array.from(sign('sha256', message, key.privateKey));
    expect(recoverSaltLength(signature, modulus)).toBeUndefined();
    await expect(verifyRsaPss(modulus, signature, message)).resolves.toBe(false);
  });

  it('fails for a number that is not below the modulus', async () => {
    expect(recoverSaltLength(modulus, modulus)).toBeUndefined();
    await expect(verifyRsaPss(modulus, modulus, message)).resolves.toBe(false);
  });

  it('fails for keys that are too short, too long, or nothing', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const signature = signWith(short.privateKey, 32);
    await expect(verifyRsaPss(modulusOf(short.publicKey), signature, message)).resolves.toBe(false);
    const long = new Uint8Array(513).fill(255);
    await expect(verifyRsaPss(long, long, message)).resolves.toBe(false);
    const zeros = new Uint8Array(512);
    await expect(verifyRsaPss(zeros, zeros, message)).resolves.toBe(false);
  });

  it('still knows a key after many others have passed', async () => {
    const signature = signWith(key.privateKey, 32);
    await expect(verifyRsaPss(modulus, signature, message)).resolves.toBe(true);
    for (let index = 0; index < 300; index += 1) {
      const other = modulus.slice();
      other[100] = index;
      other[101] = index >> 8;
      await expect(verifyRsaPss(other, signature, message)).resolves.toBe(false);
    }
    await expect(verifyRsaPss(modulus, signature, message)).resolves.toBe(true);
  });
});

describe('addresses', () => {
  it('of Arweave keys are the hash of the key', () => {
    expect(arweaveAddressOf(schedulerItems[0]?.owner ?? new Uint8Array())).toBe(
      'mx8zvkz0jWNwAiBnBqkGcZqqfcFYptbrL4RIKMd4anc',
    );
  });
});

async function verifyBytes(bytes: Bytes): Promise<unknown> {
  const item = decodeDataItem(bytes);
  expect(encodeDataItem(item)).toEqual(bytes);
  return verifyDataItem(item);
}

function flipped(bytes: Bytes, bit: number): Bytes {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
