/**
 * Brings the curves that signatures of other types than Arweave's need. They are not part of what loads first; after this, they are at hand
 * where the network is gone. Where they cannot be brought, whoever needs one asks again, and is told.
 */
export async function loadCurves(): Promise<void> {
  await Promise.allSettled([import('@noble/curves/secp256k1.js'), import('@noble/curves/ed25519.js')]);
}
