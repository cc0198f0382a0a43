import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concatBytes, encodeUtf8, toHex } from '../../src/base/bytes.ts';
import { createRandom } from './random.ts';
import type { Signer } from './signer.ts';

/** An Ethereum wallet whose key follows from its name; `personal_sign` as ANS-104's type 3 wants it (legacynet.md §11.2). */
export function createEthereumSigner(name: string): Signer {
  const key = createRandom(`ethereum key\n${name}`).bytes(32);
  const owner = secp256k1.getPublicKey(key, false) as Bytes;
  return {
    name,
    signatureType: 3,
    owner,
    address: checksummedAddress(owner),
    sign(message) {
      const prefix = encodeUtf8(`\x19Ethereum Signed Message:\n${message.length}`);
      const digest = keccak_256(concatBytes([prefix, message]));
      const signature = secp256k1.sign(digest, key, { prehash: false, format: 'recovered' });
      const [recovery = 0] = signature;
      return concatBytes([signature.subarray(1), new Uint8Array([recovery + 27])]);
    },
  };
}

/** EIP-55: a letter is upper case where the nibble at its place in the hash of the lower case text is 8 or more. */
function checksummedAddress(publicKey: Uint8Array): string {
  const lower = toHex(keccak_256(publicKey.subarray(1)).subarray(12));
  const hash = toHex(keccak_256(encodeUtf8(lower)));
  const letters = [...lower].map((letter, index) =>
    Number.parseInt(hash[index] ?? '0', 16) >= 8 ? letter.toUpperCase() : letter,
  );
  return `0x${letters.join('')}`;
}
