import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, concatBytes, equalBytes } from '../base/bytes.ts';
import { isSignedByKey, recoverKey } from './secp256k1.ts';

const { Fn } = secp256k1.Point;
const ownerOf = (seed: number) => secp256k1.getPublicKey(new Uint8Array(32).fill(seed), false) as Bytes;

function sign(seed: number, hash: Bytes): Bytes {
  const secret = new Uint8Array(32).fill(seed);
  const [recovery = 0, ...rs] = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' });
  return Uint8Array.from([...rs, recovery + 27]);
}

/** The definition: recover, and compare. */
function recoversTo(owner: Bytes, signature: Bytes, hash: Bytes): boolean {
  const v = signature[64];
  if (v !== 27 && v !== 28) return false;
  try {
    const recoverable = concatBytes([Uint8Array.of(v - 27), signature.subarray(0, 64)]);
    const key = secp256k1.recoverPublicKey(recoverable, hash, { prehash: false });
    return equalBytes(secp256k1.Point.fromBytes(key).toBytes(false), owner);
  } catch {
    return false;
  }
}

const hashes = fc.uint8Array({ minLength: 32, maxLength: 32 }) as fc.Arbitrary<Bytes>;

describe('asking whether a key has signed', () => {
  // The first calls go without a table, later ones with it: both have to say what recovery says.
  it('says what recovering the key would say, for honest and for changed signatures', async () => {
    const owner = ownerOf(1);
    const change = fc.option(fc.record({ index: fc.nat(64), bit: fc.nat(7) }), { freq: 2 });
    await fc.assert(
      fc.asyncProperty(hashes, change, async (hash, changed) => {
        const signature = sign(1, hash);
        if (changed !== null) {
          signature[changed.index] = (signature[changed.index] ?? 0) ^ (1 << changed.bit);
        }
        const expected = recoversTo(owner, signature, hash);
        expect(expected).toBe(changed === null);
        await expect(isSignedByKey(owner, signature, hash)).resolves.toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('says so for each of the first twenty signatures of a key, and not for a stranger', async () => {
    for (let index = 0; index < 20; index += 1) {
      const hash = new Uint8Array(32).fill(index);
      await expect(isSignedByKey(ownerOf(2), sign(2, hash), hash), `${index}`).resolves.toBe(true);
      await expect(isSignedByKey(ownerOf(3), sign(2, hash), hash), `${index}`).resolves.toBe(false);
    }
  });

  it('takes the other half of s as the same signer, as recovery does; the id is then another', async () => {
    const hash = new Uint8Array(32).fill(9);
    const signature = sign(4, hash);
    const s = Fn.fromBytes(signature.subarray(32, 64));
    const twin = concatBytes([
      signature.subarray(0, 32),
      Fn.toBytes(Fn.neg(s)),
      Uint8Array.of(signature[64] === 27 ? 28 : 27),
    ]);
    expect(recoversTo(ownerOf(4), twin, hash)).toBe(true);
    await expect(isSignedByKey(ownerOf(4), twin, hash)).resolves.toBe(true);
  });

  it('takes a hash beyond the order of the curve as the rest that it leaves', async () => {
    const hash = new Uint8Array(32).fill(255);
    await expect(isSignedByKey(ownerOf(5), sign(5, hash), hash)).resolves.toBe(true);
  });

  it('keeps more keys apart than it has tables for', async () => {
    const hash = new Uint8Array(32).fill(5);
    for (const round of [1, 2]) {
      for (let seed = 10; seed < 90; seed += 1) {
        await expect(isSignedByKey(ownerOf(seed), sign(seed, hash), hash), `${round}`).resolves.toBe(true);
      }
    }
  });

  it('is refused for zeros, which are everybody where the hash is zero too', async () => {
    const zero = new Uint8Array(32);
    const half = sign(6, zero);
    for (const [r, s] of [
      [zero, half.subarray(32, 64)],
      [half.subarray(0, 32), zero],
      [zero, zero],
    ]) {
      for (const v of [27, 28]) {
        const signature = concatBytes([r ?? zero, s ?? zero, Uint8Array.of(v)]);
        await expect(isSignedByKey(ownerOf(6), signature, zero)).resolves.toBe(false);
      }
    }
  });

  it('is refused for an owner that is no point of the curve', async () => {
    const hash = new Uint8Array(32).fill(7);
    const owner = ownerOf(7);
    owner[64] = (owner[64] ?? 0) ^ 1;
    await expect(isSignedByKey(owner, sign(7, hash), hash)).resolves.toBe(false);
    await expect(isSignedByKey(new Uint8Array(65), sign(7, hash), hash)).resolves.toBe(false);
  });
});

describe('recovering a key', () => {
  it('finds the one that signed', async () => {
    await fc.assert(
      fc.asyncProperty(hashes, fc.integer({ min: 1, max: 254 }), async (hash, seed) => {
        await expect(recoverKey(sign(seed, hash), hash)).resolves.toEqual(ownerOf(seed));
      }),
      { numRuns: 20 },
    );
  });

  it('finds nobody for other recovery bytes, and for numbers that no key can make', async () => {
    const hash = new Uint8Array(32).fill(8);
    for (const v of [0, 1, 26, 29]) {
      const signature = sign(8, hash);
      signature[64] = v;
      await expect(recoverKey(signature, hash)).resolves.toBeUndefined();
    }
    const impossible = new Uint8Array(65).fill(255);
    impossible[64] = 27;
    await expect(recoverKey(impossible, hash)).resolves.toBeUndefined();
  });
});
