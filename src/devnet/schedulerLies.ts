import { concatBytes, encodeUtf8 } from '../base/bytes.ts';
import { findTag, type Tags } from '../protocol/tags.ts';
import type { PublishedItem, ScheduleEntry } from './archive.ts';
import { type Distortion, type DistortionContext, flipBit, withEntry, withSchedule } from './distortion.ts';
import { createGateway } from './gateway.ts';
import { type LieName, lieNonce } from './lies.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import { textResponse, type Unit } from './unit.ts';

/** Where `foreign-assignment` takes another process's entry. */
const foreignNonce = 60;

/** How scheduler units lie: each is an honest unit over a schedule in which one thing is wrong, or one that answers badly. */
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
  'half-a-page': overPages(async (honest) => {
    const { bytes, contentType } = await readHonest(honest);
    return new Response(bytes.subarray(0, bytes.length >> 1), { headers: { 'content-type': contentType } });
  }),
  'html-page': overPages(() =>
    Promise.resolve(textResponse('<!doctype html><title>Welcome</title><p>It works!</p>', 'text/html')),
  ),
  'server-error': overPages(() => Promise.resolve(textResponse('Internal Server Error', 'text/plain', 500))),
  silence: overPages((_, request) => untilAborted(request.signal)),
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

function withLastEntry(context: DistortionContext, name: LieName) {
  const lie = context.signedLie(name);
  return withEntry(context, lie.nonce, () => lie);
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

/** An old scheduler unit, and gateways to which its assignments were never uploaded. */
function withholdAnchors({ archive }: DistortionContext) {
  const honest = createSchedulerUnit(archive);
  const items = new Map([...archive.items].filter(([, { tags }]) => findTag(tags, 'Type') !== 'Assignment'));
  const unit: Unit = (request, url) => {
    const asked = new URL(url);
    asked.searchParams.delete('show-anchor');
    return honest(request, asked);
  };
  return { 'scheduler-unit': unit, gateway: createGateway({ ...archive, items }) };
}

/** Pages are what has a process id for its path; everything else stays honest. */
function overPages(answer: (honest: Promise<Response>, request: Request) => Promise<Response>): Distortion {
  return ({ archive, processId }) => {
    const honest = createSchedulerUnit(archive);
    return {
      'scheduler-unit': (request, url) =>
        url.pathname === `/${processId}` ? answer(honest(request, url), request) : honest(request, url),
    };
  };
}

async function readHonest(honest: Promise<Response>) {
  const response = await honest;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, contentType: response.headers.get('content-type') ?? '' };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function flipSignature(published: PublishedItem): PublishedItem {
  return { ...published, item: { ...published.item, signature: flipBit(published.item.signature) } };
}

function replaceTag(tags: Tags, name: string, value: string): Tags {
  return tags.map((tag) => (tag.name === name ? { name, value } : tag));
}
