import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import type { Bytes } from '../../base/bytes.ts';

/** Base64 with padding (RFC 4648 §4), as DSSE and PEM write it. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/**
 * Either alphabet, with padding or without: DSSE demands that both are read.
 * @throws ProtocolError `invalid-base64url`
 */
export function decodeBase64(text: string): Bytes {
  return decodeBase64url(
    text
      .replace(/={1,2}$/, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
  );
}
