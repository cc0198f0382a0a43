import { isSelfsameError } from '../base/errors.ts';
import { arweaveAddressOf } from '../protocol/address.ts';
import { itemIdOf } from '../protocol/dataItem.ts';
import { decodeTransactionJson, type Transaction } from '../protocol/transaction.ts';
import { failFact } from './failure.ts';
import { held, type Tally, unknown } from './tally.ts';
import { isTransactionSigned } from './transactionSignature.ts';

const fact = 'weavedrive-reads';

/** Members of `GET /tx/{id}` that the signature covers or that follow from it. `data_tree` is an empty list. */
const signedMembers: ReadonlySet<string> = new Set([
  ...['format', 'id', 'last_tx', 'owner', 'tags', 'target', 'quantity', 'data', 'data_size', 'data_root'],
  ...['reward', 'signature', 'data_tree'],
]);

/**
 * Whether a transaction's JSON, which a process reads as it is, tells what was signed under the id. It is `unknown` where the text
 * holds more than that, and for ways of signing that Selfsame cannot check.
 * @throws VerificationError `id-mismatch`, `signature-invalid`; `details.fact` is `weavedrive-reads`
 */
export async function verifyTransactionText(
  text: string,
  expectedId: string,
  source: string,
): Promise<Tally> {
  const unchecked = (reason: string) => unknown(fact, source, { reason, itemId: expectedId });
  let transaction: Transaction;
  let extra: readonly string[];
  try {
    const json = JSON.parse(text) as object;
    transaction = decodeTransactionJson(json);
    extra = Object.keys(json).filter((name) => !signedMembers.has(name));
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
  if (extra.length > 0) {
    return unchecked(
      `Nobody signed these members of transaction ${expectedId}: ${extra.slice(0, 5).join(', ')}.`,
    );
  }
  return held(fact, source);
}
