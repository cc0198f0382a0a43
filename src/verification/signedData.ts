import { encodeBase64url } from '../base/base64url.ts';
import { type Bytes, hasHalfSurrogate } from '../base/bytes.ts';
import type { VerificationError } from '../base/errors.ts';
import { arweaveAddressOf, isAddressOfKey } from '../protocol/address.ts';
import { itemIdOf, type UntypedItem } from '../protocol/dataItem.ts';
import { untypedItemOf } from '../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { merkleRootOf } from '../protocol/merkle.ts';
import { type Transaction, transactionTags } from '../protocol/transaction.ts';
import { checkUntypedItem } from './dataItemSignature.ts';
import type { FactName } from './evidence.ts';
import { failFact } from './failure.ts';
import type { SignatureVerdict } from './signature.ts';
import { held, type Tally, unknown } from './tally.ts';
import { isDataOf, isTransactionSigned, looselySigned } from './transactionSignature.ts';

export interface SignedDataOptions {
  /** What is checked: for the ledger and for sentences. */
  readonly subject: Subject;
  readonly source: string;
  /** The layer-1 transaction of that id; undefined where there is none, as for items inside bundles. */
  readonly fetchTransaction: (id: ItemId) => Promise<Transaction | undefined>;
}

export interface Subject {
  readonly fact: FactName;
  readonly noun: 'module' | 'item' | 'checkpoint';
}

/**
 * Whether `bytes` and the metadata beside them are what an owner signed under this id: as a data item, or as a layer-1
 * transaction whose signature covers the Merkle root of the bytes.
 * @throws VerificationError `wrong-…`, `id-mismatch`, `owner-mismatch`, `…-bytes-differ`, `signature-invalid`, `text-differs`;
 * `details.fact` is the subject's
 */
export async function verifySignedData(
  metadata: GatewayTransaction,
  bytes: Bytes,
  expectedId: ItemId,
  { subject, source, fetchTransaction }: SignedDataOptions,
): Promise<Tally> {
  const { fact, noun } = subject;
  const fail = failureOf(subject);
  if (metadata.id !== expectedId) {
    throw fail(`wrong-${noun}`, expectedId, 'was asked for, and another came', expectedId, metadata.id);
  }
  const holds = (reason: string) => held(fact, source, { reason, itemId: metadata.id });
  const item = untypedItemOf(metadata, bytes);
  const verdict = item === undefined ? 'unsupported' : await checkItem(item, metadata, fail);
  if (verdict === 'holds') return holds(`The ${noun} has the bytes that its owner signed.`);
  const transaction = await fetchTransaction(metadata.id);
  if (transaction === undefined && verdict === 'fails') {
    const expected = `a signature by ${metadata.ownerAddress}`;
    throw fail(
      'signature-invalid',
      metadata.id,
      'was not signed with these bytes and this metadata',
      expected,
      notOfThis,
    );
  }
  if (transaction === undefined) {
    const reason = `The gateway does not tell how the ${noun} was signed, or it was signed in a way that Selfsame cannot check.`;
    return unknown(fact, source, { reason, itemId: metadata.id });
  }
  await verifyTransaction(transaction, bytes, metadata, subject);
  if (transaction.format === 1) return unknown(fact, source, { reason: looselySigned, itemId: metadata.id });
  return holds(`The ${noun} has the bytes whose Merkle root its owner signed on Arweave.`);
}

async function checkItem(
  item: UntypedItem,
  metadata: GatewayTransaction,
  fail: Fail,
): Promise<SignatureVerdict> {
  const id = itemIdOf(item.signature);
  if (id !== metadata.id)
    throw fail('id-mismatch', metadata.id, 'is not the hash of its signature', metadata.id, id);
  checkOwner(metadata, item.owner, fail);
  checkTags(metadata, fail);
  return checkUntypedItem(item);
}

/** The signature is checked over the tags' bytes, so no other tags may have the same: a module is given them as they are told. */
function checkTags({ id, tags }: GatewayTransaction, fail: Fail): void {
  const torn = tags.flatMap(({ name, value }) => [name, value]).find(hasHalfSurrogate);
  if (torn === undefined) return;
  throw fail(
    'text-differs',
    id,
    'comes with half of a surrogate pair in a tag',
    'text that can be signed',
    torn,
  );
}

/** The address becomes part of what the metadata reads, so it has to be the key's. */
function checkOwner({ id, ownerAddress }: GatewayTransaction, owner: Bytes, fail: Fail): void {
  if (isAddressOfKey(ownerAddress, owner)) return;
  const expected = arweaveAddressOf(owner);
  throw fail(
    'owner-mismatch',
    id,
    'comes with an owner address that is not its key’s',
    expected,
    ownerAddress,
  );
}

async function verifyTransaction(
  transaction: Transaction,
  bytes: Bytes,
  metadata: GatewayTransaction,
  subject: Subject,
): Promise<void> {
  const { id } = metadata;
  const fail = failureOf(subject);
  const signatureId = itemIdOf(transaction.signature);
  if (signatureId !== id) throw fail('id-mismatch', id, 'is not the hash of its signature', id, signatureId);
  if (!(await isTransactionSigned(transaction))) {
    const expected = `a signature by ${arweaveAddressOf(transaction.owner)}`;
    throw fail(
      'signature-invalid',
      id,
      'has a transaction signature that does not hold',
      expected,
      notOfThis,
    );
  }
  await compareBytes(transaction, bytes, fail, `${subject.noun}-bytes-differ`);
  compareMetadata(transaction, metadata, fail);
}

async function compareBytes(transaction: Transaction, bytes: Bytes, fail: Fail, code: string): Promise<void> {
  if (await isDataOf(transaction, bytes)) return;
  const { id, format, data, dataRoot } = transaction;
  if (format === 1) {
    const sizeOf = ({ length }: Bytes) => `${length} bytes`;
    throw fail(code, id, 'has other bytes than its transaction holds', sizeOf(data), sizeOf(bytes));
  }
  const actual = encodeBase64url(await merkleRootOf(bytes));
  throw fail(
    code,
    id,
    'has bytes with another Merkle root than was signed',
    encodeBase64url(dataRoot),
    actual,
  );
}

/** Tags and owner are read from the gateway's metadata afterwards, so they have to be the transaction's. */
function compareMetadata(transaction: Transaction, metadata: GatewayTransaction, fail: Fail): void {
  const expectedTags = JSON.stringify(transactionTags(transaction));
  const actualTags = JSON.stringify(metadata.tags);
  if (actualTags !== expectedTags) {
    throw fail('text-differs', metadata.id, 'was signed with other tags', expectedTags, actualTags);
  }
  const owner = encodeBase64url(transaction.owner);
  if (metadata.ownerKey !== owner) {
    throw fail('text-differs', metadata.id, 'was signed with another key', owner, metadata.ownerKey);
  }
  checkOwner(metadata, transaction.owner, fail);
}

const notOfThis = 'a signature of something else';

type Fail = (
  code: string,
  itemId: string,
  what: string,
  expected: string,
  actual: string,
) => VerificationError;

function failureOf({ fact, noun }: Subject): Fail {
  return (code, itemId, what, expected, actual) =>
    failFact(fact, code, `The ${noun} ${itemId} ${what}.`, {
      itemId,
      expected,
      actual,
    });
}
