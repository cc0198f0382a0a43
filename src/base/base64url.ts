import type { Bytes } from './bytes.ts';
import { ProtocolError } from './errors.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Int8Array(128).fill(-1);
for (let index = 0; index < alphabet.length; index += 1) values[alphabet.charCodeAt(index)] = index;

/** base64url without padding (RFC 4648 §5). */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    text += encodePiece(bytes.subarray(start, start + pieceBytes));
  }
  return text;
}

/** A multiple of three, and few enough for one call: characters joined one by one would each leave an object behind. */
const pieceBytes = 6144;

function encodePiece(bytes: Uint8Array): string {
  const codes: number[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const a = bytes[index] ?? 0;
    const b = bytes[index + 1] ?? 0;
    const c = bytes[index + 2] ?? 0;
    codes.push(codeOf(a >> 2), codeOf(((a & 3) << 4) | (b >> 4)));
    if (index + 1 < bytes.length) codes.push(codeOf(((b & 15) << 2) | (c >> 6)));
    if (index + 2 < bytes.length) codes.push(codeOf(c & 63));
  }
  return String.fromCharCode(...codes);
}

function codeOf(value: number): number {
  return alphabet.charCodeAt(value);
}

/**
 * Canonical base64url only: no padding, no white space, no stray bits after the last byte.
 * Two texts never decode to the same bytes, so ids can be compared as text.
 * @throws ProtocolError `invalid-base64url`
 */
export function decodeBase64url(text: string): Bytes {
  const remainder = text.length % 4;
  if (remainder === 1) throw invalid(text);
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let offset = 0;
  for (let index = 0; index < text.length; index += 4) {
    const a = valueAt(text, index);
    const b = valueAt(text, index + 1);
    const c = index + 2 < text.length ? valueAt(text, index + 2) : 0;
    const d = index + 3 < text.length ? valueAt(text, index + 3) : 0;
    if (offset < bytes.length) bytes[offset++] = (a << 2) | (b >> 4);
    if (offset < bytes.length) bytes[offset++] = ((b & 15) << 4) | (c >> 2);
    else if (index + 4 >= text.length && remainder === 2 && (b & 15) !== 0) throw invalid(text);
    if (offset < bytes.length) bytes[offset++] = ((c & 3) << 6) | d;
    else if (index + 4 >= text.length && remainder === 3 && (c & 3) !== 0) throw invalid(text);
  }
  return bytes;
}

function valueAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  const value = code < 128 ? (values[code] ?? -1) : -1;
  if (value < 0) throw invalid(text);
  return value;
}

function invalid(text: string): ProtocolError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new ProtocolError('invalid-base64url', `"${shown}" is not base64url without padding.`, {
    details: { text: shown, length: text.length },
  });
}
