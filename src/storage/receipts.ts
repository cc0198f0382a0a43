import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { keysUnder, type Records } from './records/records.ts';

/** A signed statement about a process at a nonce. What it says is its own business: nothing here looks inside. */
export interface ReceiptInput {
  readonly processId: string;
  readonly nonce: number;
  /** The signed envelope, as text. */
  readonly json: string;
}

export interface StoredReceipt extends ReceiptInput {
  /** base64url(sha256(utf8(json))). */
  readonly receiptId: string;
  readonly savedMs: number;
}

/** Saving the same text again changes nothing but the time. */
export async function saveReceipt(
  records: Records,
  { processId, nonce, json }: ReceiptInput,
  savedMs: number,
): Promise<StoredReceipt> {
  const digest = await crypto.subtle.digest('SHA-256', encodeUtf8(json));
  const receipt = { processId, nonce, json, savedMs, receiptId: encodeBase64url(new Uint8Array(digest)) };
  await records.write(['receipts'], (transaction) =>
    transaction.put('receipts', { ...receipt, byteCount: json.length }),
  );
  return receipt;
}

/** By rising nonce. */
export async function listReceipts(records: Records, processId: string): Promise<readonly StoredReceipt[]> {
  const stored = await records.read(['receipts'], (transaction) =>
    transaction.getAll('receipts', keysUnder(processId)),
  );
  return stored.map(({ byteCount: _, ...receipt }) => receipt);
}

/** One that is not there is no error. */
export function deleteReceipt(records: Records, processId: string, receiptId: string): Promise<void> {
  return records.write(['receipts'], async (transaction) => {
    const keys = await transaction.keys('receipts', keysUnder(processId));
    for (const key of keys) if (key[2] === receiptId) await transaction.delete('receipts', key);
  });
}
