import type { ErrorDetails, ErrorLayer } from '../base/errors.ts';
import type { EvaluationProfile } from '../evaluation/profile.ts';
import type { EvaluationResult } from '../protocol/evaluationResult.ts';
import type { Tags } from '../protocol/tags.ts';
import type { Network } from '../sources/network.ts';
import type { StorageRules } from '../storage/preferences.ts';
import type { EvidenceLevel, Fact, FactStatus } from '../verification/evidence.ts';

export type { ErrorDetails, ErrorLayer } from '../base/errors.ts';
export { type Lie, lies } from '../devnet/lies.ts';
export { demoNetwork, lyingNetwork } from '../devnet/network.ts';
export { type DemoProcess, demoProcesses } from '../devnet/processes.ts';
export { dockerProfile, type EvaluationProfile, withEnvironmentString } from '../evaluation/profile.ts';
export type { EvaluationResult, Json } from '../protocol/evaluationResult.ts';
export type { Tag, Tags } from '../protocol/tags.ts';
export { formatTokenAmount } from '../protocol/tokenAmount.ts';
export { legacynet, type Network } from '../sources/network.ts';
export { decodeNetwork, decodeNetworkLink, encodeNetworkLink } from '../sources/networkCodec.ts';
export type { StorageRules } from '../storage/preferences.ts';
export type { EvidenceLevel, Fact, FactName, FactStatus } from '../verification/evidence.ts';
export { reportError } from './errorReport.ts';
export { initialProgress } from './initialProgress.ts';

/**
 * Everything the screen can ask. Values are structured-cloneable; ids arrive as text and are decoded here, so every method
 * can reject with a `SelfsameError` (`protocol`/`invalid-id` first of all).
 */
export interface EngineApi {
  describeCapabilities(): Promise<Capabilities>;
  /** Asks each configured server something harmless and says what is wrong with it. */
  checkNetwork(network: Network): Promise<readonly SourceCheck[]>;
  readProcess(request: ProcessRequest): Promise<ProcessView>;
  /** Rows in nonce order, from what is stored where it is, from the scheduler unit where not; verified either way. */
  readSchedule(request: ScheduleRequest): Promise<SchedulePage>;
  readMessage(request: MessageRequest): Promise<MessageView>;
  /** Starts long work, or joins the running job that gives the same answer. */
  startJob(request: JobRequest, onResults?: ResultsListener): Promise<JobId>;
  /** Resolves when the job has settled and its progress is saved. Unknown and settled jobs are no error. */
  stopJob(jobId: JobId): Promise<void>;
  /**
   * Calls `listener` with the latest snapshot at once and at most 10 times a second; the last call has a settled state.
   * Resolves when the job has settled.
   */
  watchJob(jobId: JobId, listener: (snapshot: JobSnapshot) => void): Promise<void>;
  readStorage(): Promise<StorageView>;
  /** The newest checkpoint of a pinned process stays when space runs out. */
  pinProcess(processId: string, pinned: boolean): Promise<void>;
  /** How far apart checkpoints lie, from the next one on. */
  changeStorageRules(rules: StorageRules): Promise<void>;
  /** What is kept of a process as one file for another browser (docs/BUNDLE.md). Rejects with `nothing-to-export`. */
  exportProcess(processId: string): Promise<Blob>;
  /** Checks such a file from nothing, and keeps it only if all of it holds. */
  importProcess(request: ImportRequest): Promise<ImportedProcess>;
  /** Evaluates what is kept of a process again, stretch by stretch between its checkpoints, in several workers at once. */
  verifySegments(request: SegmentsRequest): Promise<readonly SegmentReport[]>;
  /** Deletes everything that is kept of a process. */
  forgetProcess(processId: string): Promise<void>;
  /** Asks the browser to keep the storage; false where it declines. */
  persistStorage(): Promise<boolean>;
}

