import { type Bytes, equalBytes } from '../base/bytes.ts';
import { merkleRootOf } from '../protocol/merkle.ts';
import { signedBytesOfTransaction, type Transaction } from '../protocol/transaction.ts';
import { verifyRsaPss } from './rsaPss.ts';

/** Whether a layer-1 transaction, of either format, was signed by its owner's RSA key. */
export async function isTransactionSigned(transaction: Transaction): Promise<boolean> {
  const { owner, signature } = transaction;
  return verifyRsaPss(owner, signature, await signedBytesOfTransaction(transaction));
}

/**
 * Why the fields of a transaction of format 1 are not known although its signature holds. It covers them written one behind the other, without
 * their lengths: the end of one may as well be the beginning of the next, so whoever tells the transaction can move what stands there.
 */
export const looselySigned =
  'It is a transaction of format 1, whose signature does not cover where one of its fields ends and the next begins.';

/** Whether `data` is what a signed transaction carries (format 1), or what its `data_root` stands for (format 2). */
export async function isDataOf({ format, data, dataRoot }: Transaction, bytes: Bytes): Promise<boolean> {
  if (format === 1) return equalBytes(bytes, data);
  // No data has no root.
  if (dataRoot.length === 0) return bytes.length === 0;
  return equalBytes(await merkleRootOf(bytes), dataRoot);
}
