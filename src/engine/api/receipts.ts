import type { EvaluationProfile } from '../../evaluation/profile.ts';
import type { EvidenceLevel, FactStatus } from '../../verification/evidence.ts';
import type { EvaluationRequest } from './jobs.ts';

/** What the screen can ask about receipts (docs/RECEIPT.md). A receipt is its key's word: nothing here raises a level of evidence. */
export interface ReceiptsApi {
  /**
   * Reads a receipt out of a link's code or a file's text, and checks its signature.
   * Rejects with `receipt-unreadable`, `receipt-unsupported`, `receipt-too-large` (`protocol`), `receipt-signature-invalid` (`verification`).
   */
  readReceipt(text: string): Promise<ReceiptView>;
  /** Own and imported ones, newest nonce first. */
  listReceipts(processId: string): Promise<readonly ReceiptView[]>;
  /** Keeps a receipt that came from elsewhere. Rejects as `readReceipt`. */
  keepReceipt(text: string): Promise<ReceiptView>;
  /** One that is not there is no error. */
  forgetReceipt(processId: string, receiptId: string): Promise<void>;
}

export type ReceiptAlgorithm = 'Ed25519' | 'ECDSA-P256';

/** What a receipt says, once its signature holds. */
export interface ReceiptView {
  /** base64url SHA-256 of `envelope`. */
  readonly receiptId: string;
  readonly processId: string;
  readonly nonce: number;
  readonly assignmentId: string;
  readonly hashChain: string;
  readonly moduleId: string;
  readonly profile: EvaluationProfile;
  /** Hex, as every SHA-256 here. */
  readonly memorySha256: string;
  readonly memoryBytes: number;
  readonly resultSha256: string | null;
  /** The maker's word for its own evidence. */
  readonly level: EvidenceLevel;
  /** The maker's facts, by name. */
  readonly facts: Readonly<Record<string, FactStatus>>;
  readonly evaluator: { readonly name: string; readonly revision: number };
  readonly evaluatedMs: number;
  readonly signer: {
    readonly keyId: string;
    readonly algorithm: ReceiptAlgorithm;
    /** The key is this browser's. */
    readonly own: boolean;
  };
  /** The signed envelope, as a file holds it. */
  readonly envelope: string;
  /** The code that a link carries. */
  readonly code: string;
}

/** Evaluate to `toNonce`, and sign what was found. */
export interface ReceiptRequest extends EvaluationRequest {
  readonly kind: 'receipt';
  readonly toNonce: number;
}

export interface ReceiptAnswer {
  readonly kind: 'receipt';
  readonly level: EvidenceLevel;
  readonly nonce: number;
  readonly latestNonce: number | null;
  readonly receipt: ReceiptView;
}

/** Evaluate what a receipt is about, with the profile that it names, and compare. */
export interface ReceiptCheckRequest extends EvaluationRequest {
  readonly kind: 'receipt-check';
  /** Those of the receipt. */
  readonly toNonce: number;
  readonly profile: EvaluationProfile;
  /** Its envelope. */
  readonly receipt: string;
}

export interface ReceiptCheckAnswer {
  readonly kind: 'receipt-check';
  /** Of what was evaluated here. */
  readonly level: EvidenceLevel;
  readonly nonce: number;
  readonly latestNonce: number | null;
  readonly verdict: 'same' | 'differs';
  /** In the order in which one follows from the other: the first that differs is where the two part. */
  readonly fields: readonly ReceiptField[];
}

export interface ReceiptField {
  readonly name: 'module' | 'hash-chain' | 'assignment' | 'memory' | 'memory-size' | 'result';
  readonly status: 'same' | 'differs' | 'not-told';
  readonly claimed: string | null;
  /** What came here; null where it is not known. */
  readonly found: string | null;
}
