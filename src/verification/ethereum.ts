import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { type Bytes, concatBytes, decodeUtf8Lossy, encodeUtf8 } from '../base/bytes.ts';
import { ethereumAddressOf } from '../protocol/address.ts';
import { isSignedByKey, recoverKey } from './secp256k1.ts';

/**
 * ANS-104 type 3: an Ethereum personal message over the deep hash, whose recovered key must be the owner (legacynet.md §1.5, §11.2).
 * @param owner the uncompressed key with its leading 4
 */
export function verifyEthereum(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const prefix = encodeUtf8(`\x19Ethereum Signed Message:\n${message.length}`);
  return isSignedByKey(owner, signature, keccak(prefix, message));
}

/**
 * ANS-104 type 7: EIP-712 typed data that holds the deep hash and the signer's address.
 * @param owner not a key, but the text of the address, of 42 characters; upper and lower case do not count
 */
export async function verifyTypedEthereum(owner: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const address = decodeUtf8Lossy(owner).toLowerCase();
  if (!/^0x[0-9a-f]{40}$/.test(address)) return false;
  const key = await recoverKey(signature, hashTypedData(address.slice(2), message));
  return key !== undefined && ethereumAddressOf(key).toLowerCase() === address;
}

const keccak = (...parts: readonly Uint8Array[]) => keccak_256(concatBytes(parts)) as Bytes;
const keccakText = (text: string) => keccak(encodeUtf8(text));

const domainSeparator = () =>
  keccak(keccakText('EIP712Domain(string name,string version)'), keccakText('Bundlr'), keccakText('1'));

/** EIP-712 `encodeData`: bytes go in as their hash, an address as a number of 32 bytes. */
function hashTypedData(addressHex: string, message: Bytes): Bytes {
  const struct = keccak(
    keccakText('Bundlr(bytes Transaction hash,address address)'),
    keccak(message),
    hexToBytes(addressHex.padStart(64, '0')),
  );
  return keccak(Uint8Array.of(0x19, 0x01), domainSeparator(), struct);
}
