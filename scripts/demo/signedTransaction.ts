import { generateTree } from 'arweave/node/lib/merkle.js';
import { encodeBase64url } from '../../src/base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../../src/base/bytes.ts';
import type { TransactionJson } from '../../src/devnet/archiveIndex.ts';
import { itemIdOf } from '../../src/protocol/dataItem.ts';
import type { Tags } from '../../src/protocol/tags.ts';
import { decodeTransactionJson, signedBytesOfTransaction } from '../../src/protocol/transaction.ts';
import { createRandom } from './random.ts';
import type { Signer } from './signer.ts';

/**
 * A signed layer-1 transaction (format 2) as `GET /tx/{id}` tells it, its data left out. The Merkle root comes from Arweave's own code.
 * @param seed what the block that it names as its anchor is drawn from
 */
export async function signTransaction(
  signer: Signer,
  tags: Tags,
  data: Bytes,
  seed: string,
): Promise<TransactionJson> {
  const unsigned: TransactionJson = {
    format: 2,
    id: encodeBase64url(new Uint8Array(32)),
    last_tx: encodeBase64url(createRandom(seed).bytes(48)),
    owner: encodeBase64url(signer.owner),
    tags: tags.map(({ name, value }) => ({ name: base64urlText(name), value: base64urlText(value) })),
    target: '',
    quantity: '0',
    data: '',
    data_size: String(data.length),
    data_tree: [],
    data_root: encodeBase64url((await generateTree(data)).id),
    reward: '1234567890',
    signature: '',
  };
  const signature = await signer.sign(await signedBytesOfTransaction(decodeTransactionJson(unsigned)));
  return { ...unsigned, id: itemIdOf(signature), signature: encodeBase64url(signature) };
}

/** The same with its data beside it, as the demo network's index keeps it. */
export async function signTransactionWithData(
  signer: Signer,
  tags: Tags,
  data: Bytes,
  seed: string,
): Promise<TransactionJson> {
  return { ...(await signTransaction(signer, tags, data, seed)), data: encodeBase64url(data) };
}

function base64urlText(text: string): string {
  return encodeBase64url(encodeUtf8(text));
}
