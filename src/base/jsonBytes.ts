import { type Bytes, decodeUtf8Lossy, encodeUtf8, releaseBytes } from './bytes.ts';

/*
 * Plain data on its way to another thread. Many small objects take several times as long to clone as their text to write and to read; and
 * bytes move, where a text would lie on both sides, and once between, until garbage collectors come by.
 */

/** JSON of `value` in UTF-8: to be transferred. */
export function encodeJsonBytes(value: unknown): Bytes {
  return encodeUtf8(JSON.stringify(value));
}

/** What `encodeJsonBytes` was given; the bytes are given back. */
export function takeJsonBytes(bytes: Bytes): unknown {
  try {
    return JSON.parse(decodeUtf8Lossy(bytes)) as unknown;
  } finally {
    releaseBytes(bytes);
  }
}
