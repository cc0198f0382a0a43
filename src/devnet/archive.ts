import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { type DataItem, decodeDataItem, itemIdOf, tagsOf } from '../protocol/dataItem.ts';
import { sha256 } from '../protocol/sha.ts';
import { findTag, type Tags } from '../protocol/tags.ts';
import { type ArchiveIndex, archiveAssets } from './archiveIndex.ts';

/** Reads a file of the app's public folder. */
export type LoadAsset = (name: string) => Promise<Bytes>;

/** An item that the demo network's gateway knows. */
export interface PublishedItem {
  readonly id: string;
  readonly item: DataItem;
  readonly tags: Tags;
  /** base64url(sha256(owner bytes)), for every key type. */
  readonly ownerAddress: string;
  readonly dataBytes: number;
  readonly loadData: () => Promise<Bytes>;
}

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
}

export async function loadArchive(loadAsset: LoadAsset): Promise<Archive> {
  const [indexBytes, bundle] = await Promise.all([
    loadAsset(archiveAssets.index),
    loadAsset(archiveAssets.items),
  ]);
  const index = JSON.parse(new TextDecoder().decode(indexBytes)) as ArchiveIndex;
  const items = new Map<string, PublishedItem>();
  for (const { header, dataBytes, asset } of index.modules) {
    const item = decodeDataItem(decodeBase64url(header));
    const published = { ...publish(item), dataBytes, loadData: () => loadAsset(asset) };
    items.set(published.id, published);
  }
  for (const item of decodeBundle(bundle)) {
    const published = publish(item);
    items.set(published.id, published);
  }
  return { index, items, schedules: indexSchedules(items) };
}

/** The items that lies tell, by id. */
export async function loadLies(loadAsset: LoadAsset): Promise<ReadonlyMap<string, PublishedItem>> {
  const published = decodeBundle(await loadAsset(archiveAssets.lies)).map(publish);
  return new Map(published.map((item) => [item.id, item]));
}

function publish(item: DataItem): PublishedItem {
  return {
    id: itemIdOf(item.signature),
    item,
    tags: tagsOf(item),
    ownerAddress: encodeBase64url(sha256(item.owner)),
    dataBytes: item.data.length,
    loadData: () => Promise.resolve(item.data),
  };
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
export function scheduleEntry(
  assignment: PublishedItem,
  items: ReadonlyMap<string, PublishedItem>,
): ScheduleEntry {
  const messageId = findTag(assignment.tags, 'Message') ?? findTag(assignment.tags, 'Process') ?? '';
  const message = items.get(messageId);
  if (message === undefined)
    throw new RangeError(`The archive lacks ${messageId}, assigned by ${assignment.id}.`);
  return {
    nonce: Number(findTag(assignment.tags, 'Nonce')),
    timestampMs: Number(findTag(assignment.tags, 'Timestamp')),
    blockHeight: Number(findTag(assignment.tags, 'Block-Height')),
    assignment,
    message,
  };
}
