import type { Bytes } from '../../base/bytes.ts';

/** What each table holds. Keys are the members named in `keyPaths`; see docs/STORAGE.md. */
export interface Tables {
  readonly documents: DocumentRecord;
  readonly schedule: BatchRecord;
  readonly results: BatchRecord;
  readonly checkpoints: ManifestRecord;
  readonly packs: PackRecord;
  readonly secrets: SecretRecord;
  readonly preferences: PreferenceRecord;
  readonly keys: KeyRecord;
  readonly receipts: ReceiptRecord;
}
export type TableName = keyof Tables;

/**
 * Sizes are part of keys where they are wanted for many records at once: keys can be listed without reading the records.
 */
export const keyPaths = {
  documents: ['kind', 'id'],
  schedule: ['owner', 'firstNonce', 'lastNonce', 'revision', 'byteCount'],
  results: ['owner', 'firstNonce', 'lastNonce', 'revision', 'byteCount'],
  checkpoints: ['lineId', 'nonce'],
  packs: ['lineId', 'packId', 'byteCount'],
  secrets: ['name'],
  preferences: ['kind', 'id'],
  keys: ['name'],
  receipts: ['processId', 'nonce', 'receiptId', 'byteCount'],
} as const satisfies Record<TableName, readonly string[]>;

export interface DocumentRecord {
  readonly kind: string;
  readonly id: string;
  readonly json: string;
  readonly bytes: Bytes | null;
  /** Of processes. Of what was saved before version 5 there is none. */
  readonly seal?: string;
}

/** Consecutive nonces in one record. */
export interface BatchRecord {
  /** Process id of a schedule, line id of results. */
  readonly owner: string;
  readonly firstNonce: number;
  readonly lastNonce: number;
  /** Sum of the texts' lengths. */
  readonly byteCount: number;
  /** Higher than that of every batch it overlapped when it was written. */
  readonly revision: number;
  readonly texts: readonly string[];
  readonly seal: string;
}

export interface ManifestRecord {
  readonly lineId: string;
  readonly nonce: number;
  /** JSON text of a `Manifest`: what is sealed is exactly what is parsed. */
  readonly json: string;
  readonly seal: string;
}

export interface PackRecord {
  readonly lineId: string;
  /** base64url(sha256(bytes)). */
  readonly packId: string;
  readonly byteCount: number;
  readonly bytes: Bytes;
}

export interface SecretRecord {
  readonly name: string;
  readonly key: CryptoKey;
}

/** What the user decided; lost, the default holds again. */
export interface PreferenceRecord {
  readonly kind: string;
  readonly id: string;
  readonly json: string;
}

/** A key pair that this browser signs with. The private half cannot be exported. */
export interface KeyRecord {
  readonly name: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export interface ReceiptRecord {
  readonly processId: string;
  readonly nonce: number;
  /** base64url(sha256(json)). */
  readonly receiptId: string;
  /** Length of `json`. */
  readonly byteCount: number;
  /** The signed envelope (docs/RECEIPT.md): it vouches for itself, so no seal is needed. */
  readonly json: string;
  readonly savedMs: number;
}

export type Key = readonly (string | number)[];

/** Both ends inclusive. Numbers sort before texts, and a key before its continuations. */
export interface KeyRange {
  readonly lower: Key;
  readonly upper: Key;
}

/** Every key that starts with `prefix`. */
export function keysUnder(...prefix: Key): KeyRange {
  return { lower: prefix, upper: [...prefix, '\uffff'] };
}

/** Keys whose first member starts with `text`. */
export function keysStartingWith(text: string): KeyRange {
  return { lower: [text], upper: [`${text}\uffff`] };
}

export const allKeys: KeyRange = { lower: [], upper: ['\uffff'] };

/** Inside a transaction only its own requests may be awaited: anything else ends it. */
export interface ReadTransaction {
  get<Name extends TableName>(table: Name, key: Key): Promise<Tables[Name] | undefined>;
  getAll<Name extends TableName>(table: Name, range: KeyRange): Promise<readonly Tables[Name][]>;
  keys(table: TableName, range: KeyRange): Promise<readonly Key[]>;
}

export interface WriteTransaction extends ReadTransaction {
  put<Name extends TableName>(table: Name, record: Tables[Name]): Promise<void>;
  delete(table: TableName, key: Key): Promise<void>;
  deleteRange(table: TableName, range: KeyRange): Promise<void>;
}

/**
 * Tables with transactions: all that the store needs of a database. A write happens whole or, where `body` rejects or the
 * database refuses, not at all. Rejects with `StorageError`; what `body` throws passes through.
 */
export interface Records {
  readonly kind: 'indexeddb' | 'memory';
  read<Value>(
    tables: readonly TableName[],
    body: (transaction: ReadTransaction) => Promise<Value>,
  ): Promise<Value>;
  write<Value>(
    tables: readonly TableName[],
    body: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Value>;
  close(): void;
}
