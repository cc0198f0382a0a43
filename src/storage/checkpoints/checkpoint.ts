import type { Bytes } from '../../base/bytes.ts';
import type { Pages } from '../pages/pages.ts';

/** What an evaluator's host holds outside linear memory. */
export interface HostRecord {
  readonly clockTick: number;
  readonly files: readonly { readonly path: string; readonly data: Bytes }[];
}

/** Where in its schedule a state belongs: the last scheduled message that it includes. */
export interface CheckpointPlace {
  readonly nonce: number;
  readonly assignmentId: string;
  /** base64url `Hash-Chain` of that assignment; the next one continues it. */
  readonly hashChain: string;
  readonly timestampMs: number;
  readonly blockHeight: number;
  /** Time inside the module's `handle` from the first message to here, whenever and by whichever run it was spent. */
  readonly evaluationMs: number;
  /** Id of the published checkpoint that the line began with; absent: the line began with the first message. */
  readonly origin?: string;
}

export interface CheckpointInput extends CheckpointPlace {
  /** Nonce of the checkpoint of this line that `pages` differ from; null: from empty (all zero) memory. */
  readonly previousNonce: number | null;
  readonly memoryBytes: number;
  /** Pages that changed since the previous checkpoint, those that became zero included. */
  readonly pages: Pages;
  readonly host: HostRecord;
  /** Opaque JSON text of the engine: the evidence so far, and whatever else it needs to go on. */
  readonly ledgerJson: string;
}

export interface CheckpointInfo extends CheckpointPlace {
  readonly memoryBytes: number;
  /** Bytes that saving this one added. */
  readonly addedBytes: number;
  readonly savedMs: number;
}

/** A whole state: pages that are not listed are zero. */
export interface RestoredCheckpoint extends CheckpointInfo {
  readonly pages: Pages;
  readonly host: HostRecord;
  readonly ledgerJson: string;
}

export interface SkippedCheckpoint {
  readonly nonce: number;
  /** A sentence: which record, and what is wrong with it. */
  readonly reason: string;
}

export interface LoadedCheckpoint {
  readonly checkpoint: RestoredCheckpoint | undefined;
  /** Newest first. */
  readonly skipped: readonly SkippedCheckpoint[];
}
