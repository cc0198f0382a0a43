import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import {
  type Bytes,
  decodeUtf8Lossy,
  decodeUtf8Strict,
  encodeUtf8,
  hasHalfSurrogate,
} from '../base/bytes.ts';
import { ProtocolError, type VerificationError } from '../base/errors.ts';
import { arweaveAddressOf, decodeOwnerKey, isAddressOfKey } from '../protocol/address.ts';
import { isBundleItem } from '../protocol/assignment.ts';
import { encodeTags } from '../protocol/avroTags.ts';
import { itemIdOf, tagsOf, type UntypedItem } from '../protocol/dataItem.ts';
import { type ItemId, isItemId } from '../protocol/ids.ts';
import type { SchedulerItem } from '../protocol/message.ts';
import type { Transaction } from '../protocol/transaction.ts';
import { checkUntypedItem } from './dataItemSignature.ts';
import type { FactName } from './evidence.ts';
import { failFact } from './failure.ts';

export type ItemRole = 'process' | 'assignment' | 'message';

/**
 * How the signature of an item came out that did not fail. `exact` is the item as it was signed; of one that is `unknown`, as far as it can be
 * told.
 */
export type ItemFinding =
  | { readonly status: 'holds'; readonly exact: UntypedItem }
  | { readonly status: 'unknown'; readonly reason: string; readonly exact?: UntypedItem };

/** An item as it was signed, if the gateway that told it is honest. */
export interface ExactItem extends UntypedItem {
  /** Where it was asked for as a layer-1 transaction: what that one says, its data apart. */
  readonly transaction?: Transaction;
  /** The gateway says that it travelled in a bundle: then it is a data item, and no transaction. */
  readonly isBundled?: boolean;
}

/**
 * Asks a gateway for the whole item, exactly. Called only where the scheduler unit's text does not settle the signature;
 * undefined where no gateway has it.
 */
export type FetchExact = (id: ItemId, role: ExactRole) => Promise<ExactItem | undefined>;

/**
 * What an item is asked for as. An assigned one may be a `transaction`, which shows only when it is no data item. Of a `bundle` data is not asked
 * for, and comes empty.
 */
export type ExactRole = ItemRole | 'assigned' | 'transaction' | 'bundle';

export interface ItemCheck {
  readonly role: ItemRole;
  /** The line of the ledger that a failure breaks. */
  readonly fact: FactName;
  readonly nonce?: number;
  /** A module is given the text as it is told: then nothing of it may be left out, or be written otherwise than a scheduler unit writes it. */
  readonly isEvaluated?: boolean;
  readonly fetchExact?: FetchExact | undefined;
}

/**
 * Checks an item that is known only through a scheduler unit's JSON. The text is lossy (legacynet.md §1.3), so the signed bytes are
 * rebuilt, in each way in which that text can be read. Where none holds although the loss could explain it, an exact copy
 * settles the matter: it has to hold by itself, and to read as the scheduler unit's text does.
 * @throws VerificationError `id-mismatch`, `owner-mismatch`, `signature-invalid`, `text-differs`, `item-malformed`
 */
export async function verifySchedulerItem(item: SchedulerItem, check: ItemCheck): Promise<ItemFinding> {
  const fail = failureOf(item, check);
  const { signature, owner, target } = decodeKeys(item, fail);
  const id = itemIdOf(signature);
  if (item.signature !== '' && id !== item.id) {
    throw fail('id-mismatch', `is not the hash of the signature it came with`, item.id, id);
  }
  if (!isAddressOfKey(item.ownerAddress, owner)) {
    const expected = arweaveAddressOf(owner);
    throw fail(
      'owner-mismatch',
      'comes with an owner address that is not its key’s',
      expected,
      item.ownerAddress,
    );
  }
  checkText(item, fail);
  let verdict: Awaited<ReturnType<typeof checkUntypedItem>> = 'fails';
  for (const anchor of readAnchor(item.anchor, check.role)) {
    const data = encodeUtf8(item.data ?? '');
    const reading = { signature, owner, target, anchor, tagBytes: encodeTags(item.tags), data };
    verdict = await checkUntypedItem(reading);
    if (verdict !== 'holds') continue;
    return told(item, check, reading);
  }
  const unsupported = verdict === 'unsupported' && item.signature !== '';
  const loss = unsupported ? unsupportedReason : lossOf(item, check.role);
  if (loss === undefined) {
    const expected = `a signature by ${item.ownerAddress} over what is told`;
    throw fail(
      'signature-invalid',
      'has a signature that does not hold',
      expected,
      'a signature of something else',
    );
  }
  return settle(item, check, loss, fail);
}

/** The signature is checked over the text's bytes, so no other text may have the same: the process is given the text. */
function checkText({ data, anchor, tags }: SchedulerItem, fail: Fail): void {
  const texts = [data ?? '', anchor ?? '', ...tags.flatMap(({ name, value }) => [name, value])];
  const torn = texts.find(hasHalfSurrogate);
  if (torn === undefined) return;
  throw fail(
    'item-malformed',
    'comes with half of a surrogate pair',
    'text that can be signed',
    shorten(torn),
  );
}

/**
 * What is left out can belong to the same signed bytes, and makes another input for a module (legacynet.md §4.1). A unit that does so may be an old one
 * (§1.3): nobody is accused, and nothing that follows from it is certain.
 */
