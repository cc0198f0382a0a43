import { type Bytes, encodeUtf8 } from '../base/bytes.ts';
import { loadSha384, type Sha384 } from './sha.ts';

/** Arweave's deep hash is defined over byte strings and lists of them, nested. */
export type DeepHashChunk = Uint8Array | readonly DeepHashChunk[];

/** SHA-384 deep hash (48 bytes) as Arweave and ANS-104 sign it; legacynet.md §11.2 gives the recipe. */
export async function deepHash(chunk: DeepHashChunk): Promise<Bytes> {
  return hashChunk(await loadSha384(), chunk);
}

/** The list's accumulator after `prefix`, so that a list whose beginning never changes can be resumed. */
export function startDeepHashList(sha384: Sha384, length: number, prefix: readonly DeepHashChunk[]): Bytes {
  return appendToDeepHashList(sha384, sha384(encodeUtf8(`list${length}`)), prefix);
}

/** The hash of the list once `rest` completes it to the length it was started with. */
export function appendToDeepHashList(
  sha384: Sha384,
  accumulator: Bytes,
  rest: readonly DeepHashChunk[],
): Bytes {
  let hash = accumulator;
  for (const chunk of rest) hash = sha384(hash, hashChunk(sha384, chunk));
  return hash;
}

/** From here on WebCrypto is faster, also with the copy that it makes; from there on that copy is too much. */
const longBytes = { atLeast: 32 * 1024, atMost: 16 * 1024 * 1024 } as const;

/** `appendToDeepHashList` of one byte string that may be as long as a module. */
export async function appendLongToDeepHashList(
  sha384: Sha384,
  accumulator: Bytes,
  bytes: Bytes,
): Promise<Bytes> {
  const { length } = bytes;
  if (length < longBytes.atLeast || length > longBytes.atMost) {
    return appendToDeepHashList(sha384, accumulator, [bytes]);
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
  return sha384(accumulator, sha384(hashLengthTag(sha384, length), digest));
}

function hashChunk(sha384: Sha384, chunk: DeepHashChunk): Bytes {
  if (!(chunk instanceof Uint8Array)) return startDeepHashList(sha384, chunk.length, chunk);
  return sha384(hashLengthTag(sha384, chunk.length), sha384(chunk));
}

/** Hashes of `blob0`, `blob1`, …, as they are needed: a fifth of all hashing where messages are short. */
const lengthTags: Bytes[] = [];
const keptLengths = 4096;

function hashLengthTag(sha384: Sha384, length: number): Bytes {
  const known = lengthTags[length];
  if (known !== undefined) return known;
  const hash = sha384(encodeUtf8(`blob${length}`));
  if (length < keptLengths) lengthTags[length] = hash;
  return hash;
}
