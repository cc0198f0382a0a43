import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { type Bytes, encodeUtf8, toHex } from '../base/bytes.ts';
import { rememberedFor, rememberedTexts } from '../base/remembered.ts';
import type { Address } from './ids.ts';
import { sha256 } from './sha.ts';

const secp256k1KeyBytes = 65;
/** Length of 65 bytes in base64url. */
const secp256k1KeyChars = 87;

/**
 * The key whose text an item's JSON holds: the same array for the same text, since a schedule has few signers, and all that follows from a
 * key (its address, its hash, the imported key) is remembered by that array. Nobody writes to it.
 * @throws ProtocolError `invalid-base64url`
 */
export function decodeOwnerKey(text: string): Bytes {
  return text.length > longestKeyChars ? decodeBase64url(text) : knownKey(text);
}

const knownKey = rememberedTexts(256, decodeBase64url);
/** More than the longest that any way of signing has, of 1,025 bytes. What else may come as one is not worth its memory. */
const longestKeyChars = 2048;

/** base64url(sha256(owner bytes)): how Arweave, and scheduler units for every key type, name a key's holder. */
export const arweaveAddressOf: (ownerBytes: Uint8Array) => Address = rememberedFor(
  (ownerBytes) => encodeBase64url(sha256(ownerBytes)) as Address,
);

/** EIP-55 address of an uncompressed secp256k1 key, its leading 0x04 included. */
export const ethereumAddressOf: (ownerBytes: Uint8Array) => Address = rememberedFor((ownerBytes) =>
  checksumAddress(toHex(keccak_256(ownerBytes.subarray(1)).subarray(12))),
);

/** @param hex 40 lower-case digits */
export function checksumAddress(hex: string): Address {
  const check = toHex(keccak_256(encodeUtf8(hex)));
  let address = '0x';
  for (let index = 0; index < hex.length; index += 1) {
    const digit = hex[index] ?? '';
    address += Number.parseInt(check[index] ?? '0', 16) >= 8 ? digit.toUpperCase() : digit;
  }
  return address as Address;
}

/**
 * What a process sees as `Owner` of an item: an Ethereum address where the key has exactly 65 bytes, otherwise
 * the address that the scheduler unit or gateway gives, which verification compares with the key (legacynet.md §4.2).
 */
export function addressFrom(owner: { readonly ownerKey: string; readonly ownerAddress: string }): Address {
  if (owner.ownerKey.length !== secp256k1KeyChars) return owner.ownerAddress as Address;
  return ethereumAddressOf(decodeOwnerKey(owner.ownerKey));
}

/** `addressFrom` for whoever holds the key's bytes. */
export function addressOfKey(ownerBytes: Uint8Array): Address {
  return ownerBytes.length === secp256k1KeyBytes
    ? ethereumAddressOf(ownerBytes)
    : arweaveAddressOf(ownerBytes);
}

/** True for each way in which scheduler units and gateways name the holder of a key. */
export function isAddressOfKey(address: string, ownerBytes: Uint8Array): boolean {
  return address === arweaveAddressOf(ownerBytes) || address === addressOfKey(ownerBytes);
}
