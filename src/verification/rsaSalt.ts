import { sha256 } from '@noble/hashes/sha2.js';

const publicExponentSquarings = 16; // 65537 = 2^16 + 1
const hashBytes = 32;

/**
 * Length in bytes of the salt inside an RSA-PSS signature (SHA-256, exponent 65537), or undefined where there is no PSS padding. Signers
 * choose it (478 in scheduler units, 32 in wallets), and WebCrypto wants to be told. This only reads; whether
 * the signature holds is WebCrypto's to say (RFC 8017 §9.1.2, steps 4 to 10).
 */
export function recoverSaltLength(signature: Uint8Array, modulus: Uint8Array): number | undefined {
  const n = toBigInt(modulus);
  const s = toBigInt(signature);
  if (s >= n) return undefined;
  const encodedBits = bitLength(modulus) - 1;
  const encoded = toBytes(raise(s, n), encodedBytes(modulus));
  if (encoded?.at(-1) !== 0xbc) return undefined;
  const maskedLength = encoded.length - hashBytes - 1;
  const block = encoded.slice(0, maskedLength);
  unmask(block, encoded.subarray(maskedLength, -1));
  block[0] = (block[0] ?? 0) & (0xff >> (8 * encoded.length - encodedBits));
  const separator = block.findIndex((byte) => byte !== 0);
  return block[separator] === 1 ? maskedLength - separator - 1 : undefined;
}

/** Length of the padded message: one bit less than the modulus, which has no leading zeros. */
export function encodedBytes(modulus: Uint8Array): number {
  return Math.ceil((bitLength(modulus) - 1) / 8);
}

function raise(base: bigint, modulus: bigint): bigint {
  let power = base;
  for (let index = 0; index < publicExponentSquarings; index += 1) power = (power * power) % modulus;
  return (power * base) % modulus;
}

/** Xors MGF1 of `seed` into `block`. */
function unmask(block: Uint8Array, seed: Uint8Array): void {
  const input = new Uint8Array(seed.length + 4);
  input.set(seed);
  for (let offset = 0; offset < block.length; offset += hashBytes) {
    new DataView(input.buffer).setUint32(seed.length, offset / hashBytes);
    for (const [index, byte] of sha256(input).entries()) {
      // Past the end, nothing is written.
      block[offset + index] = (block[offset + index] ?? 0) ^ byte;
    }
  }
}

function bitLength(bytes: Uint8Array): number {
  return 8 * bytes.length - Math.clz32(bytes[0] ?? 0) + 24;
}

function toBigInt(bytes: Uint8Array): bigint {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(`0x0${hex}`);
}

/** Undefined where the number does not fit. */
function toBytes(value: bigint, length: number): Uint8Array | undefined {
  const hex = value.toString(16).padStart(2 * length, '0');
  if (hex.length > 2 * length) return undefined;
  return Uint8Array.from({ length }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}
