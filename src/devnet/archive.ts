import { decodeBase64url } from '../base/base64url.ts';
import { type Bytes, decodeUtf8Lossy } from '../base/bytes.ts';
import { onceLoaded } from '../base/once.ts';
import { encodeTags } from '../protocol/avroTags.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { decodeDataItem } from '../protocol/dataItem.ts';
import { signatureTypes } from '../protocol/signatureType.ts';
import { findTag } from '../protocol/tags.ts';
import { decodeTransactionJson, transactionTags } from '../protocol/transaction.ts';
import {
  type ArchivedModule,
  type ArchiveIndex,
  archiveAssets,
  type TransactionJson,
} from './archiveIndex.ts';
import { type ArchivedCheckpoints, type PublishedCheckpoints, publishCheckpoints } from './checkpoints.ts';
import { type PublishedItem, publishItem } from './publishedItem.ts';

export type { PublishedItem } from './publishedItem.ts';

/** Reads a file of the app's public folder. */
export type LoadAsset = (name: string) => Promise<Bytes>;

export interface ScheduleEntry {
  readonly nonce: number;
  readonly timestampMs: number;
  readonly blockHeight: number;
  readonly assignment: PublishedItem;
  /** The process itself at nonce 0. */
  readonly message: PublishedItem;
}

/** Everything that was ever signed on the demo network, indexed for those who serve it. */
export interface Archive {
  readonly index: ArchiveIndex;
  /** In the order of publication. */
  readonly items: ReadonlyMap<string, PublishedItem>;
  /** Entries by process id, nonces gapless from 0. */
  readonly schedules: ReadonlyMap<string, readonly ScheduleEntry[]>;
  /** Those of the network's compute unit, which are among `items`, and those that only lies tell. */
  readonly checkpoints: PublishedCheckpoints;
  /** Results by assignment id, as the reference loader gave them. */
  readonly loadResults: () => Promise<Readonly<Record<string, unknown>>>;
}

export async function loadArchive(loadAsset: LoadAsset): Promise<Archive> {
  const [indexBytes, bundle, checkpointBytes] = await Promise.all([
    loadAsset(archiveAssets.index),
    loadAsset(archiveAssets.items),
    loadAsset(archiveAssets.checkpoints),
  ]);
  const index = parseJson(indexBytes) as ArchiveIndex;
  const items = new Map<string, PublishedItem>();
  for (const module of index.modules) {
    const published = publishModule(module, loadAsset);
    items.set(published.id, published);
  }
  for (const { data, ...signed } of index.transactions) {
    const bytes = decodeBase64url(data);
    // Of format 2, `GET /tx/{id}` leaves the data out.
    const published = publishTransaction({ ...signed, data: '' }, bytes.length, () => Promise.resolve(bytes));
    items.set(published.id, published);
  }
  for (const item of decodeBundle(bundle)) {
    const published = publishItem(item);
    items.set(published.id, published);
  }
  const checkpoints = publishCheckpoints(parseJson(checkpointBytes) as ArchivedCheckpoints, loadAsset);
  for (const published of checkpoints.honest) items.set(published.id, published);
  const loadResults = onceLoaded(
    async () => parseJson(await loadAsset(archiveAssets.results)) as Readonly<Record<string, unknown>>,
  );
  return { index, items, schedules: indexSchedules(items), checkpoints, loadResults };
}

/** The entries that were signed for lies only, by the lie's name. */
export async function loadSignedLies(
  archive: Archive,
  loadAsset: LoadAsset,
): Promise<ReadonlyMap<string, ScheduleEntry>> {
  const items = new Map(archive.items);
  for (const item of decodeBundle(await loadAsset(archiveAssets.lies))) {
    const published = publishItem(item);
    items.set(published.id, published);
  }
  return new Map(
    Object.entries(archive.index.signedLies).map(([name, id]) => [
      name,
      scheduleEntry(need(items, id), items),
    ]),
  );
}

function parseJson(bytes: Bytes): unknown {
  return JSON.parse(decodeUtf8Lossy(bytes));
}

function publishModule(module: ArchivedModule, loadAsset: LoadAsset): PublishedItem {
  const loadData = () => loadAsset(module.asset);
  const { dataBytes } = module;
  if (module.kind === 'data-item') {
    return { ...publishItem(decodeDataItem(decodeBase64url(module.header))), dataBytes, loadData };
  }
  return publishTransaction(module.transaction, dataBytes, loadData);
}

function publishTransaction(
  transaction: TransactionJson,
  dataBytes: number,
  loadData: () => Promise<Bytes>,
): PublishedItem {
  const tags = transactionTags(decodeTransactionJson(transaction));
  const item = {
    signatureType: signatureTypes.arweave,
    signature: decodeBase64url(transaction.signature),
    owner: decodeBase64url(transaction.owner),
    target: decodeBase64url(transaction.target),
    anchor: decodeBase64url(transaction.last_tx),
    tagBytes: encodeTags(tags),
    data: new Uint8Array(0),
  };
  return { ...publishItem(item), dataBytes, loadData, transaction };
}

function indexSchedules(items: ReadonlyMap<string, PublishedItem>): Map<string, readonly ScheduleEntry[]> {
  const schedules = new Map<string, ScheduleEntry[]>();
  for (const assignment of items.values()) {
    if (findTag(assignment.tags, 'Type') !== 'Assignment') continue;
    const processId = findTag(assignment.tags, 'Process') ?? '';
    const schedule = schedules.get(processId) ?? [];
    schedule.push(scheduleEntry(assignment, items));
    schedules.set(processId, schedule);
  }
  for (const schedule of schedules.values()) schedule.sort((a, b) => a.nonce - b.nonce);
  return schedules;
}

/** An assignment and what it assigns, out of `items`. */
function scheduleEntry(assignment: PublishedItem, items: ReadonlyMap<string, PublishedItem>): ScheduleEntry {
  const messageId = findTag(assignment.tags, 'Message') ?? findTag(assignment.tags, 'Process') ?? '';
  const message = need(items, messageId);
  return {
    nonce: Number(findTag(assignment.tags, 'Nonce')),
    timestampMs: Number(findTag(assignment.tags, 'Timestamp')),
    blockHeight: Number(findTag(assignment.tags, 'Block-Height')),
    assignment,
    message,
  };
}

function need(items: ReadonlyMap<string, PublishedItem>, id: string): PublishedItem {
  const item = items.get(id);
  if (item === undefined) throw new RangeError(`The demo network’s archive lacks ${id}.`);
  return item;
}
