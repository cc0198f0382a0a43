import type { ErrorDetails, ErrorLayer } from '../../base/errors.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { EvidenceLevel, Fact } from '../../verification/evidence.ts';
import type { StartPoint } from './checkpoints.ts';
import type { CompareAnswer, CompareRequest } from './comparison.ts';
import type { ReceiptAnswer, ReceiptCheckAnswer, ReceiptCheckRequest, ReceiptRequest } from './receipts.ts';
import type { SendersAnswer, SendersRequest } from './senders.ts';
import type { SegmentsAnswer, SegmentsJobRequest } from './storage.ts';
import type { EvaluationRequest } from './views.ts';

export type JobId = string;

export type JobRequest =
  | BalanceRequest
  | ReplayRequest
  | ReceiptRequest
  | ReceiptCheckRequest
  | CompareRequest
  | SendersRequest
  | SegmentsJobRequest;

interface StartableRequest extends EvaluationRequest {
  /** The answer that this gives first is `resumed`; it is promoted, or contradicted, by replaying from the first message. */
  readonly start?: StartPoint;
}

/** What does `wallet` hold in token `processId`? */
export interface BalanceRequest extends StartableRequest {
  readonly kind: 'balance';
  readonly wallet: string;
}

/** Evaluate the schedule; optionally ask a dry-run at its end. */
export interface ReplayRequest extends StartableRequest {
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
  /** Present when `state` is `done`; before, there may be one that is `claimed` or `resumed`. */
  readonly answer: JobAnswer | null;
  /** Present when `state` is `failed`. */
  readonly error: ErrorReport | null;
}

export type JobPhase =
  | 'waiting-for-other-tab'
  | 'fetching-process'
  | 'fetching-module'
  | 'restoring'
  /** Waiting for a scheduler unit to say how far the schedule goes. */
  | 'finding-head'
  | 'evaluating'
  /** Evaluating from the first message, while an answer that rests on a published checkpoint is shown. */
  | 'promoting'
  | 'asking'
  /** The answer is there; the last checkpoint is being written. */
  | 'saving'
  /** Asking compute units, and evaluating what they are compared with. */
  | 'comparing'
  | 'settled';

export interface JobProgress {
  readonly phase: JobPhase;
  /** Last evaluated nonce; null before the first. */
  readonly nonce: number | null;
  readonly targetNonce: number | null;
  readonly latestNonce: number | null;
  /** The checkpoint that this run started from; null: from the process's first message. */
  readonly resumedFromNonce: number | null;
  /** As far as a reload would find it again, in this tab or another; null: nothing is, or not yet. */
  readonly savedNonce: number | null;
  readonly evaluatedCount: number;
  readonly errorCount: number;
  readonly messagesPerSecond: number | null;
  readonly bytesFetched: number;
  /** Of the app's own files, as the demo network's, that arrived meanwhile. */
  readonly assetBytesFetched: number;
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

export type JobAnswer =
  | BalanceAnswer
  | ReplayAnswer
  | ReceiptAnswer
  | ReceiptCheckAnswer
  | CompareAnswer
  | SendersAnswer
  | SegmentsAnswer;

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
