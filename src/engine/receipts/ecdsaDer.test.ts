import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEcdsaDer, encodeEcdsaDer } from './ecdsaDer.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const raw = { dsaEncoding: 'ieee-p1363' } as const;
const number = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  // Leading zeros, and a first bit of 1 after them, are where the two forms differ.
  fc.uint8Array({ minLength: 1, maxLength: 4 }).map((tail) => {
    const bytes = new Uint8Array(32);
    bytes.set(tail, 32 - tail.length);
    return bytes;
  }),
);

describe('a signature in DER', () => {
  it('is what OpenSSL makes and reads', () => {
    for (let index = 0; index < 50; index += 1) {
      const message = Buffer.from(String(index));
      const plain = sign('sha256', message, { key: privateKey, ...raw });
      expect(verify('sha256', message, publicKey, encodeEcdsaDer(plain))).toBe(true);
      const der = new Uint8Array(sign('sha256', message, privateKey));
      const back = decodeEcdsaDer(der);
      expect(back && verify('sha256', message, { key: publicKey, ...raw }, back)).toBe(true);
    }
  });

  it('has one form only', () => {
    fc.assert(
      fc.property(number, number, (r, s) => {
        const plain = Uint8Array.from([...r, ...s]);
        const der = encodeEcdsaDer(plain);
        expect(decodeEcdsaDer(der)).toEqual(plain);
        expect(decodeEcdsaDer(Uint8Array.from([...der, 0]))).toBeUndefined();
        expect(decodeEcdsaDer(der.subarray(0, -1))).toBeUndefined();
      }),
    );
    // A zero too many, a negative number, an empty one, one that is too long, another tag.
    for (const hex of [
      '30070202000102010 1'.replace(' ', ''),
      '3006020181020101',
      '30050200020101',
      `3026022101${'00'.repeat(32)}020101`,
      '3106020101020101',
      '3006040101020101',
      '',
    ]) {
      expect(decodeEcdsaDer(Buffer.from(hex, 'hex')), hex).toBeUndefined();
    }
    expect(decodeEcdsaDer(Buffer.from('3006020101020102', 'hex'))?.at(-1)).toBe(2);
  });
});
