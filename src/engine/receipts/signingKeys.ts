import { type Bytes, toHex } from '../../base/bytes.ts';
import type { KeyPair } from '../../storage/keyPairs.ts';
import type { ReceiptAlgorithm } from '../api.ts';
import { decodeEcdsaDer, encodeEcdsaDer } from './ecdsaDer.ts';

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** What a verifier needs of a key. */
export interface PublicKey {
  readonly algorithm: ReceiptAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
}

/** Ed25519; ECDSA over P-256 in browsers that lack it. The private half can be used here, and read by nobody. */
export async function makeKeyPair(subtle: SubtleCrypto = crypto.subtle): Promise<KeyPair> {
  try {
    return pairOf(await subtle.generateKey('Ed25519', false, ['sign', 'verify']));
  } catch {
    return pairOf(await subtle.generateKey(curve, false, ['sign', 'verify']));
  }
}

export async function exportPublicKey({ publicKey }: KeyPair): Promise<PublicKey> {
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  return { spki, algorithm: publicKey.algorithm.name === 'Ed25519' ? 'Ed25519' : 'ECDSA-P256' };
}

/** Hex SHA-256 of the key's SubjectPublicKeyInfo: `openssl pkey -pubin -outform DER | sha256sum`. */
export async function keyIdOf({ spki }: PublicKey): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', spki)));
}

/** An ECDSA signature is DER, as openssl makes it. */
export async function signWith({ privateKey }: KeyPair, bytes: Bytes): Promise<Bytes> {
  if (privateKey.algorithm.name === 'Ed25519') {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bytes));
  }
  return encodeEcdsaDer(new Uint8Array(await crypto.subtle.sign(ecdsa, privateKey, bytes)));
}

/** False also where the key is none, or is one that this browser cannot use. */
export async function verifyWith(key: PublicKey, signature: Bytes, bytes: Bytes): Promise<boolean> {
  try {
    if (key.algorithm === 'Ed25519') {
      const imported = await crypto.subtle.importKey('spki', key.spki, 'Ed25519', false, ['verify']);
      return await crypto.subtle.verify('Ed25519', imported, signature, bytes);
    }
    const raw = decodeEcdsaDer(signature);
    if (raw === undefined) return false;
    const imported = await crypto.subtle.importKey('spki', key.spki, curve, false, ['verify']);
    return await crypto.subtle.verify(ecdsa, imported, raw, bytes);
  } catch {
    return false;
  }
}

function pairOf(made: CryptoKeyPair | CryptoKey): KeyPair {
  if ('privateKey' in made) return made;
  throw new TypeError('A key pair was asked for, and one key came.');
}
