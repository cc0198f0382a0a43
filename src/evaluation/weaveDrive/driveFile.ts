import type { Bytes } from '../../base/bytes.ts';

/** Contents that stay outside: what a file under `/data` has in place of bytes. */
export interface RemoteContent {
  readonly byteCount: number;
  /** Read ahead, and shared by all descriptors of the file, as in the reference. */
  cache: Bytes;
}

/**
 * Where a descriptor of a remote file stands.
 *
 * Replicated quirk: the reference keeps the size as the text of a header, so a seek from the end makes the position a text, and from
 * then on numbers are appended to it instead of added. `file:seek("end")`, which Lua code calls to learn the size, has this effect.
 */
export type DrivePosition = number | string;

export interface DriveCursor {
  readonly position: DrivePosition;
  /** Where the last read ended; the cache counts only while the position is the same. */
  readonly lastRead: DrivePosition | undefined;
}

export const startOfFile: DriveCursor = { position: 0, lastRead: undefined };

/** `+` of the reference's language. */
export function plus(left: DrivePosition, right: DrivePosition): DrivePosition {
  return typeof left === 'number' && typeof right === 'number' ? left + right : `${left}${right}`;
}

/** The position after a seek; negative where there is no such position. */
export function sought(
  cursor: DriveCursor,
  { byteCount }: RemoteContent,
  offset: number,
  whence: 0 | 1 | 2,
): DrivePosition {
  if (whence === 0) return offset;
  return whence === 1 ? plus(offset, cursor.position) : plus(offset, String(byteCount));
}

export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * What an HTTP server gives for `Range: bytes={first}-{last}` of `byteCount` bytes by RFC 9110 §14.1.2: a range that ends before it
 * starts is invalid, and ignored, so everything is sent. So a read after a seek to the end gets the file from its beginning.
 *
 * DIFF FROM REFERENCE CU: that takes the body of whatever answer its gateway gives, also of a refusal. A range beyond the end gives
 * no bytes here.
 */
export function rangeOf(first: DrivePosition, last: number, byteCount: number): ByteRange {
  const start = Number(first);
  if (start > last) return { start: 0, end: byteCount };
  return start >= byteCount ? { start: 0, end: 0 } : { start, end: Math.min(last + 1, byteCount) };
}
