import { type Bytes, encodeUtf8, toHex } from '../base/bytes.ts';
import { signatureSchemes, signatureTypes } from '../protocol/signatureType.ts';
import { verifyEthereum } from './ethereum.ts';
import { verifyRsaPss } from './rsaPss.ts';

/** `unsupported`: a type whose way of signing is not implemented here, which says nothing about the signature. */
export type SignatureVerdict = 'holds' | 'fails' | 'unsupported';

/** @param message what the item's signature covers: its deep hash */
export async function checkSignature(
  signatureType: number,
  owner: Bytes,
  signature: Bytes,
  message: Bytes,
): Promise<SignatureVerdict> {
  const scheme = signatureSchemes.get(signatureType);
  if (owner.length !== scheme?.ownerLength || signature.length !== scheme.signatureLength) return 'fails';
  switch (signatureType) {
    case signatureTypes.arweave:
      return verdict(await verifyRsaPss(owner, signature, message));
    case signatureTypes.ethereum:
      return verdict(await verifyEthereum(owner, signature, message));
    case signatureTypes.ed25519:
      return verdict(await verifyEd25519(owner, signature, message));
    case signatureTypes.solana:
      // Wallets sign texts: the hash in hex, as arbundles does it.
      return verdict(await verifyEd25519(owner, signature, encodeUtf8(toHex(message))));
    default:
      return 'unsupported';
  }
}

async function verifyEd25519(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  return ed25519.verify(signature, message, owner);
}

function verdict(holds: boolean): SignatureVerdict {
  return holds ? 'holds' : 'fails';
}
