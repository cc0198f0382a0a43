import { decodeBase64url } from '../base/base64url.ts';
import { type Bytes, concatBytes, decodeUtf8Lossy, encodeUtf8 } from '../base/bytes.ts';
import { JsonAt, parseJsonText } from '../base/json.ts';
import { type DeepHashChunk, deepHash } from './deepHash.ts';
import { decodeItemId, type ItemId } from './ids.ts';
import type { Tags } from './tags.ts';

/** An Arweave layer-1 transaction as `GET /tx/{id}` tells it; its texts decoded, its data elsewhere. */
export interface Transaction {
  readonly format: 1 | 2;
  readonly id: ItemId;
  readonly signature: Bytes;
  readonly owner: Bytes;
  readonly target: Bytes;
  /** Winston, decimal. */
  readonly quantity: string;
  readonly reward: string;
  readonly lastTransaction: Bytes;
  readonly tags: readonly { readonly name: Bytes; readonly value: Bytes }[];
  /** Decimal number of bytes. */
  readonly dataSize: string;
  /** Merkle root of the data's chunks; empty where there is no data, and in format 1. */
  readonly dataRoot: Bytes;
  /** Format 1 carries its data; empty in format 2. */
  readonly data: Bytes;
}

/** As `decodeTransactionJson`, which says what it throws; `unexpected-json` also where the text is no JSON. */
export function decodeTransactionText(text: string): Transaction {
  return decodeTransactionJson(parseJsonText(text, 'transaction'));
}

/** @throws ProtocolError `unexpected-json`, `invalid-base64url`, `invalid-id` */
export function decodeTransactionJson(json: unknown): Transaction {
  const at = new JsonAt(json, 'transaction');
  const bytes = (name: string) => decodeBase64url(at.field(name).textOrNull() ?? '');
  const decimal = (name: string) => {
    const member = at.field(name);
    const text = String(member.isAbsent ? '0' : member.value);
    if (!/^\d+$/.test(text)) throw member.unexpected('decimal digits');
    return text;
  };
  const format = at.field('format');
  const number = format.isAbsent ? 1 : format.count();
  if (number !== 1 && number !== 2) throw format.unexpected('1 or 2');
  return {
    format: number,
    id: decodeItemId(at.field('id').value, 'transaction id'),
    signature: bytes('signature'),
    owner: bytes('owner'),
    target: bytes('target'),
    quantity: decimal('quantity'),
    reward: decimal('reward'),
    lastTransaction: bytes('last_tx'),
    tags: at
      .field('tags')
      .items()
      .map((tag) => ({
        name: decodeBase64url(tag.field('name').text()),
        value: decodeBase64url(tag.field('value').text()),
      })),
    dataSize: decimal('data_size'),
    dataRoot: bytes('data_root'),
    data: bytes('data'),
  };
}

/** Tags as text, ill-formed UTF-8 as U+FFFD. */
export function transactionTags(transaction: Transaction): Tags {
  return transaction.tags.map(({ name, value }) => ({
    name: decodeUtf8Lossy(name),
    value: decodeUtf8Lossy(value),
  }));
}

/** The bytes that a transaction's RSA-PSS signature signs. */
export async function signedBytesOfTransaction(transaction: Transaction): Promise<Bytes> {
  const { owner, target, data, quantity, reward, lastTransaction, tags, dataSize, dataRoot } = transaction;
  if (transaction.format === 1) {
    const tagTexts = tags.flatMap(({ name, value }) => [name, value]);
    const parts = [owner, target, data, encodeUtf8(quantity), encodeUtf8(reward), lastTransaction];
    return concatBytes([...parts, ...tagTexts]);
  }
  const list: readonly DeepHashChunk[] = [
    encodeUtf8('2'),
    owner,
    target,
    encodeUtf8(quantity),
    encodeUtf8(reward),
    lastTransaction,
    tags.map(({ name, value }) => [name, value]),
    encodeUtf8(dataSize),
    dataRoot,
  ];
  return deepHash(list);
}
