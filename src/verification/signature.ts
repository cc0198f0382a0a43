import type { Bytes } from '../base/bytes.ts';
import { signatureSchemes, signatureTypes } from '../protocol/signatureType.ts';
import { verifyEd25519, verifyInjectedAptos, verifyMultiAptos, verifySolana } from './ed25519.ts';
import { verifyEthereum, verifyTypedEthereum } from './ethereum.ts';
import { verifyRsaPss } from './rsaPss.ts';

/** `unsupported`: a way of signing that is not known here, which says nothing about the signature. */
export type SignatureVerdict = 'holds' | 'fails' | 'unsupported';

type Verify = (owner: Bytes, signature: Bytes, message: Bytes) => Promise<boolean>;

const verifiers: ReadonlyMap<number, Verify> = new Map([
  [signatureTypes.arweave, verifyRsaPss],
  [signatureTypes.ed25519, verifyEd25519],
  [signatureTypes.ethereum, verifyEthereum],
  [signatureTypes.solana, verifySolana],
  [signatureTypes.injectedAptos, verifyInjectedAptos],
  [signatureTypes.multiAptos, verifyMultiAptos],
  [signatureTypes.typedEthereum, verifyTypedEthereum],
]);

/** @param message what the item's signature covers: its deep hash */
export async function checkSignature(
  signatureType: number,
  owner: Bytes,
  signature: Bytes,
  message: Bytes,
): Promise<SignatureVerdict> {
  const scheme = signatureSchemes.get(signatureType);
  const verify = verifiers.get(signatureType);
  if (scheme === undefined || verify === undefined) return 'unsupported';
  if (owner.length !== scheme.ownerLength || signature.length !== scheme.signatureLength) return 'fails';
  return (await verify(owner, signature, message)) ? 'holds' : 'fails';
}
