import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { rememberedFor, rememberedTexts } from '../base/remembered.ts';
import { encodedBytes, recoverSaltLength } from './rsaSalt.ts';

/** Bytes of PSS padding that are not salt: the hash, a separator and a trailer. */
const paddingBytes = 34;

interface RsaKey {
  readonly modulus: Bytes;
  readonly key: CryptoKey;
  /** A signer's software does not change its mind: the length that held last is tried first. */
  saltLength: number;
}

/**
 * RSA-PSS with SHA-256, exponent 65537 and any salt length, as Arweave signs.
 * @param owner the modulus, big-endian: 2048 to 4096 bits, leading zeros allowed
 */
export async function verifyRsaPss(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const rsa = await keyNamed(nameOf(owner));
  if (rsa === undefined || signature.length !== rsa.modulus.length) return false;
  // What the key says may have changed by the time the answer is there: others are checked meanwhile.
  const { saltLength: usual } = rsa;
  if (await holdsWithSalt(rsa, usual, signature, message)) return true;
  const saltLength = recoverSaltLength(signature, rsa.modulus);
  if (saltLength === undefined || saltLength === usual) return false;
  if (!(await holdsWithSalt(rsa, saltLength, signature, message))) return false;
  rsa.saltLength = saltLength;
  return true;
}

function holdsWithSalt(rsa: RsaKey, saltLength: number, signature: Bytes, message: Bytes): Promise<boolean> {
  return crypto.subtle.verify({ name: 'RSA-PSS', saltLength }, rsa.key, signature, message);
}

/** Importing a key costs as much as two verifications, and a schedule has few signers (performance.md §5). */
const keyNamed = rememberedTexts(256, (name) => importKey(decodeBase64url(name)));
const nameOf = rememberedFor((owner: Bytes) => encodeBase64url(owner));

async function importKey(owner: Bytes): Promise<RsaKey | undefined> {
  const modulus = owner.slice(owner.findIndex((byte) => byte !== 0));
  if (modulus.length < 256 || modulus.length > 512) return undefined;
  const jwk = { kty: 'RSA', e: 'AQAB', n: encodeBase64url(modulus) };
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']).catch(() => undefined);
  // The longest salt that fits is what scheduler units and Node signers use (legacynet.md §11.2).
  return key === undefined ? undefined : { modulus, key, saltLength: encodedBytes(modulus) - paddingBytes };
}
