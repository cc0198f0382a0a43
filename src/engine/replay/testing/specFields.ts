import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type DataItem, tagsOf } from '../../../protocol/dataItem.ts';

// Fields of signed items, as the reference compute unit names and writes them.

export interface Tag {
  readonly name: string;
  readonly value: string;
}

export function tagsIn(item: DataItem): readonly Tag[] {
  return tagsOf(item);
}

export function valuesOf(item: DataItem, name: string): readonly string[] {
  return tagsIn(item).flatMap((tag) => (tag.name === name ? [tag.value] : []));
}

export function withoutSender(tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(({ name }) => !['From', 'Owner'].includes(name));
}

/** §4.2: of a key of 65 bytes, the address that EIP-55 writes; these tests have no other keys. */
export function ownerOf({ owner }: DataItem): string {
  const hex = Buffer.from(keccak_256(owner.subarray(1)).subarray(12)).toString('hex');
  const check = Buffer.from(keccak_256(Buffer.from(hex))).toString('hex');
  return `0x${[...hex].map((digit, at) => (Number.parseInt(check[at] ?? '', 16) > 7 ? digit.toUpperCase() : digit)).join('')}`;
}

export function idOf({ signature }: DataItem): string {
  return createHash('sha256').update(signature).digest('base64url');
}

/** §1.3: as text where it is text, else nothing. */
export function anchorTold({ anchor }: DataItem): string | null {
  return anchor.length === 0 || !isText(anchor) ? null : lossy(anchor);
}

export function isText(bytes: Uint8Array): boolean {
  return Buffer.from(lossy(bytes)).equals(bytes);
}

export function lossy(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** As `Response.text()`, which takes a byte order mark away. */
export function asResponse(bytes: Uint8Array): string {
  return lossy(bytes).replace(/^\uFEFF/, '');
}

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
