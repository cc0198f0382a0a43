import { encodeBase64url } from '../base/base64url.ts';
import { type Bytes, equalBytes } from '../base/bytes.ts';
import { arweaveAddressOf, isAddressOfKey } from '../protocol/address.ts';
import { itemIdOf, type UntypedItem } from '../protocol/dataItem.ts';
import { untypedItemOf } from '../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { merkleRootOf } from '../protocol/merkle.ts';
import { signedBytesOfTransaction, type Transaction, transactionTags } from '../protocol/transaction.ts';
import { checkUntypedItem } from './dataItemSignature.ts';
import { failFact } from './failure.ts';
import { verifyRsaPss } from './rsaPss.ts';
import type { SignatureVerdict } from './signature.ts';
import { held, type Tally, unknown } from './tally.ts';

export interface ModuleOptions {
  readonly source: string;
  /** The layer-1 transaction of that id; undefined where there is none, as for items inside bundles. */
  readonly fetchTransaction: (id: ItemId) => Promise<Transaction | undefined>;
}

const fact = 'module-bytes';

/**
 * Whether `bytes` and the metadata beside them are what the module's owner signed under this id: as a data item, or as a layer-1
 * transaction whose signature covers the Merkle root of the bytes.
 * @param expectedId the id that the process names
 * @throws VerificationError `wrong-module`, `id-mismatch`, `owner-mismatch`, `module-bytes-differ`, `signature-invalid`,
 * `text-differs`; `details.fact` is `module-bytes`
 */
export async function verifyModule(
  module: GatewayTransaction,
  bytes: Bytes,
  expectedId: ItemId,
  { source, fetchTransaction }: ModuleOptions,
): Promise<Tally> {
  if (module.id !== expectedId) {
    throw fail('wrong-module', expectedId, 'was asked for, and another came', expectedId, module.id);
  }
  const item = untypedItemOf(module, bytes);
  const verdict = item === undefined ? 'unsupported' : await checkItem(item, module);
  if (verdict === 'holds') return tally(module, source, 'The module has the bytes that its owner signed.');
  const transaction = await fetchTransaction(module.id);
  if (transaction === undefined && verdict === 'fails') {
    throw fail('signature-invalid', module.id, 'was not signed with these bytes and this metadata');
  }
  if (transaction === undefined) {
    const reason =
      'The gateway does not tell how the module was signed, or it was signed in a way that Selfsame cannot check.';
    return unknown(fact, source, { reason, itemId: module.id });
  }
  await verifyTransaction(transaction, bytes, module);
  return tally(module, source, 'The module has the bytes whose Merkle root its owner signed on Arweave.');
}

async function checkItem(item: UntypedItem, module: GatewayTransaction): Promise<SignatureVerdict> {
  const id = itemIdOf(item.signature);
  if (id !== module.id)
    throw fail('id-mismatch', module.id, 'is not the hash of its signature', module.id, id);
  checkOwner(module, item.owner);
  return checkUntypedItem(item);
}

/** The address becomes part of what the module reads, so it has to be the key's. */
function checkOwner({ id, ownerAddress }: GatewayTransaction, owner: Bytes): void {
  if (isAddressOfKey(ownerAddress, owner)) return;
  const expected = arweaveAddressOf(owner);
  throw fail(
    'owner-mismatch',
    id,
    "comes with an owner address that is not its key's",
    expected,
    ownerAddress,
  );
}

async function verifyTransaction(
  transaction: Transaction,
  bytes: Bytes,
  module: GatewayTransaction,
): Promise<void> {
  const { id } = module;
  const signatureId = itemIdOf(transaction.signature);
  if (signatureId !== id) throw fail('id-mismatch', id, 'is not the hash of its signature', id, signatureId);
  const signed = await signedBytesOfTransaction(transaction);
  if (!(await verifyRsaPss(transaction.owner, transaction.signature, signed))) {
    throw fail('signature-invalid', id, 'has a transaction signature that does not hold');
  }
  await compareBytes(transaction, bytes, id);
  compareMetadata(transaction, module);
}

async function compareBytes(transaction: Transaction, bytes: Bytes, id: ItemId): Promise<void> {
  if (transaction.format === 1) {
    if (equalBytes(bytes, transaction.data)) return;
    throw fail('module-bytes-differ', id, 'has other bytes than its transaction holds');
  }
  const expected = encodeBase64url(transaction.dataRoot);
  const actual = encodeBase64url(await merkleRootOf(bytes));
  if (actual !== expected) {
    throw fail(
      'module-bytes-differ',
      id,
      'has bytes with another Merkle root than was signed',
      expected,
      actual,
    );
  }
}

/** Tags and owner are read from the gateway's metadata afterwards, so they have to be the transaction's. */
function compareMetadata(transaction: Transaction, module: GatewayTransaction): void {
  const expectedTags = JSON.stringify(transactionTags(transaction));
  const actualTags = JSON.stringify(module.tags);
  if (actualTags !== expectedTags) {
    throw fail('text-differs', module.id, 'was signed with other tags', expectedTags, actualTags);
  }
  const owner = encodeBase64url(transaction.owner);
  if (module.ownerKey !== owner) {
    throw fail('text-differs', module.id, 'was signed with another key', owner, module.ownerKey);
  }
  checkOwner(module, transaction.owner);
}

function tally(module: GatewayTransaction, source: string, reason: string): Tally {
  return held(fact, source, { reason, itemId: module.id });
}

function fail(code: string, itemId: string, what: string, expected?: string, actual?: string) {
  return failFact(fact, code, `The module ${itemId} ${what}.`, {
    itemId,
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
  });
}
