import { encodeBase64url } from '../base/base64url.ts';
import { type Bytes, concatBytes, encodeUtf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { decodeLittleEndian, encodeLittleEndian } from '../base/littleEndian.ts';
import { rememberedFor } from '../base/remembered.ts';
import { decodeTags } from './avroTags.ts';
import { appendLongToDeepHashList, appendToDeepHashList, startDeepHashList } from './deepHash.ts';
import type { ItemId } from './ids.ts';
import { loadSha384, sha256 } from './sha.ts';
import { signatureSchemes } from './signatureType.ts';
import type { Tags } from './tags.ts';

/** What an ANS-104 data item's signature covers. `target` and `anchor` are empty or 32 bytes. */
export interface UnsignedDataItem {
  readonly signatureType: number;
  readonly owner: Bytes;
  readonly target: Bytes;
  readonly anchor: Bytes;
  /** As signed; `tagsOf` reads them, `encodeTags` makes them. */
  readonly tagBytes: Bytes;
  readonly data: Bytes;
}

/** An ANS-104 data item, byte for byte. Whether its signature holds is for `verification/` to say. */
export interface DataItem extends UnsignedDataItem {
  readonly signature: Bytes;
}

/** A data item whose signature type nobody tells: the JSON of scheduler units and gateways lacks it. */
export type UntypedItem = Omit<DataItem, 'signatureType'> & {
  /** Its anchor is not told either, and empty here: a signature that does not hold then shows nothing. */
  readonly isAnchorUntold?: true;
};

/** @throws ProtocolError `invalid-tags` */
export function tagsOf(item: Pick<UnsignedDataItem, 'tagBytes'>): Tags {
  return decodeTags(item.tagBytes);
}

/** The id that follows from a signature, of data items and Arweave transactions alike. */
export function itemIdOf(signature: Uint8Array): ItemId {
  return encodeBase64url(sha256(signature)) as ItemId;
}

const itemFieldCount = 8;

/** What the hashes of all items by one key begin with, by signature type: the key is the longest field of most items. */
const beginnings = rememberedFor((_owner: Bytes) => new Map<number, Bytes>());

/** The 48 bytes that an item's signature signs: its SHA-384 deep hash (legacynet.md §11.2). */
export async function hashDataItem(item: UnsignedDataItem): Promise<Bytes> {
  const { signatureType, owner, target, anchor, tagBytes, data } = item;
  const sha384 = await loadSha384();
  const known = beginnings(owner);
  let beginning = known.get(signatureType);
  if (beginning === undefined) {
    const constants = ['dataitem', '1', String(signatureType)].map(encodeUtf8);
    beginning = startDeepHashList(sha384, itemFieldCount, [...constants, owner]);
    known.set(signatureType, beginning);
  }
  const rest = appendToDeepHashList(sha384, beginning, [target, anchor, tagBytes]);
  return appendLongToDeepHashList(sha384, rest, data);
}

/**
 * The fields are views into `bytes`. Limits on the number and size of tags are not enforced: networks differ there, and a signature covers them.
 * @throws ProtocolError `invalid-data-item` (`details.offset`), `invalid-tags`
 */
export function decodeDataItem(bytes: Bytes): DataItem {
  const reader = new ItemReader(bytes);
  const signatureType = reader.number(2, 'signature type');
  const scheme = signatureSchemes.get(signatureType);
  if (scheme === undefined) throw reader.invalid(`signature type ${signatureType} is not known`);
  const signature = reader.take(scheme.signatureLength, 'signature');
  const owner = reader.take(scheme.ownerLength, 'owner');
  const target = reader.optional('target');
  const anchor = reader.optional('anchor');
  const tagCount = reader.number(8, 'number of tags');
  const tagBytes = reader.take(reader.number(8, 'size of tags'), 'tags');
  const item = { signatureType, signature, owner, target, anchor, tagBytes, data: reader.rest() };
  const found = tagsOf(item).length;
  if (found !== tagCount) throw reader.invalid(`${tagCount} tags are announced, ${found} are there`);
  return item;
}

/** @throws ProtocolError `invalid-data-item` where a field does not have the length that its type demands */
export function encodeDataItem(item: DataItem): Bytes {
  const scheme = signatureSchemes.get(item.signatureType);
  if (scheme === undefined) throw invalidItem(`signature type ${item.signatureType} is not known`, 0);
  assertLength('signature', item.signature, [scheme.signatureLength]);
  assertLength('owner', item.owner, [scheme.ownerLength]);
  return concatBytes([
    encodeLittleEndian(item.signatureType, 2),
    item.signature,
    item.owner,
    encodeOptional('target', item.target),
    encodeOptional('anchor', item.anchor),
    encodeLittleEndian(tagsOf(item).length, 8),
    encodeLittleEndian(item.tagBytes.length, 8),
    item.tagBytes,
    item.data,
  ]);
}

/** Reads one item field after the other and says where it could not. */
class ItemReader {
  private readonly bytes: Bytes;
  private offset = 0;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }

  take(length: number, what: string): Bytes {
    const end = this.offset + length;
    if (end > this.bytes.length) throw this.invalid(`the ${what} does not fit`);
    const part = this.bytes.subarray(this.offset, end);
    this.offset = end;
    return part;
  }

  number(length: number, what: string): number {
    const value = decodeLittleEndian(this.take(length, what));
    if (!Number.isSafeInteger(value)) throw this.invalid(`the ${what} is out of range`);
    return value;
  }

  optional(what: string): Bytes {
    const [flag] = this.take(1, `flag of the ${what}`);
    if (flag !== 0 && flag !== 1) throw this.invalid(`the flag of the ${what} is neither 0 nor 1`);
    return this.take(flag === 1 ? 32 : 0, what);
  }

  rest(): Bytes {
    return this.take(this.bytes.length - this.offset, 'data');
  }

  invalid(why: string): ProtocolError {
    return invalidItem(why, this.offset);
  }
}

function encodeOptional(what: string, field: Bytes): Bytes {
  assertLength(what, field, [0, 32]);
  return field.length === 0 ? new Uint8Array([0]) : concatBytes([new Uint8Array([1]), field]);
}

function assertLength(what: string, field: Uint8Array, allowed: readonly number[]): void {
  if (allowed.includes(field.length)) return;
  throw invalidItem(`its ${what} has ${field.length} bytes instead of ${allowed.join(' or ')}`, 0);
}

function invalidItem(why: string, offset: number): ProtocolError {
  return new ProtocolError('invalid-data-item', `The bytes are not an ANS-104 data item: ${why}.`, {
    details: { offset },
  });
}
