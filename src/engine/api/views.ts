import type { EvaluationProfile } from '../../evaluation/profile.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { Network } from '../../sources/network.ts';
import type { Fact, FactStatus } from '../../verification/evidence.ts';

export interface Capabilities {
  readonly memory64: boolean;
  /** A sentence where nothing that is evaluated outlives the tab; null where the browser keeps it. */
  readonly storageProblem: string | null;
  readonly webLocks: boolean;
  readonly wasm: boolean;
}

export interface SourceCheck {
  readonly kind: 'gateway' | 'graphql' | 'scheduler-unit' | 'compute-unit';
  readonly url: string;
  readonly status: 'ok' | 'failed';
  readonly latencyMs: number | null;
  /** A sentence: what answered, or what is wrong with it. */
  readonly reason: string;
}

export interface ProcessRequest {
  readonly network: Network;
  readonly processId: string;
}

export interface EvaluationRequest extends ProcessRequest {
  /** Stop after this nonce; absent: the latest that the scheduler knows. */
  readonly toNonce?: number;
  /** Absent: the reference compute unit in its official image. */
  readonly profile?: EvaluationProfile;
  /** A message that runs longer is given up, and nothing is concluded from it. Absent: two minutes. */
  readonly watchdogMs?: number;
  /** Neither read nor write saved state: everything is fetched, verified and evaluated again from the start. */
  readonly fromNothing?: boolean;
}

/** Of a process, what is kept of one way to evaluate it. */
export interface KeptRequest extends ProcessRequest {
  /** Whose results are shown; absent: those of the reference's official image. */
  readonly profile?: EvaluationProfile;
}

export interface ProcessView {
  readonly processId: string;
  readonly name: string | null;
  readonly owner: string;
  readonly moduleId: string;
  readonly moduleFormat: string | null;
  readonly scheduler: string | null;
  /** Empty where no scheduler unit could be reached; `latestNonce` is then null too. */
  readonly schedulerUnit: string;
  /** It is gone, and this is the gateway whose word stands for what Arweave has of the schedule. */
  readonly isArchived?: true;
  readonly blockHeight: number;
  readonly timestampMs: number;
  readonly tags: Tags;
  readonly moduleTags: Tags;
  /** The last nonce that the scheduler unit knows; null where the process has no message. */
  readonly latestNonce: number | null;
  /** The last nonce evaluated in this browser with the profile that was asked for, and saved, or held by this tab where it cannot be. */
  readonly evaluatedNonce: number | null;
  readonly support:
    | { readonly kind: 'runs' }
    | { readonly kind: 'cannot-run'; readonly code: string; readonly reason: string };
  readonly facts: readonly Fact[];
}

/** The end of a schedule in the words of its scheduler unit: nothing of it is checked. */
export interface HeadView {
  readonly schedulerUnit: string;
  /** Null where the process has no message. */
  readonly latestNonce: number | null;
  readonly latestAssignmentId: string | null;
}

export interface ScheduleRequest extends KeptRequest {
  readonly fromNonce: number;
  /** At most 200. */
  readonly limit: number;
}

export interface SchedulePage {
  readonly rows: readonly ScheduleRow[];
}

export interface ScheduleRow {
  readonly nonce: number;
  readonly timestampMs: number;
  readonly blockHeight: number;
  readonly assignmentId: string;
  /** The process id on its own row. */
  readonly messageId: string;
  readonly action: string | null;
  readonly from: string;
  readonly outcome: RowOutcome;
  /** The weakest status among this row's facts. */
  readonly status: FactStatus;
}

export type RowOutcome =
  | { readonly kind: 'not-evaluated' }
  /** It was evaluated here, but there was no room for what came of it, or that was damaged since. */
  | { readonly kind: 'not-kept' }
  | { readonly kind: 'result'; readonly summary: string }
  | { readonly kind: 'error'; readonly message: string };

export interface CodeRequest extends KeptRequest {
  readonly fromNonce: number;
}

export interface CodePage {
  /** The process's `On-Boot` tag: `Data` where its own data is code, else the id of what it loads first; null where it has none. */
  readonly onBoot: string | null;
  /** In nonce order. */
  readonly rows: readonly CodeRow[];
  /** Where to go on; null where nothing follows that is kept. */
  readonly nextNonce: number | null;
  /** The last nonce that was looked at; below `fromNonce` where none from there on is kept here. */
  readonly throughNonce: number;
}

/** A message that asks its process to run code. */
export interface CodeRow extends ScheduleRow {
  /** Whose signature it has; `from` is in whose name. */
  readonly signer: string;
  /** Signed by the process's owner, in nobody else's name: aos runs what its owner sends. */
  readonly isOwners: boolean;
  readonly code: string;
  /** Its message has more of it. */
  readonly isCut: boolean;
}

export interface MessageRequest extends KeptRequest {
  readonly nonce: number;
}

export interface MessageView extends ScheduleRow {
  readonly processId: string;
  readonly owner: string;
  readonly target: string | null;
  readonly anchor: string | null;
  readonly tags: Tags;
  readonly assignmentTags: Tags;
  readonly data: string | null;
  readonly contentType: string | null;
  readonly hashChain: string;
  /** Null until this browser has evaluated it, where it keeps no result, and for a duplicate, which is skipped (legacynet.md §6.4). */
  readonly result: EvaluationResult | null;
  readonly facts: readonly Fact[];
}
