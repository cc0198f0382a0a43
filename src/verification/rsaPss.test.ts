import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  type JsonWebKey,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign,
} from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeBase64url } from '../base/base64url.ts';
import { type Bytes, toHex } from '../base/bytes.ts';
import { verifyRsaPss } from './rsaPss.ts';
import { recoverSaltLength } from './rsaSalt.ts';

// OpenSSL is the judge: it signs with the salt that it is told.
const message = Uint8Array.from({ length: 48 }, (_, index) => index) as Bytes;
const modulusOf = (publicKey: KeyObject) => decodeBase64url(String(publicKey.export({ format: 'jwk' }).n));
const signWith = (privateKey: KeyObject, saltLength: number): Bytes =>
  Uint8Array.from(
    sign('sha256', message, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  );

describe('RSA-PSS', () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
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

  it('holds where another signature changes the usual salt while it is checked', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const verify = crypto.subtle.verify.bind(crypto.subtle);
    let isOtherChecked: (() => void) | undefined;
    const other = new Promise<void>((resolve) => {
      isOtherChecked = resolve;
    });
    // Whoever is asked first may answer last.
    vi.spyOn(crypto.subtle, 'verify').mockImplementationOnce(async (...question) => {
      await other;
      return verify(...question);
    });
    try {
      const checkOne = () => verifyRsaPss(modulusOf(publicKey), signWith(privateKey, 32), message);
      const checks = [checkOne(), checkOne()];
      await expect(checks[1]).resolves.toBe(true);
      isOtherChecked?.();
      await expect(checks[0]).resolves.toBe(true);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it.each([2050, 2056])('holds for a modulus of %i bits', async (modulusLength) => {
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

  it('fails for another message, whichever salt is tried first', async () => {
    const another = message.slice().fill(9);
    for (const [usual, now] of [
      [222, 32],
      [32, 222],
      [32, 32],
    ] as const) {
      await expect(verifyRsaPss(modulus, signWith(key.privateKey, usual), message)).resolves.toBe(true);
      await expect(verifyRsaPss(modulus, signWith(key.privateKey, now), another)).resolves.toBe(false);
    }
  });
});

describe('padding that is not PSS', () => {
  // The padded message is one byte shorter than the modulus, so that there is room for what is too large.
  const key = keyOf2049Bits();
  const modulus = modulusOf(key.publicKey);
  const { RSA_NO_PADDING: padding } = constants;
  const signature = signWith(key.privateKey, 32);
  const padded = publicDecrypt({ key: key.publicKey, padding }, signature);
  const resign = (change: (bytes: Uint8Array) => void): Bytes => {
    const bytes = Uint8Array.from(padded);
    change(bytes);
    return Uint8Array.from(privateEncrypt({ key: key.privateKey, padding }, bytes));
  };
  const flip = (index: number, mask: number) => (bytes: Uint8Array) => {
    bytes[index] = (bytes[index] ?? 0) ^ mask;
  };

  it('is told from one that is', async () => {
    expect([modulus.length, modulus[0], padded.length, padded[0]]).toEqual([257, 1, 257, 0]);
    await expect(verifyRsaPss(modulus, signature, message)).resolves.toBe(true);
    expect(
      recoverSaltLength(
        resign(() => undefined),
        modulus,
      ),
    ).toBe(32);
  });

  it.each([
    ['with another trailer', flip(256, 1)],
    ['with another separator', flip(257 - 1 - 32 - 32 - 1, 2)],
    ['one bit too long', (bytes: Uint8Array) => bytes.set([1, 0])],
  ])('has no salt: %s', async (_, change) => {
    const bad = resign(change);
    expect(recoverSaltLength(bad, modulus)).toBeUndefined();
    await expect(verifyRsaPss(modulus, bad, message)).resolves.toBe(false);
  });

  it('has no salt: a valid signature with the modulus added', async () => {
    const sum = BigInt(`0x${toHex(signature)}`) + BigInt(`0x${toHex(modulus)}`);
    const bytes = Uint8Array.from(Buffer.from(sum.toString(16).padStart(2 * modulus.length, '0'), 'hex'));
    expect(bytes).toHaveLength(modulus.length);
    expect(recoverSaltLength(bytes, modulus)).toBeUndefined();
    await expect(verifyRsaPss(modulus, bytes, message)).resolves.toBe(false);
  });
});

describe('imported keys', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const modulus = modulusOf(publicKey);
  const signature = signWith(privateKey, 32);
  const verifyWithOthers = async (count: number, salt: number) => {
    for (let index = 0; index < count; index += 1) {
      const other = modulus.slice();
      other.set([salt, index, index >> 8], 100);
      await verifyRsaPss(other, signature.subarray(1), message);
    }
  };

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('are kept while they are among the last 256 that were used', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey');
    await verifyRsaPss(modulus, signature, message);
    await verifyWithOthers(200, 1);
    await verifyRsaPss(modulus, signature, message);
    await verifyWithOthers(255, 2);
    expect(importKey).toHaveBeenCalledTimes(456);
    await expect(verifyRsaPss(modulus, signature, message)).resolves.toBe(true);
    expect(importKey).toHaveBeenCalledTimes(456);
    await verifyWithOthers(256, 3);
    await expect(verifyRsaPss(modulus, signature, message)).resolves.toBe(true);
    expect(importKey).toHaveBeenCalledTimes(456 + 256 + 1);
  });

  it('that the browser refuses sign nothing', async () => {
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValueOnce(new Error('not a key'));
    const refused = modulus.slice();
    refused[100] = (refused[100] ?? 0) ^ 1;
    await expect(verifyRsaPss(refused, signature, message)).resolves.toBe(false);
  });
});

/** OpenSSL makes moduli of even lengths only, so this one is put together from two primes. */
function keyOf2049Bits() {
  const e = 65537n;
  const [p, q] = [generatePrimeSync(1025, { bigint: true }), generatePrimeSync(1024, { bigint: true })];
  const n = p * q;
  const d = inverse(e, (p - 1n) * (q - 1n));
  const parts = { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const texts = Object.entries(parts).map(([name, value]) => {
    const hex = value.toString(16);
    return [name, Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')];
  });
  const jwk = { kty: 'RSA', ...Object.fromEntries(texts) } as JsonWebKey;
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** Extended Euclid; `value` and `modulus` have no common divisor. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, current] = [modulus, value % modulus];
  let [before, now] = [0n, 1n];
  while (current > 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous % current];
    [before, now] = [now, before - quotient * now];
  }
  return ((before % modulus) + modulus) % modulus;
}
