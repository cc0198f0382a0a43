import type { Abortable } from '../base/abort.ts';
import type { Bytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import type { UntypedItem } from '../protocol/dataItem.ts';
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
import type { Gateway } from './gateway.ts';
import type { FetchedEntry } from './schedulePages.ts';

export type ArchiveGateway = Pick<
  Gateway,
  'fetchAssignments' | 'fetchByOwner' | 'fetchRaw' | 'fetchTransactionMeta'
>;

export interface ArchivedRange {
  readonly processId: string;
  /** The scheduler's address. */
  readonly scheduler: string;
  /** At most 100, each one more than the one before. */
  readonly nonces: readonly number[];
}

export interface ArchivedEntries {
  /** From the first nonce on, as far as none is missing. */
  readonly entries: readonly FetchedEntry[];
  /** The index has assignments of the range after a missing one. */
  readonly hasGap: boolean;
}

/** Data of so many messages is asked for at once. */
const dataAtOnce = 6;
/** Of one answer, however few messages that are: a page is held as a whole. */
const mostDataBytes = 64 * 1024 ** 2;

/**
 * Entries of a schedule as their scheduler unit would tell them, made of what was published of them: two questions for a hundred, and one for each
 * message's data.
 * @throws SourceError `not-indexed` where an assignment is known and what it assigns is not; ProtocolError
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
    const nonce = Number(findTag(assignment.tags, 'Nonce') ?? Number.NaN);
    byNonce.set(nonce, [...(byNonce.get(nonce) ?? []), assignment]);
  }
  const gap = nonces.findIndex((nonce) => !byNonce.has(nonce));
  const known = gap === -1 ? nonces : nonces.slice(0, gap);
  // Two of one nonce stay visible to whoever verifies.
  const assignments = known.flatMap((nonce) => byNonce.get(nonce) ?? []);
  const items = await fetchAssigned(gateway, processId, assignments, { signal });
  const fitting = withinBytes(items);
  const sent = await sentAlong(gateway, range, fitting, { signal });
  const entries = await mapAtOnce(dataAtOnce, fitting, (item) =>
    readEntry(gateway, item, sent.has(item), { signal }),
  );
  const isCut = fitting.length < items.length;
  const isLater = ([nonce]: readonly [number, unknown]) => nonce > (nonces[gap] ?? Number.POSITIVE_INFINITY);
  return { entries, hasGap: !isCut && [...byNonce].some(isLater) };
}

/** An assignment, and what the index says of the item that it assigns. */
interface Assigned {
  readonly assignment: GatewayTransaction;
  /** Undefined: of before AOP-1, when the scheduler signed a bundle of the message (legacynet.md §1.3). */
  readonly item: GatewayTransaction | undefined;
  readonly isProcess: boolean;
}

async function fetchAssigned(
  gateway: ArchiveGateway,
  processId: string,
  assignments: readonly GatewayTransaction[],
  options: Abortable,
): Promise<readonly Assigned[]> {
  const assignedBy = assignments.map((assignment) => {
    const messageId = findTag(assignment.tags, 'Message');
    const isBundle = messageId === undefined && findTag(assignment.tags, 'Bundle-Format') !== undefined;
    // Only the process itself is assigned without being named.
    const id = isBundle ? undefined : decodeItemId(messageId ?? processId, 'Message tag');
    return { assignment, id, isProcess: !isBundle && messageId === undefined };
  });
  const ids = new Set(assignedBy.flatMap(({ id }) => (id === undefined ? [] : [id])));
  const known = await gateway.fetchTransactionMeta([...ids], options);
  return assignedBy.map(({ id, ...each }) => {
    const item = id === undefined ? undefined : known.get(id);
    if (id !== undefined && item === undefined) throw notIndexed(each.assignment, `the message ${id}`);
    return { ...each, item };
  });
}

function withinBytes(items: readonly Assigned[]): readonly Assigned[] {
  let sum = 0;
  const end = items.findIndex(({ assignment, item }) => {
    sum += (item ?? assignment).dataBytes ?? 0;
    return sum > mostDataBytes;
  });
  return end === -1 ? items : items.slice(0, Math.max(1, end));
}

/**
 * Those whose message came along with its assignment: to a process a unit writes what is addressed to it, once (legacynet.md §1.5); anything else it
 * only assigns. Nobody signs which, and whoever verifies knows that.
 */
async function sentAlong(
  gateway: ArchiveGateway,
  { processId, scheduler }: ArchivedRange,
  items: readonly Assigned[],
  options: Abortable,
): Promise<ReadonlySet<Assigned>> {
  const sent = new Set<Assigned>();
  const uncertain: Assigned[] = [];
  for (const each of items) {
    const { assignment, item, isProcess } = each;
    const isBundled = item === undefined || item.bundledIn !== null;
    if (item === undefined || isProcess) sent.add(each);
    else if (item.recipient !== processId || !isBundled) continue;
    else if (item.bundledIn === assignment.bundledIn) sent.add(each);
    else uncertain.push(each);
  }
  if (uncertain.length === 0) return sent;
  const ids = uncertain.flatMap(({ item }) => (item === undefined ? [] : [item.id]));
  const tags = [
    { name: 'Process', values: [processId] },
    { name: 'Message', values: ids },
  ];
  const all = await gateway.fetchByOwner({ owner: scheduler, tags, limit: 100 }, options);
  const nonceOf = ({ tags: its }: GatewayTransaction) => Number(findTag(its, 'Nonce') ?? Number.NaN);
  for (const each of uncertain) {
    const isEarlier = (other: GatewayTransaction) =>
      findTag(other.tags, 'Message') === each.item?.id && nonceOf(other) < nonceOf(each.assignment);
    if (!all.some(isEarlier)) sent.add(each);
  }
  return sent;
}

async function readEntry(
  gateway: ArchiveGateway,
  { assignment, item, isProcess }: Assigned,
  isSent: boolean,
  options: Abortable,
): Promise<FetchedEntry> {
  const message = isSent ? await readMessage(gateway, assignment, item, isProcess, options) : null;
  const signed = wholeItem(assignment, assignment, noData);
  const text = assignmentTextOf(signed);
  // An anchor beside it would not settle a bundle's signature: such ones are asked for together where they are verified.
  const node = { message, assignment: item === undefined ? { ...text, anchor: null } : text };
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
    const [message] = decodeBundle(await gateway.fetchRaw(assignment.id, options));
    if (message === undefined) throw notIndexed(assignment, 'a message in its bundle');
    return messageTextOf(message);
  }
  const data = item.dataBytes === 0 ? noData : await gateway.fetchRaw(item.id, options);
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

async function mapAtOnce<Value, Result>(
  count: number,
  values: readonly Value[],
  map: (value: Value) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = values.entries();
  const work = async () => {
    for (const [index, value] of waiting) results[index] = await map(value);
  };
  await Promise.all(Array.from({ length: Math.min(count, values.length) }, work));
  return results;
}
