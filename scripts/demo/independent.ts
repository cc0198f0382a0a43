import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { DataItem } from '../../src/protocol/dataItem.ts';

/** A second opinion on signed items for tests: Node's own RSA-PSS, and a deep hash written apart from the app's (legacynet.md §11.2). */
export function itemSignatureHolds(item: DataItem): boolean {
  const { signatureType, owner, target, anchor, tagBytes, data, signature } = item;
  const text = (value: string) => Buffer.from(value);
  const message = deepHash([
    text('dataitem'),
    text('1'),
    text(String(signatureType)),
    owner,
    target,
    anchor,
    tagBytes,
    data,
  ]);
  if (signatureType === 1) return rsaSignatureHolds(owner, message, signature);
  const prefixed = Buffer.concat([text(`\x19Ethereum Signed Message:\n${message.length}`), message]);
  return secp256k1.verify(signature.subarray(0, 64), keccak_256(prefixed), owner, { prehash: false });
}

/** RSA-PSS with SHA-256 and whatever salt length. */
export function rsaSignatureHolds(owner: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const n = Buffer.from(owner).toString('base64url');
  const key = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('sha256', message, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, signature);
}

type Chunk = Uint8Array | readonly Chunk[];

export function deepHash(chunk: Chunk): Buffer {
  if (chunk instanceof Uint8Array) {
    return sha384(Buffer.concat([sha384(Buffer.from(`blob${chunk.length}`)), sha384(chunk)]));
  }
  return chunk.reduce<Buffer>(
    (hash, each) => sha384(Buffer.concat([hash, deepHash(each)])),
    sha384(Buffer.from(`list${chunk.length}`)),
  );
}

export function sha256Base64url(...parts: readonly Uint8Array[]): string {
  return createHash('sha256').update(Buffer.concat(parts)).digest('base64url');
}

function sha384(bytes: Uint8Array): Buffer {
  return createHash('sha384').update(bytes).digest();
}
