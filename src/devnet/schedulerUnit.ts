import { findTag } from '../protocol/tags.ts';
import type { Archive, ScheduleEntry } from './archive.ts';
import { type NodeJson, nodeJson, type PageJson, processJson } from './schedulerJson.ts';
import { jsonResponse, textResponse, type Unit } from './unit.ts';

const defaultLimit = 100;

/** A scheduler unit's read routes, answered as the reference does (legacynet.md §1). Writing is refused: the demo network is finished. */
export function createSchedulerUnit(archive: Archive): Unit {
  return (request, url) => {
    if (request.method !== 'GET') return Promise.resolve(refuse('The demo network takes no new messages.'));
    return Promise.resolve(answer(archive, url));
  };
}

function answer(archive: Archive, url: URL): Response {
  const [first = '', second] = url.pathname.split('/').slice(1);
  if (first === '') return identity(archive);
  if (first === 'health') return textResponse('');
  if (first === 'timestamp') return timestamp(archive, url);
  if (first === 'processes' && second !== undefined) return process(archive, second);
  if (second === 'latest') return latest(archive, first);
  if (second === undefined) return messageOrPage(archive, first, url.searchParams);
  return textResponse('', 'text/plain', 404);
}

function identity(archive: Archive): Response {
  const entries = [...archive.schedules.values()].flat();
  const newest = Math.max(...entries.map(({ timestampMs }) => timestampMs));
  return jsonResponse({ address: entries[0]?.assignment.ownerAddress ?? '', timestamp: String(newest) });
}

/** The clock stands still one second after a process's last message: the demo network's time is its data. */
function timestamp(archive: Archive, url: URL): Response {
  const known = archive.schedules.get(url.searchParams.get('process-id') ?? '');
  const entries = known ?? [...archive.schedules.values()].flat();
  const nowMs = Math.max(...entries.map(({ timestampMs }) => timestampMs)) + 1_000;
  const { firstBlock, blockIntervalMs } = archive.index;
  const height = firstBlock.height + Math.floor((nowMs - firstBlock.timestampMs) / blockIntervalMs);
  return jsonResponse({ block_height: String(height).padStart(12, '0'), timestamp: String(nowMs) });
}

function process(archive: Archive, id: string): Response {
  const [first] = archive.schedules.get(id) ?? [];
  return first === undefined ? refuse('Process not found') : jsonResponse(processJson(first));
}

function latest(archive: Archive, id: string): Response {
  const last = archive.schedules.get(id)?.at(-1);
  if (last === undefined || last.nonce === 0) return refuse('Latest message not found');
  return jsonResponse(nodeJson(last, false));
}

function messageOrPage(archive: Archive, id: string, query: URLSearchParams): Response {
  if (!query.has('process-id')) {
    return textResponse('Query deserialize error: missing field `process-id`', 'text/plain', 400);
  }
  const single = findMessage(archive, id);
  if (single !== undefined) return jsonResponse(single);
  const schedule = archive.schedules.get(id);
  return schedule === undefined
    ? refuse('Message or Process not found')
    : jsonResponse(page(schedule, query));
}

/** By message or assignment id, whatever the process. An item without its message is found by its assignment's id only. */
function findMessage(archive: Archive, id: string): NodeJson | undefined {
  for (const schedule of archive.schedules.values()) {
    for (const entry of schedule) {
      if (entry.nonce === 0 || (entry.message.id !== id && entry.assignment.id !== id)) continue;
      const node = nodeJson(entry, false);
      if (node.message !== null || entry.assignment.id === id) return node;
    }
  }
  return undefined;
}

/** `from` is exclusive, `to` inclusive; the process itself is put in front where a reading starts at the beginning (legacynet.md §1.2). */
function page(schedule: readonly ScheduleEntry[], query: URLSearchParams): PageJson {
  const byNonce = query.has('from-nonce') || query.has('to-nonce');
  const from = query.get(byNonce ? 'from-nonce' : 'from');
  const to = query.get(byNonce ? 'to-nonce' : 'to');
  const limit = Number(query.get('limit') ?? defaultLimit);
  const place = (entry: ScheduleEntry) => (byNonce ? entry.nonce : entry.timestampMs);
  const fromStart = from === null || (byNonce && from === '-1');
  const wanted = schedule.filter(
    (entry) =>
      (entry.nonce === 0 && fromStart) ||
      (entry.nonce > 0 &&
        (from === null || place(entry) > Number(from)) &&
        (to === null || place(entry) <= Number(to))),
  );
  const showAnchor = query.has('show-anchor');
  return {
    page_info: { has_next_page: wanted.length > limit },
    edges: wanted.slice(0, limit).map((entry) => ({
      node: nodeJson(entry, showAnchor),
      cursor: findTag(entry.assignment.tags, byNonce ? 'Nonce' : 'Timestamp') ?? '',
    })),
  };
}

/** Whatever is wrong, the reference says 400. */
function refuse(error: string): Response {
  return jsonResponse({ error }, 400);
}
