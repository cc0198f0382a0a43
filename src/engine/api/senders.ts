import type { EvidenceLevel } from '../../verification/evidence.ts';
import type { EvaluationRequest } from './views.ts';

/**
 * Was a message really sent by the process that it names? Nobody on the network checks: a messenger signs what processes send, and is
 * believed. The sending process's own evaluation can tell.
 */
export interface SendersRequest extends EvaluationRequest {
  readonly kind: 'senders';
  /** Of the message to look at. */
  readonly nonce: number;
  /** `up-to`: every message up to that nonce that names a process as its sender. */
  readonly scope: 'one' | 'up-to';
  readonly budget: SendersBudget;
}

/** Where the work ends, whatever is found: a sender has senders of its own. */
export interface SendersBudget {
  /** Processes to evaluate. */
  readonly processes: number;
  /** Messages to evaluate, over all of them. */
  readonly messages: number;
  /** 1: the senders of the messages asked about. 2: also of what those had received until they sent it; and so on. */
  readonly depth: number;
}

export interface SendersAnswer {
  readonly kind: 'senders';
  /** The weakest word for any of the evaluations that this rests on. */
  readonly level: EvidenceLevel;
  readonly nonce: number;
  /** Those asked about first, then deeper ones. */
  readonly findings: readonly SenderFinding[];
  readonly evaluated: readonly EvaluatedSender[];
}

/** One message that names a process as its sender, and what became of that. */
export interface SenderFinding {
  /** The process that received it, and where. */
  readonly processId: string;
  readonly nonce: number;
  readonly messageId: string;
  readonly senderId: string;
  readonly depth: number;
  readonly outcome: SenderOutcome;
}

export type SenderOutcome =
  | {
      readonly kind: 'emitted';
      /** The sending process's message whose evaluation emitted it. */
      readonly senderNonce: number;
      /** Its place among the `Messages` of that result. */
      readonly index: number;
    }
  | {
      readonly kind: 'not-emitted';
      /** A sentence. */
      readonly reason: string;
      /** What the most similar message that was emitted said, field by field; empty where there is none. */
      readonly differences: readonly SentDifference[];
      /** Where that one was emitted. */
      readonly nearestNonce: number | null;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface SentDifference {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

export interface EvaluatedSender {
  readonly processId: string;
  readonly name: string | null;
  /** How far it was evaluated. */
  readonly throughNonce: number | null;
  readonly level: EvidenceLevel;
}
