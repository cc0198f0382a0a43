import type { Bytes } from '../../base/bytes.ts';

/** What a module's WeaveDrive asks of the world outside. Ids and heights are the process's own text: anything may stand there. */
export type DriveRequest =
  /** The header of a layer-1 transaction. */
  | { readonly kind: 'transaction'; readonly id: string }
  | { readonly kind: 'block'; readonly height: string }
  /** May this process read the data of `id` at this block height, and how large is it? */
  | { readonly kind: 'data'; readonly id: string; readonly blockHeight: number }
  /** Bytes `start … end` of data that was opened before; `end` exclusive. */
  | { readonly kind: 'bytes'; readonly id: string; readonly start: number; readonly end: number };

export type DriveAnswer =
  /** A gateway's JSON of a transaction or a block, as it came. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'size'; readonly byteCount: number }
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  /** A sentence: why nothing is known, or may be known. The evaluation stops before this message. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The one opening in the wall around a module: it passes requests out and answers in, and nothing else. Asked the same thing again (after
 * an error of the process its messages are evaluated again) it has to answer the same.
 */
export type DriveDoor = (request: DriveRequest) => Promise<DriveAnswer>;
