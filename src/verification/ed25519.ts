import { type Bytes, encodeUtf8, toHex } from '../base/bytes.ts';

/** ANS-104 type 2: over the deep hash as it is. */
export function verifyEd25519(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  return verifyOne(owner, signature, message);
}

/** ANS-104 type 4. Wallets sign texts: the hash in hex. */
export function verifySolana(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  return verifyOne(owner, signature, encodeUtf8(toHex(message)));
}

/** ANS-104 type 5: what an Aptos wallet makes of a message and a nonce (AIP-10), of which here only the message ever differs. */
export function verifyInjectedAptos(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  return verifyOne(owner, signature, encodeUtf8(`APTOS\nmessage: ${toHex(message)}\nnonce: bundlr`));
}

const slots = 32;

/**
 * ANS-104 type 6: up to 32 keys, of which some have signed the deep hash.
 *
 * Stricter than arbundles, whose verifier looks at neither of two things, so that anybody could sign for anybody: at least as many must have
 * signed as the owner's last byte demands, and none of them with a key of small order, for which signatures can be made up. Unused
 * places of an owner are zeros, which is such a key.
 * @param owner 32 keys of 32 bytes, then the threshold
 * @param signature 32 signatures of 64 bytes, then 32 bits that say which of them count, the highest first
 */
export async function verifyMultiAptos(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const threshold = owner[slots * 32] ?? 0;
  const bits = new DataView(signature.buffer, signature.byteOffset + slots * 64).getUint32(0);
  const signers = Array.from({ length: slots }, (_, slot) => slot).filter(
    (slot) => ((bits >>> (slots - 1 - slot)) & 1) === 1,
  );
  if (threshold === 0 || signers.length < threshold) return false;
  for (const slot of signers) {
    const key = owner.subarray(32 * slot, 32 * (slot + 1));
    const own = signature.subarray(64 * slot, 64 * (slot + 1));
    if (!(await verifyOne(key, own, message, 'large-order'))) return false;
  }
  return true;
}

async function verifyOne(
  key: Bytes,
  signature: Bytes,
  message: Bytes,
  keys: 'any-order' | 'large-order' = 'any-order',
): Promise<boolean> {
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  // ZIP 215, as arbundles does it, lets keys of small order pass: then it is the owner's own choice to be anybody.
  return ed25519.verify(signature, message, key, { zip215: keys === 'any-order' });
}
