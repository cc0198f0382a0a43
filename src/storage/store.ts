import type { Bytes } from '../base/bytes.ts';
import type { CheckpointInfo, CheckpointInput, LoadedCheckpoint } from './checkpoints/checkpoint.ts';
import type { KeyPair } from './keyPairs.ts';
import type { LineId } from './line.ts';
import type { StorageRules } from './preferences.ts';
import type { ReceiptInput, StoredReceipt } from './receipts.ts';
import type { StoredRewriting } from './rewritings.ts';

/**
 * What this browser remembers. Two implementations pass one contract (`store.contract.ts`): IndexedDB, and memory for where storage is refused.
 *
 * Nothing that is loaded is more trustworthy than when it was saved: results, checkpoints and processes carry an authentication code under a key
 * that cannot leave this browser profile, and what fails it counts as absent; documents and schedule entries are what servers
 * said, and the engine verifies them again.
 *
 * Every method rejects with a `StorageError`: `quota-exceeded`, `refused`, `closed`, `corrupt`, `failed`. Each save is one transaction: it
 * happens whole or not at all, also when the tab dies in the middle or two tabs save at once. Where space runs out, a save lets go of what is
 * oldest (`makeRoom.ts`) before it fails.
 */
export interface Store {
  readonly kind: 'indexeddb' | 'memory';

  loadDocument(kind: DocumentKind, id: string): Promise<StoredDocument | undefined>;
  saveDocument(kind: DocumentKind, id: string, document: StoredDocument): Promise<void>;

  /** Ids of documents that begin so. */
  listDocuments(kind: DocumentKind, start: string): Promise<readonly string[]>;

  /** A form of a module that this browser made by `recipe`; only where it is what was saved. */
  loadRewriting(moduleId: string, recipe: string): Promise<StoredRewriting>;
  /** Replaces what was made of the module by other recipes. It goes with the module. */
  saveRewriting(moduleId: string, recipe: string, bytes: Bytes): Promise<void>;

  /** Schedule entries as the scheduler unit said them. Any nonces, in any order; a nonce saved before is replaced. */
  saveSchedule(processId: string, entries: readonly NonceText[]): Promise<void>;
  /** Those entries of the range that are stored, by rising nonce. */
  loadSchedule(processId: string, range: NonceRange): Promise<readonly NonceText[]>;

  /** Results of evaluated messages, as JSON text. */
  saveResults(lineId: LineId, results: readonly NonceText[]): Promise<void>;
  loadResults(lineId: LineId, range: NonceRange): Promise<readonly NonceText[]>;

  /**
   * Adds a checkpoint to the line, and thins the line (`thinning.ts`).
   * @throws StorageError `missing-base` where the checkpoint that it builds on is not stored (any more). `CheckpointWriter` takes care
   * of increments whose predecessor could not be saved.
   */
  saveCheckpoint(lineId: LineId, checkpoint: CheckpointInput): Promise<CheckpointInfo>;
  /**
   * The newest good checkpoint with `nonce ≤ atMostNonce`. Every record is checked; where one is torn, changed or missing, the checkpoint
   * is reported in `skipped`, removed, and the one before it taken.
   */
  loadCheckpoint(lineId: LineId, atMostNonce?: number): Promise<LoadedCheckpoint>;
  /** By rising nonce; their records are not checked. */
  listCheckpoints(lineId: LineId): Promise<readonly CheckpointInfo[]>;

  /** A key pair to sign with, made by `make` the first time that this name is asked for. */
  ensureKeyPair(name: string, make: () => Promise<KeyPair>): Promise<KeyPair>;
  /** Signed statements, own and others'. The same text is kept once. */
  saveReceipt(receipt: ReceiptInput): Promise<StoredReceipt>;
  /** By rising nonce. */
  listReceipts(processId: string): Promise<readonly StoredReceipt[]>;
  deleteReceipt(processId: string, receiptId: string): Promise<void>;

  /** Results and checkpoints of the line. */
  deleteLine(lineId: LineId): Promise<void>;

  listProcesses(): Promise<readonly StoredProcessInfo[]>;
  /** Everything kept of a process, and its module where no other process uses it. */
  deleteProcess(processId: string): Promise<void>;
  /** The newest checkpoints of a pinned process stay when room is made for others. */
  setPinned(processId: string, pinned: boolean): Promise<void>;
  loadRules(): Promise<StorageRules>;
  /** Holds from the next checkpoint on. */
  saveRules(rules: StorageRules): Promise<void>;
  usage(): Promise<StorageUsage>;
  /** Asks the browser not to evict what is stored; false where it declines or cannot. */
  persist(): Promise<boolean>;
  /** Idempotent. Later calls reject with `closed`. */
  close(): void;
}

/**
 * - `process`, `module`: metadata, and a module's WASM as `bytes`;
 * - `item`: a raw data item or transaction that a gateway answered;
 * - `block`: a block header by its height as text.
 *
 * What only one process needs has an id that begins with the process's and `/`, and is deleted with the process.
 */
export type DocumentKind = 'process' | 'module' | 'item' | 'block';

export interface StoredDocument {
  readonly json: string;
  readonly bytes: Bytes | null;
}

export interface NonceText {
  readonly nonce: number;
  /** JSON text. */
  readonly json: string;
}

/** Both ends inclusive. */
export interface NonceRange {
  readonly fromNonce: number;
  readonly toNonce: number;
}

export interface StoredProcessInfo {
  readonly processId: string;
  readonly checkpointCount: number;
  /** Schedule, results and checkpoint packs; shared documents are not counted. */
  readonly storedBytes: number;
  readonly savedMs: number | null;
  readonly pinned: boolean;
  /** Those that began with the first message, the furthest first. */
  readonly lines: readonly StoredLineInfo[];
}

/** The newest checkpoint of one line. Not checked: for lists. */
export interface StoredLineInfo {
  readonly lineId: LineId;
  readonly nonce: number;
  readonly savedMs: number;
  readonly ledgerJson: string;
}

export type { StorageRules } from './preferences.ts';
export type { StoredRewriting } from './rewritings.ts';

export interface StorageUsage {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  readonly persisted: boolean;
}
