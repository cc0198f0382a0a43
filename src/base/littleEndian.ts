import type { Bytes } from './bytes.ts';

/** Exact up to 2^53; beyond it the result is not a safe integer, which is for the caller to refuse. */
export function decodeLittleEndian(bytes: Uint8Array): number {
  let value = 0;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

/** `value` is a safe integer that fits in `length` bytes. */
export function encodeLittleEndian(value: number, length: number): Bytes {
  const bytes = new Uint8Array(length);
  for (let index = 0, rest = value; index < length; index += 1, rest = Math.floor(rest / 256)) {
    bytes[index] = rest % 256;
  }
  return bytes;
}
