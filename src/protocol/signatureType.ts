/** ANS-104 signature types: what `signatureType` numbers mean, and how long owner and signature are in bytes. */
export interface SignatureScheme {
  readonly name:
    | 'arweave'
    | 'ed25519'
    | 'ethereum'
    | 'solana'
    | 'injectedAptos'
    | 'multiAptos'
    | 'typedEthereum';
  readonly signatureLength: number;
  readonly ownerLength: number;
}

/** The keys of `signatureSchemes`. */
export const signatureTypes = {
  arweave: 1,
  ed25519: 2,
  ethereum: 3,
  solana: 4,
  injectedAptos: 5,
  multiAptos: 6,
  typedEthereum: 7,
} as const;

export const signatureSchemes: ReadonlyMap<number, SignatureScheme> = new Map([
  [1, { name: 'arweave', signatureLength: 512, ownerLength: 512 }],
  [2, { name: 'ed25519', signatureLength: 64, ownerLength: 32 }],
  [3, { name: 'ethereum', signatureLength: 65, ownerLength: 65 }],
  [4, { name: 'solana', signatureLength: 64, ownerLength: 32 }],
  [5, { name: 'injectedAptos', signatureLength: 64, ownerLength: 32 }],
  [6, { name: 'multiAptos', signatureLength: 64 * 32 + 4, ownerLength: 32 * 32 + 1 }],
  [7, { name: 'typedEthereum', signatureLength: 65, ownerLength: 42 }],
]);

/** Types that these lengths allow, lowest first: a scheduler unit's JSON does not tell the type (legacynet.md §11.2). */
export function signatureTypesOfLengths(ownerLength: number, signatureLength: number): readonly number[] {
  return [...signatureSchemes]
    .filter(([, scheme]) => scheme.ownerLength === ownerLength && scheme.signatureLength === signatureLength)
    .map(([type]) => type);
}
