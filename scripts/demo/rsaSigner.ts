import { constants, createHash, type JsonWebKey, privateEncrypt } from 'node:crypto';
import { type Bytes, concatBytes, toHex } from '../../src/base/bytes.ts';
import { createRandom } from './random.ts';
import { readRsaKey } from './rsaKey.ts';
import type { Signer } from './signer.ts';

const hashLength = 32;
const modulusLength = 512;

/**
 * RSA-PSS with SHA-256 over a 4096 bit key, its salt drawn from the key's name and the message instead of from chance
 * (RFC 8017 §9.1.1 leaves that open), because the id of an item is the hash of its signature.
 * @param saltLength bytes; scheduler and messenger units use 478, browser wallets 32 (legacynet.md §11.2)
 */
export function createRsaSigner(name: string, jwk: JsonWebKey, saltLength: number): Signer {
  const { key, identity } = readRsaKey(name, jwk);
  return {
    ...identity,
    sign(message) {
      const salt = createRandom(`salt\n${name}\n${toHex(message)}`).bytes(saltLength);
      const encoded = encodePss(sha256(message), salt);
      return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded));
    },
  };
}

/** EMSA-PSS-ENCODE (RFC 8017 §9.1.1) for a modulus of 4096 bits, of which the encoding leaves the highest bit 0. */
function encodePss(messageHash: Bytes, salt: Bytes): Bytes {
  const hash = sha256(concatBytes([new Uint8Array(8), messageHash, salt]));
  const blockLength = modulusLength - hashLength - 1;
  const block = new Uint8Array(blockLength);
  block[blockLength - salt.length - 1] = 1;
  block.set(salt, blockLength - salt.length);
  const mask = expandMask(hash, blockLength);
  const masked = block.map((byte, index) => byte ^ (mask[index] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return concatBytes([masked, hash, new Uint8Array([0xbc])]);
}

/** MGF1 with SHA-256 (RFC 8017 §B.2.1). */
function expandMask(seed: Bytes, length: number): Bytes {
  const blocks: Bytes[] = [];
  for (let counter = 0; counter * hashLength < length; counter += 1) {
    const suffix = new Uint8Array(4);
    new DataView(suffix.buffer).setUint32(0, counter);
    blocks.push(sha256(concatBytes([seed, suffix])));
  }
  return concatBytes(blocks).subarray(0, length);
}

function sha256(bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