function told(item: SchedulerItem, { isEvaluated = false }: ItemCheck, exact: UntypedItem): ItemFinding {
  const field = isEvaluated ? fieldLeftOut(item, exact) : undefined;
  if (field === undefined) return { status: 'holds', exact };
  const reason = `The scheduler unit does not tell its ${field} as units do, and the module is given what is told.`;
  return { status: 'unknown', reason, exact };
}

/** Of an empty field a unit has one way to tell it: null of an anchor, and an empty text of data. */
function fieldLeftOut({ signature, anchor, data }: SchedulerItem, exact: UntypedItem): string | undefined {
  if (signature === '') return 'signature';
  if (anchor === '') return 'anchor';
  return data === null && decodeUtf8Strict(exact.data) !== undefined ? 'data' : undefined;
}

const unsupportedReason = 'It is signed in a way that Selfsame cannot check.';

async function settle(item: SchedulerItem, check: ItemCheck, loss: string, fail: Fail): Promise<ItemFinding> {
  const exact = await check.fetchExact?.(item.id, check.role);
  if (exact === undefined) return { status: 'unknown', reason: loss };
  if (itemIdOf(exact.signature) !== item.id || (await checkUntypedItem(exact)) !== 'holds') {
    return { status: 'unknown', reason: `${loss} The gateway’s copy does not hold either.` };
  }
  const difference = findDifference(item, exact, check.role);
  if (difference === undefined) return told(item, check, exact);
  const { field, expected, actual } = difference;
  throw fail(
    'text-differs',
    `was signed with another ${field} than the scheduler unit tells`,
    expected,
    actual,
  );
}

/** Which reading of the text is lossy, as a sentence; undefined where the text says everything. */
function lossOf(item: SchedulerItem, role: ItemRole): string | undefined {
  if (item.signature === '') return 'The scheduler unit does not tell its signature.';
  if (role === 'assignment' && isBundleItem(item)) {
    return 'Before AOP-1 the scheduler signed a whole bundle, and the scheduler unit tells only its tags.';
  }
  if (role === 'process' && item.data === null) return 'The scheduler unit does not tell its data.';
  if (item.data?.includes('\ufffd')) return 'Its data is not text, and the scheduler unit tells it as text.';
  if (item.anchor === null)
    return 'The scheduler unit does not tell its anchor, which is part of what was signed.';
  return undefined;
}

/** The bytes that an anchor's text can stand for, likeliest first. */
function readAnchor(text: string | null, role: ItemRole): readonly Bytes[] {
  if (text === null) return [new Uint8Array(0)];
  // With `show-anchor` a scheduler unit tells an assignment's anchor as text if it can, else in base64url.
  const readings = role === 'assignment' && isItemId(text) ? [decodeBase64url(text)] : [];
  return [...readings, encodeUtf8(text)];
}

/** The first field that the scheduler unit would have told differently, had it told this item. */
function findDifference(
  item: SchedulerItem,
  exact: UntypedItem,
  role: ItemRole,
): { readonly field: string; readonly expected: string; readonly actual: string } | undefined {
  const anchor = decodeUtf8Strict(exact.anchor) || null;
  const anchors = role === 'assignment' ? [encodeBase64url(exact.anchor), anchor, null] : [anchor];
  const data: (string | null)[] =
    role === 'process' ? [decodeUtf8Strict(exact.data) ?? null] : [decodeUtf8Lossy(exact.data)];
  // Only a message is always told with its data.
  if (role !== 'message') data.push(null);
  const fields: readonly (readonly [string, readonly (string | null)[], string | null])[] = [
    ['owner', [encodeBase64url(exact.owner)], item.ownerKey],
    ['target', [encodeBase64url(exact.target)], item.target ?? ''],
    ['anchor', anchors, item.anchor || null],
    ['list of tags', [JSON.stringify(tagsOf(exact))], JSON.stringify(item.tags)],
    ['data', data, item.data],
  ];
  const different = fields.find(([, allowed, actual]) => !allowed.includes(actual));
  if (different === undefined) return undefined;
  const [field, [expected], actual] = different;
  return { field, expected: shorten(expected), actual: shorten(actual) };
}

function shorten(text: string | null | undefined): string {
  if (text === null || text === undefined) return 'null';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

type Fail = (
  code: string,
  what: string,
  expected: string,
  actual: string,
  cause?: unknown,
) => VerificationError;

function failureOf(item: SchedulerItem, { role, fact, nonce }: ItemCheck): Fail {
  const where = nonce === undefined ? '' : ` at nonce ${nonce}`;
  return (code, what, expected, actual, cause) =>
    failFact(
      fact,
      code,
      `The ${role} ${item.id}${where} ${what}.`,
      {
        itemId: item.id,
        ...(nonce !== undefined && { nonce }),
        expected,
        actual,
      },
      cause,
    );
}

function decodeKeys(item: SchedulerItem, fail: Fail) {
  try {
    return {
      signature: decodeBase64url(item.signature),
      owner: decodeOwnerKey(item.ownerKey),
      target: decodeBase64url(item.target ?? ''),
    };
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw fail(
      'item-malformed',
      'has a signature, key or target that is not base64url',
      'base64url',
      shorten([item.signature, item.ownerKey, item.target].join(' ')),
      cause,
    );
  }
}
