import { createHash, createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../../src/base/base64url.ts';
import type { Signer } from './signer.ts';

/** A key of Arweave, and all of its signer but how it signs. */
export interface RsaKey {
  readonly key: KeyObject;
  readonly identity: Omit<Signer, 'sign'>;
}

export function readRsaKey(name: string, jwk: JsonWebKey): RsaKey {
  const owner = decodeBase64url(jwk.n ?? '');
  const address = encodeBase64url(createHash('sha256').update(owner).digest());
  return {
    key: createPrivateKey({ key: jwk, format: 'jwk' }),
    identity: { name, signatureType: 1, owner, address },
  };
}
