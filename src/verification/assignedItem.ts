import { encodeBase64url } from '../base/base64url.ts';
import type { VerificationError } from '../base/errors.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { itemIdOf, type UntypedItem } from '../protocol/dataItem.ts';
import { itemOfTransaction } from '../protocol/gatewayItem.ts';
import type { ItemId } from '../protocol/ids.ts';
import { merkleRootOf } from '../protocol/merkle.ts';
import { sha256 } from '../protocol/sha.ts';
import type { Transaction } from '../protocol/transaction.ts';
import { checkUntypedItem } from './dataItemSignature.ts';
import { failFact } from './failure.ts';
import type { ExactItem, FetchExact, ItemFinding } from './schedulerItem.ts';
import { isDataOf, isTransactionSigned, looselySigned } from './transactionSignature.ts';

/** Of an item that may be of layer 1. */
export type AssignedFinding = ItemFinding & { readonly isTransaction?: true };

/**
 * Checks an item that was assigned without being sent along: only a gateway's copy can be believed, as a data item, or as a layer-1 transaction
 * with the data that its signature covers. What no gateway tells, or cannot be checked, is `unknown`; so is a transaction of format 1, which can
 * be evaluated all the same.
 * @throws VerificationError `id-mismatch`, `signature-invalid`, `data-differs` (fact `assigned-items`) where what is told is not what was assigned
 */
export async function verifyAssignedItem(
  id: ItemId,
  nonce: number,
  fetchExact: FetchExact | undefined,
): Promise<AssignedFinding> {
  const told = fetchExact && (await fetchExact(id, 'assigned'));
  if (fetchExact === undefined || told === undefined) {
    return unknown('No gateway gave the assigned item as it was signed.');
  }
  const fail = failureAt(id, nonce);
  const item = await checkAsDataItem(told, id, fail);
  if (item !== 'perhaps-transaction') return item;
  const transaction = (await fetchExact(id, 'transaction'))?.transaction;
  if (transaction === undefined) {
    return unknown(
      'The assigned item, as a gateway tells it, is no data item whose signature holds, and no gateway gave it as a transaction.',
    );
  }
  const finding = await checkAsTransaction(transaction, told, id, fail);
  return finding.exact === undefined ? finding : { ...finding, isTransaction: true };
}

async function checkAsDataItem(
  told: ExactItem,
  id: ItemId,
  fail: Fail,
): Promise<ItemFinding | 'perhaps-transaction'> {
  const toldId = itemIdOf(told.signature);
  const verdict = await checkUntypedItem(told);
  if (toldId === id && verdict === 'holds') return { status: 'holds', exact: told };
  // Layer 1 signs something else; what travelled in a bundle is not of layer 1.
  if (told.isBundled !== true) return 'perhaps-transaction';
  if (toldId !== id) throw fail('id-mismatch', otherId, id, toldId);
  if (verdict === 'unsupported') return unknown(told.isAnchorUntold === true ? noAnchor : notKnown);
  throw fail('signature-invalid', badSignature, signatureBy(told), ofSomethingElse);
}

async function checkAsTransaction(
  transaction: Transaction,
  { data }: UntypedItem,
  id: ItemId,
  fail: Fail,
): Promise<ItemFinding> {
  const toldId = itemIdOf(transaction.signature);
  if (toldId !== id) throw fail('id-mismatch', otherId, id, toldId);
  // Keys of other kinds than RSA are not told beside their signatures.
  if (transaction.owner.length === 0) {
    return unknown('The assigned transaction is signed in a way that Selfsame cannot check.');
  }
  if (!(await isTransactionSigned(transaction))) {
    throw fail('signature-invalid', badSignature, signatureBy(transaction), ofSomethingElse);
  }
  if (await isDataOf(transaction, data)) {
    const exact = itemOfTransaction(transaction, data);
    return transaction.format === 1 ? { ...unknown(looselySigned), exact } : { status: 'holds', exact };
  }
  const [expected, actual] =
    transaction.format === 1
      ? [sha256(transaction.data), sha256(data)]
      : [transaction.dataRoot, await merkleRootOf(data)];
  const what = transaction.format === 1 ? 'data with another SHA-256' : 'data with another Merkle root';
  throw fail(
    'data-differs',
    `comes with ${what} than was signed`,
    encodeBase64url(expected),
    encodeBase64url(actual),
  );
}

const noAnchor = 'No gateway tells its anchor, which is part of what was signed.';
const notKnown = 'It is signed in a way that Selfsame cannot check.';
const otherId = 'is not the hash of the signature that a gateway tells of it';
const badSignature = 'has a signature that does not hold over what a gateway tells of it';
const ofSomethingElse = 'a signature of something else';

function signatureBy({ owner }: Pick<UntypedItem, 'owner'>): string {
  return `a signature by ${arweaveAddressOf(owner)} over what is told`;
}

function unknown(reason: string): ItemFinding & { readonly status: 'unknown' } {
  return { status: 'unknown', reason };
}

type Fail = (code: string, what: string, expected: string, actual: string) => VerificationError;

function failureAt(itemId: ItemId, nonce: number): Fail {
  return (code, what, expected, actual) =>
    failFact('assigned-items', code, `The item ${itemId}, assigned at nonce ${nonce}, ${what}.`, {
      ...{ itemId, nonce, expected, actual },
    });
}
