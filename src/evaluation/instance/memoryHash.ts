import { createSHA256 } from 'hash-wasm';
import { toHex } from '../../base/bytes.ts';

const chunkBytes = 64 * 1024 * 1024;

/** Hex SHA-256. By WebCrypto, or piece by piece where WebCrypto refuses so many bytes at once. */
export async function hashMemoryBytes(memory: Uint8Array<ArrayBuffer>): Promise<string> {
  let digest: ArrayBuffer;
  try {
    digest = await crypto.subtle.digest('SHA-256', memory);
  } catch {
    return hashInPieces(memory);
  }
  return toHex(new Uint8Array(digest));
}

export async function hashInPieces(memory: Uint8Array): Promise<string> {
  const hasher = await createSHA256();
  for (let start = 0; start < memory.length; start += chunkBytes) {
    hasher.update(memory.subarray(start, start + chunkBytes));
  }
  return hasher.digest('hex');
}
