import type { Abortable } from '../base/abort.ts';
import { decodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { itemIdOf, type UntypedItem } from '../protocol/dataItem.ts';
import { untypedItemOf } from '../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import { decodeItemId, type ItemId } from '../protocol/ids.ts';
import { decodeScheduledMessage } from '../protocol/scheduleJson.ts';
import {
  assignmentTextOf,
  messageTextOf,
  processTextOf,
  type SchedulerItemText,
} from '../protocol/schedulerText.ts';
import { findTag } from '../protocol/tags.ts';
import {
  type ArchivedRange,
  type ArchiveGateway,
  type Assigned,
  dataAtOnce,
  mapAtOnce,
  mostBytesOf,
  mostDataBytes,
  nonceOf,
} from './archive.ts';
import type { KnownItems } from './gateway.ts';
import type { FetchedEntry } from './schedulePages.ts';
import { sentAlong } from './sentAlong.ts';

export interface ArchivedEntries {
  /** From the first nonce on, as far as neither an assignment nor what it assigns is missing. */
  readonly entries: readonly FetchedEntry[];
  /** The index has assignments of the range after those. */
  readonly hasGap: boolean;
}

/**
 * Entries of a schedule as their scheduler unit would tell them, made of what was published of them: three questions for a hundred, and one for
 * each message's data.
 * @throws SourceError `not-indexed` where the first assignment is known and what it assigns is not; ProtocolError
 */
export async function fetchArchivedEntries(
  gateway: ArchiveGateway,
  range: ArchivedRange,
  { signal }: Abortable = {},
): Promise<ArchivedEntries> {
  const { processId, scheduler, nonces } = range;
  const found = await gateway.fetchAssignments({ owner: scheduler, processId, nonces }, { signal });
  const byNonce = new Map<number, GatewayTransaction[]>();
  for (const assignment of found) {
    const nonce = nonceOf(assignment);
    byNonce.set(nonce, [...(byNonce.get(nonce) ?? []), assignment]);
  }
  const gap = nonces.findIndex((nonce) => !byNonce.has(nonce));
  const known = gap === -1 ? nonces : nonces.slice(0, gap);
  // Two of one nonce stay visible to whoever verifies.
  const assignments = known.flatMap((nonce) => byNonce.get(nonce) ?? []);
  const { items, unasked } = await fetchAssigned(gateway, processId, assignments, { signal });
  const whole = beforeUnknown(items, processId, unasked);
  const fitting = withinBytes(whole);
  const sent = await sentAlong(gateway, range, fitting, { signal });
  const entries = await mapAtOnce(dataAtOnce, fitting, (item) =>
    readEntry(gateway, item, sent.has(item), { signal }),
  );
  if (fitting.length < items.length) return { entries, hasGap: fitting.length === whole.length };
  const isLater = ([nonce]: readonly [number, unknown]) => nonce > (nonces[gap] ?? Number.POSITIVE_INFINITY);
  return { entries, hasGap: [...byNonce].some(isLater) };
}

async function fetchAssigned(
  gateway: ArchiveGateway,
  processId: string,
  assignments: readonly GatewayTransaction[],
  options: Abortable,
): Promise<{ readonly items: readonly Assigned[] } & Pick<KnownItems, 'unasked'>> {
  const assignedBy = assignments.map((assignment) => {
    const messageId = findTag(assignment.tags, 'Message');
    const isBundle = isOldBundle(assignment);
    // Only the process itself is assigned without being named.
    const id = isBundle ? undefined : decodeItemId(messageId ?? processId, 'Message tag');
    return { assignment, id, isProcess: !isBundle && messageId === undefined };
  });
  const ids = new Set(assignedBy.flatMap(({ id }) => (id === undefined ? [] : [id])));
  const found = await gateway.fetchTransactionMeta([...ids], options);
  const known = await withAnchors(gateway, found, options);
  const items = assignedBy.map((each) => ({ ...each, item: each.id && known.get(each.id) }));
  return found.unasked === undefined ? { items } : { items, unasked: found.unasked };
}

/** An index may tell none of an answer's anchors, because of one item that has none (`askIndex.ts`). A module is given them, so those items are asked for alone. */
async function withAnchors(
  gateway: ArchiveGateway,
  found: KnownItems,
  options: Abortable,
): Promise<ReadonlyMap<ItemId, GatewayTransaction>> {
  const untold = [...found.values()].filter(({ anchor }) => anchor === null);
  if (found.size === 1 || untold.length === 0) return found;
  const told = await mapAtOnce(dataAtOnce, untold, async ({ id }) =>
    (await gateway.fetchTransactionMeta([id], options)).get(id),
  );
  return new Map([
    ...found,
    ...told.flatMap((item) => (item === undefined ? [] : [[item.id, item] as const])),
  ]);
}

/**
 * Those before the first that cannot be told.
 * @throws SourceError `not-indexed` where that is the first of all, and every endpoint was asked; else why one was not
 */
function beforeUnknown(
  items: readonly Assigned[],
  processId: string,
  unasked: KnownItems['unasked'],
): readonly Assigned[] {
  const end = items.findIndex((each) => lackOf(each, processId) !== undefined);
  const [first] = items;
  if (first === undefined || end === -1) return items;
  if (end === 0) throw unasked ?? notIndexed(first.assignment, lackOf(first, processId) ?? '');
  return items.slice(0, end);
}

/** What of an entry no index knows; undefined where it can be told. Of what is assigned only, whoever verifies asks for the rest. */
function lackOf({ assignment, id, item }: Assigned, processId: string): string | undefined {
  if (!isSigned(assignment)) return `the signature of ${assignment.id}`;
  if (id === undefined) return undefined;
  if (item === undefined) return `the message ${id}`;
  const isTold = item.recipient === processId || id === processId;
  return isTold && !isSigned(item) ? `the signature of ${id}` : undefined;
}

/** Of before AOP-1. */
export function isOldBundle({ tags }: GatewayTransaction): boolean {
  return findTag(tags, 'Message') === undefined && findTag(tags, 'Bundle-Format') !== undefined;
}

/** Told with the signature that its id is the hash of. */
function isSigned({ id, signature, ownerKey }: GatewayTransaction): boolean {
  if (!signature || ownerKey === '') return false;
  try {
    return itemIdOf(decodeBase64url(signature)) === id;
  } catch {
    return false;
  }
}

function withinBytes(items: readonly Assigned[]): readonly Assigned[] {
  let sum = 0;
  const end = items.findIndex(({ assignment, item }) => {
    sum += mostBytesOf(item ?? assignment);
    return sum > mostDataBytes;
  });
  return end === -1 ? items : items.slice(0, Math.max(1, end));
}

async function readEntry(
  gateway: ArchiveGateway,
  { assignment, item, isProcess }: Assigned,
  isSent: boolean,
  options: Abortable,
): Promise<FetchedEntry> {
  return tellEntry(
    assignment,
    isSent ? await readMessage(gateway, assignment, item, isProcess, options) : null,
  );
}

/** @throws SourceError `not-indexed` where the assignment's signature is not known; ProtocolError */
export function tellEntry(assignment: GatewayTransaction, message: SchedulerItemText | null): FetchedEntry {
  const signed = wholeItem(assignment, assignment, noData);
  const text = assignmentTextOf(signed);
  // An anchor beside it would not settle a bundle's signature: such ones are asked for together where they are verified.
  const isUnanchored = isOldBundle(assignment) || signed.isAnchorUntold === true;
  const node = { message, assignment: isUnanchored ? { ...text, anchor: null } : text };
  return { entry: decodeScheduledMessage(node), node };
}

async function readMessage(
  gateway: ArchiveGateway,
  assignment: GatewayTransaction,
  item: GatewayTransaction | undefined,
  isProcess: boolean,
  options: Abortable,
): Promise<SchedulerItemText> {
  if (item === undefined) {
    const maximumBytes = mostBytesOf(assignment);
    const [message] = decodeBundle(await gateway.fetchData(assignment, { ...options, maximumBytes }));
    if (message === undefined) throw notIndexed(assignment, 'a message in its bundle');
    return messageTextOf(message);
  }
  const maximumBytes = mostBytesOf(item);
  const data = maximumBytes === 0 ? noData : await gateway.fetchData(item, { ...options, maximumBytes });
  const whole = wholeItem(assignment, item, data);
  return isProcess ? processTextOf(whole) : messageTextOf(whole);
}

const noData: Bytes = new Uint8Array(0);

function wholeItem(assignment: GatewayTransaction, item: GatewayTransaction, data: Bytes): UntypedItem {
  const whole = untypedItemOf(item, data);
  if (whole === undefined) throw notIndexed(assignment, `the signature of ${item.id}`);
  return whole;
}

function notIndexed({ id, tags }: GatewayTransaction, what: string): SourceError {
  const nonce = findTag(tags, 'Nonce') ?? '';
  return new SourceError('not-indexed', `No gateway’s index knows ${what}, assigned at nonce ${nonce}.`, {
    details: { itemId: id satisfies ItemId, nonce: Number(nonce) },
  });
}
