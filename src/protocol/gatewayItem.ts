import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../base/bytes.ts';
import { arweaveAddressOf } from './address.ts';
import { encodeTags } from './avroTags.ts';
import { itemIdOf, tagsOf, type UntypedItem } from './dataItem.ts';
import type { GatewayTransaction } from './gatewayJson.ts';
import type { MessageId } from './ids.ts';
import type { AssignedItem } from './message.ts';
import { type Transaction, transactionTags } from './transaction.ts';

/**
 * The item that a gateway's metadata and data (`/raw/{id}`) describe together, whole and exact if the gateway is honest.
 * Undefined where the metadata lacks a signature or owner key.
 * @throws ProtocolError `invalid-base64url`
 */
export function untypedItemOf(transaction: GatewayTransaction, data: Bytes): UntypedItem | undefined {
  if (!transaction.signature || transaction.ownerKey === '') return undefined;
  return {
    signature: decodeBase64url(transaction.signature),
    owner: decodeBase64url(transaction.ownerKey),
    target: decodeBase64url(transaction.recipient ?? ''),
    anchor: decodeAnchor(transaction.anchor ?? ''),
    ...(transaction.anchor === null && { isAnchorUntold: true }),
    tagBytes: encodeTags(transaction.tags),
    data,
  };
}

const anchorBytes = 32;

/**
 * Gateways tell anchors in base64url. A text of 32 bytes is one as its signer wrote it: in base64url it would stand for 24 bytes, which no anchor has.
 * The signature says whether that was right.
 */
function decodeAnchor(text: string): Bytes {
  const written = encodeUtf8(text);
  return written.length === anchorBytes ? written : decodeBase64url(text);
}

/** A layer-1 transaction in the shape of an item, as gateways show both: its anchor is the transaction before. */
export function itemOfTransaction(transaction: Transaction, data: Bytes): UntypedItem {
  const { signature, owner, target, lastTransaction } = transaction;
  const tagBytes = encodeTags(transactionTags(transaction));
  return { signature, owner, target, anchor: lastTransaction, tagBytes, data };
}

/** A byte order mark goes, as where the reference CU reads a response as text (legacynet.md §4.3). */
const textDecoder = new TextDecoder();

/** An assigned item as its process sees it (legacynet.md §4.3). */
export function assignedItemOf(item: UntypedItem): AssignedItem {
  return {
    id: itemIdOf(item.signature) as MessageId,
    ownerKey: encodeBase64url(item.owner),
    ownerAddress: arweaveAddressOf(item.owner),
    tags: tagsOf(item),
    signature: encodeBase64url(item.signature),
    anchor: encodeBase64url(item.anchor),
    target: encodeBase64url(item.target),
    data: textDecoder.decode(item.data),
  };
}
