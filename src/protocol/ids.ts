import { decodeBase64url } from '../base/base64url.ts';
import type { Brand } from '../base/brand.ts';
import { ProtocolError } from '../base/errors.ts';

/** base64url(sha256(signature)) of a data item or transaction: 43 characters, 32 bytes. */
export type ItemId = Brand<string, 'ItemId'>;
export type ProcessId = ItemId & Brand<string, 'ProcessId'>;
export type MessageId = ItemId & Brand<string, 'MessageId'>;
export type AssignmentId = ItemId & Brand<string, 'AssignmentId'>;
export type ModuleId = ItemId & Brand<string, 'ModuleId'>;

/** Who signed: an Arweave address (43 characters) or an EIP-55 checksummed Ethereum address (`0x…`, 42 characters). */
export type Address = Brand<string, 'Address'>;

/** @throws ProtocolError `invalid-id` */
export function decodeItemId<Id extends ItemId = ItemId>(text: unknown, what = 'id'): Id {
  if (typeof text === 'string' && isItemId(text)) return text as Id;
  const shown = typeof text === 'string' ? (text.length > 60 ? `${text.slice(0, 60)}…` : text) : typeof text;
  const isNot = typeof text === 'string' ? whyNoItemId(text) : 'is not 43 characters of base64url';
  throw new ProtocolError('invalid-id', `The ${what} "${shown}" ${isNot}.`, {
    details: { what, value: shown, length: typeof text === 'string' ? text.length : null },
  });
}

/** True for the canonical text form of exactly 32 bytes. */
export function isItemId(text: string): text is ItemId {
  if (text.length !== 43) return false;
  try {
    return decodeBase64url(text).length === 32;
  } catch {
    return false;
  }
}

/** The end of a sentence about a text that `isItemId` is not true of: one mistyped character is hard to see. */
export function whyNoItemId(text: string): string {
  // The last of 43 characters carries four bits, so it is one of sixteen.
  return /^[A-Za-z0-9_-]{43}$/.test(text)
    ? `has 43 characters, but no id ends in "${text.at(-1)}": a character is wrong`
    : 'is not 43 characters of base64url';
}
