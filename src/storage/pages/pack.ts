import { encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, releaseBytes } from '../../base/bytes.ts';
import { inflate } from '../../base/deflate.ts';
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
 * At about 25 MB/s (performance.md §4) an aos increment shrinks to a quarter in a tenth of a second, beside the
 * evaluator; a dense gigabyte would keep a core busy for most of a minute.
 */
export const compressedUpToBytes = 8 * 1024 * 1024;
const worthwhileShare = 0.9;

/** As `deflate` of `base/deflate.ts`, in whatever thread. */
export type Deflate = (content: Bytes) => Promise<Bytes>;

/** @param deflate absent: as it is */
export async function createPack(content: Bytes, deflate?: Deflate): Promise<Pack> {
  const deflated = await deflate?.(content);
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
  const content = reference.encoding === 'raw' ? record.bytes : await inflate(record.bytes);
  if (content !== record.bytes) releaseBytes(record.bytes);
  return content.length === contentBytes ? { kind: 'good', content } : bad('has the wrong length');
}

async function digest(bytes: Bytes): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
