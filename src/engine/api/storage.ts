import type { EvaluationProfile } from '../../evaluation/profile.ts';
import type { Network } from '../../sources/network.ts';
import type { StorageRules } from '../../storage/preferences.ts';
import type { EvidenceLevel } from '../../verification/evidence.ts';
import type { EvaluationRequest, ProcessRequest } from './views.ts';

export interface ImportRequest {
  /** Asked only for what a bundle cannot carry; none of it has to be reachable. */
  readonly network: Network;
  readonly file: Blob;
}

/** How far a file has been read. */
export interface ImportProgress {
  /** First all of it is checked, and then all of it is kept. */
  readonly phase: 'checking' | 'keeping';
  readonly entriesDone: number;
  readonly entryCount: number;
}

export interface ImportedProcess {
  readonly processId: string;
  readonly name: string | null;
  readonly entryCount: number;
  /** Of the checkpoint that the file carries; null: it carries none. */
  readonly checkpointNonce: number | null;
}

export interface SegmentsRequest extends ProcessRequest {
  readonly profile?: EvaluationProfile;
  /** A kept checkpoint to start from; null or absent: from nothing. */
  readonly fromNonce?: number | null;
  /** The last checkpoint to verify; absent: the newest. */
  readonly toNonce?: number;
  /** Stretches at once; absent: as many as the machine has cores. */
  readonly workers?: number;
}

/** The same as long work: every stretch of a kept line, from nothing to its newest checkpoint. */
export interface SegmentsJobRequest extends EvaluationRequest {
  readonly kind: 'segments';
  /** Stretches at once; absent: as many as the machine has cores. */
  readonly workers?: number;
}

export interface SegmentsAnswer {
  readonly kind: 'segments';
  readonly level: EvidenceLevel;
  /** Of the newest checkpoint; null where there is none. */
  readonly nonce: number | null;
  readonly workers: number;
  readonly reports: readonly SegmentReport[];
}

/** Whether evaluating from one checkpoint leads to the next: to its memory, clock and files. */
export interface SegmentReport {
  readonly fromNonce: number | null;
  readonly toNonce: number;
  /** Less than `toNonce` where the schedule kept here ends, or no longer verifies, before it. */
  readonly reachedNonce: number | null;
  readonly holds: boolean;
  /** Hex SHA-256 of the memory that was kept, and of the memory that was evaluated. */
  readonly expected: string;
  readonly actual: string;
}

export interface StorageView {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  readonly persisted: boolean;
  readonly rules: StorageRules;
  readonly processes: readonly StoredProcess[];
}

export interface StoredProcess {
  readonly processId: string;
  readonly name: string | null;
  readonly checkpointCount: number;
  readonly storedBytes: number;
  readonly savedMs: number | null;
  readonly pinned: boolean;
  /** By whose evaluation; the official image's first. */
  readonly lines: readonly KeptLine[];
}

/** What this browser evaluated from the first message on, with one profile. */
export interface KeptLine {
  /** Null: as the reference's official image does. */
  readonly profile: EvaluationProfile | null;
  /** Of its newest checkpoint. */
  readonly nonce: number;
  readonly savedMs: number;
}
