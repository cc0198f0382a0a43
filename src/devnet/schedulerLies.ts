import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { concatBytes, encodeUtf8 } from '../base/bytes.ts';
import { findTag, type Tags } from '../protocol/tags.ts';
import type { PublishedItem, ScheduleEntry } from './archive.ts';
import {
  type Distortion,
  type DistortionContext,
  flipBit,
  isAssignment,
  withEntry,
  withLastEntry,
  withoutItems,
  withSchedule,
} from './distortion.ts';
import { createGateway } from './gateway.ts';
import { type LieName, lieNonce } from './lies.ts';
import { itemJson, type PageJson } from './schedulerJson.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import { jsonResponse, type Unit } from './unit.ts';

/** Where `foreign-assignment` takes another process's entry. */
const foreignNonce = 60;

/** How scheduler units lie about a schedule: each is an honest unit over one in which one thing is wrong. */
export const schedulerLies = {
  'dropped-message': overSchedule((entries) => entries.filter(({ nonce }) => nonce !== lieNonce)),
  'repeated-nonce': overSchedule((entries) =>
    entries.flatMap((entry) => (entry.nonce === lieNonce ? [entry, entry] : [entry])),
  ),
  'reordered-messages': overSchedule((entries) => exchange(entries, (first, second) => [second, first])),
  'swapped-messages': overSchedule((entries) =>
    exchange(entries, (first, second) => [
      { ...first, message: second.message },
      { ...second, message: first.message },
    ]),
  ),
  'foreign-assignment': (context) => ({
    'scheduler-unit': createSchedulerUnit(
      withEntry(context, foreignNonce, (entry) => foreignEntry(context) ?? entry),
    ),
  }),
  'assigned-as-sent': assignedAsSent,
  'another-process': anotherProcess,
  equivocation: (context) => onlyOn('latest', context, withLastEntry(context, 'equivocation')),
  'withheld-tail': (context) =>
    onlyOn(
      'pages',
      context,
      withSchedule(context, (entries) => entries.filter(({ nonce }) => nonce <= lieNonce)),
    ),
  'changed-data': overMessage((message) => ({
    ...message,
    item: { ...message.item, data: concatBytes([message.item.data, encodeUtf8('!')]) },
  })),
  'changed-tag': overMessage((message) => ({
    ...message,
    tags: replaceTag(message.tags, 'Quantity', `${findTag(message.tags, 'Quantity') ?? ''}0`),
  })),
  'changed-owner': overMessage((message) => ({
    ...message,
    ownerAddress: encodeBase64url(flipBit(decodeBase64url(message.ownerAddress))),
  })),
  'flipped-message-signature': overMessage(flipSignature),
  'flipped-assignment-signature': (context) => ({
    'scheduler-unit': createSchedulerUnit(
      withEntry(context, lieNonce, (entry) => ({ ...entry, assignment: flipSignature(entry.assignment) })),
    ),
  }),
  'changed-process-tag': (context) => ({
    'scheduler-unit': createSchedulerUnit(
      withEntry(context, 0, ({ message, ...entry }) => ({
        ...entry,
        message: { ...message, tags: replaceTag(message.tags, 'Name', 'Another name') },
      })),
    ),
  }),
  stranger: signedLie('stranger'),
  'time-rolled-back': signedLie('time-rolled-back'),
  'broken-hash-chain': signedLie('broken-hash-chain'),
  'withheld-anchors': withholdAnchors,
} as const satisfies Partial<Record<LieName, Distortion>>;

type Entries = readonly ScheduleEntry[];

function overSchedule(change: (entries: Entries) => Entries): Distortion {
  return (context) => ({ 'scheduler-unit': createSchedulerUnit(withSchedule(context, change)) });
}

function overMessage(change: (message: PublishedItem) => PublishedItem): Distortion {
  return (context) => ({
    'scheduler-unit': createSchedulerUnit(
      withEntry(context, lieNonce, (entry) => ({ ...entry, message: change(entry.message) })),
    ),
  });
}

function signedLie(name: LieName): Distortion {
  return (context) => ({ 'scheduler-unit': createSchedulerUnit(withLastEntry(context, name)) });
}

/** What two neighbours become. */
function exchange(
  entries: Entries,
  change: (first: ScheduleEntry, second: ScheduleEntry) => readonly [ScheduleEntry, ScheduleEntry],
): Entries {
  const first = entries[lieNonce];
  const second = entries[lieNonce + 1];
  if (first === undefined || second === undefined) return entries;
  return [...entries.slice(0, lieNonce), ...change(first, second), ...entries.slice(lieNonce + 2)];
}

function foreignEntry({ archive, processId }: DistortionContext): ScheduleEntry | undefined {
  const others = [...archive.schedules].filter(([id]) => id !== processId);
  return others.flatMap(([, entries]) => entries).find(({ nonce }) => nonce === foreignNonce);
}

/** A unit that contradicts itself: one kind of question is answered from another history. */
function onlyOn(
  route: 'latest' | 'pages',
  { archive }: DistortionContext,
  other: DistortionContext['archive'],
) {
  const honest = createSchedulerUnit(archive);
  const lying = createSchedulerUnit(other);
  const unit: Unit = (request, url) =>
    (url.pathname.endsWith('/latest') ? 'latest' : 'pages') === route && url.pathname !== '/timestamp'
      ? lying(request, url)
      : honest(request, url);
  return { 'scheduler-unit': unit };
}

/** The first item that was only assigned, with all that it says: every signature holds. */
function assignedAsSent({ archive, processId }: DistortionContext) {
  const honest = createSchedulerUnit(archive);
  const unit: Unit = async (request, url) => {
    const answer = await honest(request, url);
    if (url.pathname !== `/${processId}`) return answer;
    const page = (await answer.json()) as PageJson;
    const place = page.edges.findIndex(({ node }) => node.message === null);
    const edges = page.edges.map((edge, index) => {
      const item = archive.items.get(findTag(edge.node.assignment.tags, 'Message') ?? '');
      return index !== place || item === undefined
        ? edge
        : { ...edge, node: { ...edge.node, message: itemJson(item) } };
    });
    return jsonResponse({ ...page, edges });
  };
  return { 'scheduler-unit': unit };
}

function anotherProcess({ archive, processId }: DistortionContext) {
  const honest = createSchedulerUnit(archive);
  const other = [...archive.schedules.keys()].find((id) => id !== processId) ?? '';
  const unit: Unit = (request, url) =>
    honest(request, url.pathname === `/processes/${processId}` ? new URL(`/processes/${other}`, url) : url);
  return { 'scheduler-unit': unit };
}

/** An old scheduler unit, and gateways to which its assignments were never uploaded. */
function withholdAnchors({ archive }: DistortionContext) {
  const honest = createSchedulerUnit(archive);
  const unit: Unit = (request, url) => {
    const asked = new URL(url);
    asked.searchParams.delete('show-anchor');
    return honest(request, asked);
  };
  return { 'scheduler-unit': unit, gateway: createGateway(withoutItems(archive, isAssignment)) };
}

function flipSignature(published: PublishedItem): PublishedItem {
  return { ...published, item: { ...published.item, signature: flipBit(published.item.signature) } };
}

function replaceTag(tags: Tags, name: string, value: string): Tags {
  return tags.map((tag) => (tag.name === name ? { name, value } : tag));
}
