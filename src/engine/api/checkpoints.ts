import type { Tags } from '../../protocol/tags.ts';
import type { ProcessRequest } from './views.ts';

/** Where an evaluation begins. Absent: at the process's first message, or at what this browser evaluated from there. */
export type StartPoint =
  | {
      readonly kind: 'network-checkpoint';
      /** Of the item on Arweave. */
      readonly id: string;
    }
  /** Of those that a gateway lists, whoever signed it, the one with the latest nonce that is not too late. */
  | { readonly kind: 'newest-checkpoint' }
  /** The one that came with the process in a file. */
  | { readonly kind: 'imported-checkpoint' };

/** What a gateway says of a checkpoint that a compute unit published. Nothing of it is checked before it is used. */
export interface PublishedCheckpoint {
  readonly id: string;
  readonly owner: string;
  readonly nonce: number;
  /** The scheduler's time of the message at `nonce`. */
  readonly timestampMs: number;
  /** As it travels, packed. */
  readonly packedBytes: number | null;
  /** Null: not yet in a block. */
  readonly blockHeight: number | null;
}

/** Checkpoints in the network's own form. */
export interface CheckpointsApi {
  /** Those of a process that anybody published, as a gateway lists them; the latest nonce first. */
  findCheckpoints(request: ProcessRequest): Promise<readonly PublishedCheckpoint[]>;
  /** What was evaluated here, ready to be signed and published. Rejects with `nothing-to-export`. */
  exportCheckpoint(request: CheckpointExportRequest): Promise<UnsignedCheckpoint>;
}

export interface CheckpointExportRequest {
  readonly processId: string;
  /** The newest kept checkpoint that is not later; absent: the newest. */
  readonly atMostNonce?: number;
}

/** A checkpoint in the network's own form, but for a signature: whoever publishes it vouches for it. */
export interface UnsignedCheckpoint {
  readonly nonce: number;
  readonly tags: Tags;
  /** The item's data: gzip of the memory. */
  readonly data: Blob;
}
