import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { createSHA256, createSHA384, type IHasher } from 'hash-wasm';
import { type Bytes, toHex } from '../base/bytes.ts';

/** For what is short and needed at once: ids, addresses, chain links. Long data goes through WebCrypto. */
export function sha256(bytes: Uint8Array): Bytes {
  if (quickSha256 === undefined) return nobleSha256(bytes) as Bytes;
  quickSha256.init();
  quickSha256.update(bytes);
  return quickSha256.digest('binary') as Bytes;
}

/** Once there is one: a signature's id takes it half the time. */
let quickSha256: IHasher | undefined;

export function sha256Hex(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}

/** SHA-256 of what comes piece by piece, and is too much to be held. */
export interface Sha256Stream {
  /** Begins anew. */
  begin(): void;
  add(piece: Uint8Array): void;
  /** Bytes since it began. */
  readonly byteCount: number;
  digestHex(): string;
}

export async function openSha256(): Promise<Sha256Stream> {
  const hasher = await createSHA256();
  let byteCount = 0;
  return {
    begin() {
      hasher.init();
      byteCount = 0;
    },
    add(piece) {
      hasher.update(piece);
      byteCount += piece.length;
    },
    get byteCount() {
      return byteCount;
    },
    digestHex: () => hasher.digest('hex'),
  };
}

/** SHA-384 of the concatenation of its arguments. Synchronous, so that one shared hasher can never interleave two messages. */
export type Sha384 = (...parts: readonly Uint8Array[]) => Bytes;

let loading: Promise<Sha384> | undefined;

/**
 * Compiles the WASM hashers once, that of `sha256` too: a deep hash is dozens of short digests, where WebCrypto's fixed cost dominates
 * (performance.md §5).
 */
export function loadSha384(): Promise<Sha384> {
  loading ??= Promise.all([createSHA384(), createSHA256()]).then(([hasher, shorter]) => {
    quickSha256 = shorter;
    return (...parts) => {
      hasher.init();
      for (const part of parts.length === 1 ? parts : joined(parts)) hasher.update(part);
      return hasher.digest('binary') as Bytes;
    };
  });
  return loading;
}

/** Each part costs a call into the hasher, and most are other hashes: short ones go in one. */
const scratch = new Uint8Array(256);

function joined(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  let length = 0;
  for (const part of parts) length += part.length;
  if (length > scratch.length) return parts;
  let offset = 0;
  for (const part of parts) {
    scratch.set(part, offset);
    offset += part.length;
  }
  return [scratch.subarray(0, length)];
}
