import type { EvaluationProfile } from '../../evaluation/profile.ts';
import type { EvidenceLevel, FactStatus } from '../../verification/evidence.ts';
import type { EvaluationRequest } from './views.ts';

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

/** Everything that a receipt says (docs/RECEIPT.md): what a process's memory was after a message, and how that was found. */
export interface ReceiptStatement {
  readonly processId: string;
  /** The last scheduled message that memory includes. Timers that fire after it are not included. */
  readonly nonce: number;
  readonly assignmentId: string;
  /** base64url, as the assignment at `nonce` has it: commits to every assignment before it. */
  readonly hashChain: string;
  readonly moduleId: string;
  readonly profile: EvaluationProfile;
  /** Hex SHA-256 of all of linear memory. */
  readonly memorySha256: string;
  readonly memoryBytes: number;
  /** Hex SHA-256 of the result's canonical JSON; null where the maker did not keep the result. */
  readonly resultSha256: string | null;
  /** The maker's word for its own evidence. */
  readonly level: EvidenceLevel;
  /** The maker's ledger: fact by name. */
  readonly facts: Readonly<Record<string, FactStatus>>;
  /** Of the maker's evaluator; the name tells apart other software that writes the same form. */
  readonly evaluator: { readonly name: string; readonly revision: number };
  readonly evaluatedMs: number;
}

/** A receipt whose signature holds. */
export interface ReceiptView extends ReceiptStatement {
  /** base64url SHA-256 of `envelope`. */
  readonly receiptId: string;
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