export interface Capabilities {
  readonly memory64: boolean;
  readonly indexedDb: boolean;
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

export interface ProcessView {
  readonly processId: string;
  readonly name: string | null;
  readonly owner: string;
  readonly moduleId: string;
  readonly moduleFormat: string | null;
  readonly scheduler: string | null;
  /** Empty where no scheduler unit could be reached; `latestNonce` is then null too. */
  readonly schedulerUnit: string;
  readonly blockHeight: number;
  readonly timestampMs: number;
  readonly tags: Tags;
  readonly moduleTags: Tags;
  /** The last nonce that the scheduler unit knows; null where the process has no message. */
  readonly latestNonce: number | null;
  /** The last nonce evaluated and saved in this browser. */
  readonly evaluatedNonce: number | null;
  readonly support:
    | { readonly kind: 'runs' }
    | { readonly kind: 'cannot-run'; readonly code: string; readonly reason: string };
  readonly facts: readonly Fact[];
}

export interface ScheduleRequest extends ProcessRequest {
  readonly fromNonce: number;
  /** At most 200. */
  readonly limit: number;
}

export interface SchedulePage {
  readonly rows: readonly ScheduleRow[];
  readonly latestNonce: number | null;
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
  | { readonly kind: 'result'; readonly summary: string }
  | { readonly kind: 'error'; readonly message: string };

export interface MessageRequest extends ProcessRequest {
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
  /** Null until this browser has evaluated it. */
  readonly result: EvaluationResult | null;
  readonly facts: readonly Fact[];
}

export type JobId = string;

export type JobRequest = BalanceRequest | ReplayRequest;

interface EvaluationRequest extends ProcessRequest {
  /** Stop after this nonce; absent: the latest that the scheduler knows. */
  readonly toNonce?: number;
  /** Absent: the reference compute unit in its official image. */
  readonly profile?: EvaluationProfile;
  /** A message that runs longer is given up, and nothing is concluded from it. Absent: two minutes. */
  readonly watchdogMs?: number;
  /** Neither read nor write saved state: everything is fetched, verified and evaluated again from the start. */
  readonly fromNothing?: boolean;
}

/** What does `wallet` hold in token `processId`? */
export interface BalanceRequest extends EvaluationRequest {
  readonly kind: 'balance';
  readonly wallet: string;
}

/** Evaluate the schedule; optionally ask a dry-run at its end. */
export interface ReplayRequest extends EvaluationRequest {
  readonly kind: 'replay';
  /** The SHA-256 of all of memory: after every message, or only at the end. Reads all of memory each time. */
  readonly hashMemory?: boolean | 'at-end';
  readonly dryRun?: DryRunMessage;
}

/** Body of a CU's `POST /dry-run` (legacynet.md §6.6). Nobody signs it: `Owner` is whatever the caller says. */
export interface DryRunMessage {
  readonly Id?: string;
  readonly Owner: string;
  readonly Target?: string;
  readonly Data?: string;
  readonly Anchor?: string;
  readonly Tags: Tags;
  readonly [field: string]: unknown;
}

/** Gets every evaluated message, in order, exactly once; the replay waits for the returned promise. */
export type ResultsListener = (results: readonly MessageResult[]) => void | Promise<void>;

export interface MessageResult {
  /** Of a cron message: the nonce of the scheduled message that it follows. */
  readonly nonce: number;
  /** Null for cron messages: nobody signs them, so they have no id. */
  readonly messageId: string | null;
  readonly assignmentId: string | null;
  /** Name of the cron that made the message; null for a scheduled one. */
  readonly cron: string | null;
  /** Null for a duplicate, which is skipped (legacynet.md §6.4). */
  readonly result: EvaluationResult | null;
  readonly memorySha256?: string;
}

export type JobState = 'waiting' | 'running' | 'stopping' | 'stopped' | 'done' | 'failed';

export interface JobSnapshot {
  readonly jobId: JobId;
  readonly request: JobRequest;
  readonly state: JobState;
  readonly progress: JobProgress;
  /** The ledger so far. */
  readonly facts: readonly Fact[];
  readonly claims: readonly Claim[];
  /** Present when `state` is `done`; a balance may carry a `claimed` answer before. */
  readonly answer: JobAnswer | null;
  /** Present when `state` is `failed`. */
  readonly error: ErrorReport | null;
}

export type JobPhase =
  | 'waiting-for-other-tab'
  | 'fetching-process'
  | 'fetching-module'
  | 'restoring'
  | 'evaluating'
  | 'asking'
  | 'settled';

export interface JobProgress {
  readonly phase: JobPhase;
  /** Last evaluated nonce; null before the first. */
  readonly nonce: number | null;
  readonly targetNonce: number | null;
  readonly latestNonce: number | null;
  /** The checkpoint that this run started from; null: from the process's first message. */
  readonly resumedFromNonce: number | null;
  readonly savedNonce: number | null;
  readonly evaluatedCount: number;
  readonly errorCount: number;
  readonly messagesPerSecond: number | null;
  readonly bytesFetched: number;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  readonly memoryBytes: number;
  /** Sentences the user should see while work goes on: `storage is refused, nothing is saved`. */
  readonly notices: readonly string[];
}

/** What a remote compute unit says. */
export interface Claim {
  readonly computeUnit: string;
  readonly nonce: number | null;
  readonly status: 'pending' | 'claimed' | 'agrees' | 'differs' | 'failed';
  /** Amount in base units, or a result's text; null when it failed. */
  readonly value: string | null;
  readonly reason: string;
}

export type JobAnswer = BalanceAnswer | ReplayAnswer;

export interface BalanceAnswer {
  readonly kind: 'balance';
  readonly level: EvidenceLevel;
  /** Base units. */
  readonly amount: bigint;
  readonly token: TokenInfo;
  /** Null while the amount is only claimed: a compute unit does not say at which nonce it holds. */
  readonly nonce: number | null;
  readonly latestNonce: number | null;
  /** The scheduler's time of the message at `nonce`. */
  readonly timestampMs: number | null;
}

export interface TokenInfo {
  readonly name: string | null;
  readonly ticker: string | null;
  readonly logo: string | null;
  /** Decimal places; null where the process does not say: amounts are then shown in base units. */
  readonly denomination: number | null;
}

export interface ReplayAnswer {
  readonly kind: 'replay';
  readonly level: EvidenceLevel;
  /** Null where the process has no message. */
  readonly nonce: number | null;
  readonly latestNonce: number | null;
  readonly memorySha256: string | null;
  readonly dryRun: EvaluationResult | null;
  readonly metrics: Readonly<Record<string, number>>;
}

/** An error as data. `chain` is the causes' sentences, outermost first. */
export interface ErrorReport {
  readonly layer: ErrorLayer | 'unexpected';
  readonly code: string;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly chain: readonly string[];
}

export interface ImportRequest {
  /** Asked only for what a bundle cannot carry; none of it has to be reachable. */
  readonly network: Network;
  readonly file: Blob;
}

export interface ImportedProcess {
  readonly processId: string;
  readonly name: string | null;
  readonly entryCount: number;
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
  readonly evaluatedNonce: number | null;
  readonly storedBytes: number;
  readonly savedMs: number | null;
  readonly pinned: boolean;
}
