import { encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, concatBytes, releaseBytes } from '../../base/bytes.ts';
import { nextTurn } from '../../base/nextTurn.ts';
import type { PackRecord } from '../records/records.ts';

/** How a pack's bytes are written down. */
export type PackEncoding = 'raw' | 'deflate-raw';

/** What a manifest says of a pack: enough to know it again and to read it. */
export interface PackReference {
  readonly packId: string;
  /** As stored. */
  readonly byteCount: number;
  readonly encoding: PackEncoding;
}

/** A piece of content on its way into the database. */
export interface Pack {
  readonly reference: PackReference;
  /** Possibly a view of the content, so that a large memory is not held twice. */
  readonly bytes: Bytes;
}

/**
 * `CompressionStream` does about 25 MB/s (performance.md §4): an aos increment shrinks to a quarter in a tenth of a second, beside the
 * evaluator; a dense gigabyte would keep a core busy for most of a minute.
 */
export const compressedUpToBytes = 8 * 1024 * 1024;
const worthwhileShare = 0.9;

/** Some 10 ms of compressing: whoever asks this thread for something in the meantime does not wait for more. */
const pieceBytes = 512 * 1024;

export async function createPack(content: Bytes, compress: boolean): Promise<Pack> {
  const deflated = compress ? await transform(content, new CompressionStream('deflate-raw')) : undefined;
  const isWorthwhile = deflated !== undefined && deflated.length <= content.length * worthwhileShare;
  const bytes = isWorthwhile ? deflated : content;
  return {
    reference: {
      packId: await digest(bytes),
      byteCount: bytes.length,
      encoding: isWorthwhile ? 'deflate-raw' : 'raw',
    },
    bytes,
  };
}

export type OpenedPack =
  | { readonly kind: 'good'; readonly content: Bytes }
  | { readonly kind: 'bad'; readonly problem: string };

/** The content, if it is the bytes that the reference names and as long as it should be. Takes the record, whose bytes may be the content. */
export async function openPack(
  record: PackRecord | undefined,
  reference: PackReference,
  contentBytes: number,
): Promise<OpenedPack> {
  const bad = (problem: string): OpenedPack => ({
    kind: 'bad',
    problem: `pack ${reference.packId} ${problem}`,
  });
  if (record === undefined) return bad('is missing');
  if (!(record.bytes instanceof Uint8Array)) return bad('holds no bytes');
  if ((await digest(record.bytes)) !== reference.packId) return bad('was changed');
  const content =
    reference.encoding === 'raw'
      ? record.bytes
      : await transform(record.bytes, new DecompressionStream('deflate-raw'));
  if (content !== record.bytes) releaseBytes(record.bytes);
  return content.length === contentBytes ? { kind: 'good', content } : bad('has the wrong length');
}

async function digest(bytes: Bytes): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

async function transform(bytes: Bytes, stream: CompressionStream | DecompressionStream): Promise<Bytes> {
  const writer = stream.writable.getWriter();
  const written = writePieces(writer, bytes);
  // Where the bytes are broken the reader hears of it, too.
  written.catch(() => undefined);
  // Not by way of a Blob and a Response: those go through the browser's own process, which is busy when another tab ends.
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
  await written;
  return concatBytes(chunks);
}

async function writePieces(writer: WritableStreamDefaultWriter<BufferSource>, bytes: Bytes): Promise<void> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    if (start > 0) await nextTurn();
    await writer.write(bytes.subarray(start, start + pieceBytes));
  }
  await writer.close();
}
