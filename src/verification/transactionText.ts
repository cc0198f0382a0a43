import { encodeBase64url } from '../base/base64url.ts';
import { isSelfsameError } from '../base/errors.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { itemIdOf } from '../protocol/dataItem.ts';
import { decodeTransactionJson, type Transaction } from '../protocol/transaction.ts';
import { failFact } from './failure.ts';
import { held, type Tally, unknown } from './tally.ts';
import { isDataOf, isTransactionSigned, looselySigned } from './transactionSignature.ts';

const fact = 'weavedrive-reads';

/**
 * Whether a transaction's JSON, which a process reads as it is, tells what was signed under the id. It is `unknown` where the text
 * tells anything else or otherwise, for format 1, and for ways of signing that Selfsame cannot check.
 * @throws VerificationError `id-mismatch`, `signature-invalid`; `details.fact` is `weavedrive-reads`
 */
export async function verifyTransactionText(
  text: string,
  expectedId: string,
  source: string,
): Promise<Tally> {
  const unchecked = (reason: string) => unknown(fact, source, { reason, itemId: expectedId });
  let json: Told;
  let transaction: Transaction;
  try {
    json = JSON.parse(text) as Told;
    transaction = decodeTransactionJson(json);
  } catch (error) {
    if (!isSelfsameError(error) && !(error instanceof SyntaxError)) throw error;
    return unchecked(`What the gateway gave as transaction ${expectedId} does not look like one.`);
  }
  const actual = itemIdOf(transaction.signature);
  if (actual !== expectedId || transaction.id !== expectedId) {
    throw failFact(fact, 'id-mismatch', `Transaction ${expectedId} is not the hash of its signature.`, {
      itemId: expectedId,
      expected: expectedId,
      actual,
    });
  }
  if (transaction.owner.length !== 512) {
    return unchecked(`Transaction ${expectedId} is signed in a way that Selfsame cannot check.`);
  }
  if (!(await isTransactionSigned(transaction))) {
    throw failFact(fact, 'signature-invalid', `The signature of transaction ${expectedId} does not hold.`, {
      itemId: expectedId,
      expected: `a signature by ${arweaveAddressOf(transaction.owner)}`,
      actual: 'a signature of something else',
    });
  }
  if (transaction.format === 1) return unchecked(looselySigned);
  const unsigned = await unsignedMembers(json, transaction);
  if (unsigned.length === 0) return held(fact, source);
  return unchecked(
    `The signature of transaction ${expectedId} does not cover these members as they are told: ${unsigned.slice(0, 5).join(', ')}.`,
  );
}

type Told = Readonly<Record<string, unknown>>;

/** Members that do not follow from what was signed in format 2, to the letter; those that are left out, too. */
async function unsignedMembers(json: Told, transaction: Transaction): Promise<readonly string[]> {
  const { format, id, quantity, reward, dataSize, data } = transaction;
  const signed: Told = {
    ...{ format, id, quantity, reward, data_size: dataSize },
    last_tx: encodeBase64url(transaction.lastTransaction),
    owner: encodeBase64url(transaction.owner),
    target: encodeBase64url(transaction.target),
    data_root: encodeBase64url(transaction.dataRoot),
    signature: encodeBase64url(transaction.signature),
  };
  const isAsSigned = async (name: string): Promise<boolean> => {
    const told = json[name];
    if (name === 'tags') return Array.isArray(told) && told.every(isPlainTag);
    // Nodes tell an empty list of chunks, and no data: both are elsewhere.
    if (name === 'data_tree') return Array.isArray(told) && told.length === 0;
    if (name === 'data') return told === '' || (data.length > 0 && isDataOf(transaction, data));
    return Object.hasOwn(signed, name) && told === signed[name];
  };
  const names = [...new Set([...Object.keys(json), ...Object.keys(signed)])];
  const checked = await Promise.all(names.map(async (name) => ((await isAsSigned(name)) ? [] : [name])));
  return checked.flat();
}

/** That its name and value are what was signed, the signature says. */
function isPlainTag(tag: object): boolean {
  return Object.keys(tag).every((name) => name === 'name' || name === 'value');
}
