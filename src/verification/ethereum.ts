import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concatBytes, encodeUtf8, equalBytes } from '../base/bytes.ts';

/**
 * ANS-104 type 3: an Ethereum personal message over the deep hash. The key recovered from the signature must be the owner, the
 * uncompressed key with its leading 4; the last byte is 27 or 28 (legacynet.md §1.5, §11.2).
 */
export async function verifyEthereum(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  // Loaded when the first Ethereum signer occurs: many schedules have none.
  const { secp256k1 } = await import('@noble/curves/secp256k1.js');
  const v = signature[64];
  if (v !== 27 && v !== 28) return false;
  const prefix = encodeUtf8(`\x19Ethereum Signed Message:\n${message.length}`);
  const hash = keccak_256(concatBytes([prefix, message]));
  const recoverable = concatBytes([Uint8Array.of(v - 27), signature.subarray(0, 64)]);
  try {
    const key = secp256k1.recoverPublicKey(recoverable, hash, { prehash: false });
    return equalBytes(secp256k1.Point.fromBytes(key).toBytes(false), owner);
  } catch {
    // r or s out of range, or no such point: no key has made this signature.
    return false;
  }
}
