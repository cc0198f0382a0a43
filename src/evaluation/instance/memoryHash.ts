import { createSHA256 } from 'hash-wasm';
import { toHex } from '../../base/bytes.ts';
import { nextTurn } from '../../base/nextTurn.ts';

/** What the hasher is given at once: it takes a piece through a buffer of some KiB, so that a memory of any size costs no second one. */
const pieceBytes = 1024 * 1024;
/** After so many bytes, some 100 ms, the thread looks at what else it has to do. */
const turnBytes = 16 * pieceBytes;

/** Hex SHA-256, and no copy of `memory`, which nobody writes meanwhile (docs/decisions/0022-memory-of-the-tab.md). */
export async function hashInPieces(memory: Uint8Array): Promise<string> {
  const hasher = await createSHA256();
  for (let start = 0; start < memory.length; start += pieceBytes) {
    if (start > 0 && start % turnBytes === 0) await nextTurn();
    hasher.update(memory.subarray(start, start + pieceBytes));
  }
  return hasher.digest('hex');
}

/** The same by WebCrypto, three times as fast and by way of a copy: for comparisons after each message. In pieces where WebCrypto refuses so many bytes. */
export async function hashAtOnce(memory: Uint8Array<ArrayBuffer>): Promise<string> {
  let digest: ArrayBuffer;
  try {
    digest = await crypto.subtle.digest('SHA-256', memory);
  } catch {
    return hashInPieces(memory);
  }
  return toHex(new Uint8Array(digest));
}
