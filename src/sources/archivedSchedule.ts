import type { Abortable } from '../base/abort.ts';
import { type SelfsameError, SourceError } from '../base/errors.ts';
import { untypedItemOf } from '../protocol/gatewayItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import { decodeItemId } from '../protocol/ids.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import { decodeProcessJson } from '../protocol/scheduleJson.ts';
import { processTextOf } from '../protocol/schedulerText.ts';
import { findTag, type Tags } from '../protocol/tags.ts';
import { type ArchiveGateway, nonceOf } from './archive.ts';
import { type ArchivedEntries, fetchArchivedEntries, isOldBundle, tellEntry } from './archivedEntries.ts';
import type { MayBeSigned } from './assignmentIndex.ts';
import { maximumIds } from './graphql.ts';
import type { FetchedPage, FirstPage, PagesRequest } from './schedulePages.ts';
import type { SchedulerUnit } from './schedulerUnit.ts';

export interface ArchivedScheduleOptions {
  readonly gateway: ArchiveGateway;
  /** Where its answers are said to come from: a gateway. */
  readonly url: string;
  /** The scheduler's address. */
  readonly scheduler: string;
  /** Why its unit is not asked. */
  readonly standsInBecause: SelfsameError;
  /** Whether the scheduler may have signed an assignment, as far as an index shows it. Others are passed over: anybody can make them up. */
  readonly mayBeSigned: MayBeSigned;
}

/** Each halves what is left at least, where the index lacks nothing. */
const mostSearches = 64;

/**
 * A schedule read from Arweave, in the place of a scheduler unit that cannot be reached: whatever a unit assigns it signs and uploads, so gateways
 * have every entry, some time later. Its latest entry is the latest that the index knows. Told, and decoded, as the unit would have told it, so whoever verifies
 * needs to know nothing of it.
 */
export function createArchivedSchedule(options: ArchivedScheduleOptions): SchedulerUnit {
  const { url, scheduler, standsInBecause, mayBeSigned } = options;
  const gateway: ArchiveGateway = {
    ...options.gateway,
    fetchAssignments: (query, wait) => options.gateway.fetchAssignments({ ...query, mayBeSigned }, wait),
  };

  const read = (processId: string, nonces: readonly number[], wait: Abortable): Promise<ArchivedEntries> =>
    fetchArchivedEntries(gateway, { processId, scheduler, nonces }, wait);

  /**
   * The furthest assignment that the index has.
   * @throws SourceError `no-progress` where there is always one more
   */
  async function newestAssignment(
    processId: string,
    wait: Abortable,
  ): Promise<GatewayTransaction | undefined> {
    const tags = [{ name: 'Process', values: [processId] }];
    const found = await gateway.fetchByOwner({ owner: scheduler, tags, limit: maximumIds }, wait);
    let last = await furthestOf(found.filter((each) => findTag(each.tags, 'Process') === processId));
    // One block may hold more than an answer.
    for (let count = 0; count < mostSearches; count += 1) {
      const later = await searchAfter(processId, last === undefined ? -1 : nonceOf(last), wait);
      const next = await furthestOf(later, last);
      if (next === last) return last;
      last = next;
    }
    throw new SourceError(
      'no-progress',
      `The gateways’ index tells ever later assignments of ${processId}.`,
      {
        details: { url, itemId: processId },
      },
    );
  }

  /** Those that are signed count; what only claims to be later, where there is none of those. */
  async function furthestOf(
    found: readonly GatewayTransaction[],
    before?: GatewayTransaction,
  ): Promise<GatewayTransaction | undefined> {
    const falling = found
      .filter((each) => Number.isSafeInteger(nonceOf(each)))
      .sort((a, b) => nonceOf(b) - nonceOf(a));
    for (const each of falling) if (await mayBeSigned(each)) return each;
    return before ?? falling[0];
  }

  /** Assignments of the index beyond a nonce: the distances double, so that a few missing ones hide nothing. */
  function searchAfter(processId: string, nonce: number, wait: Abortable) {
    const nonces = Array.from({ length: 24 }, (_, power) => nonce + 2 ** power);
    return gateway.fetchAssignments({ owner: scheduler, processId, nonces }, wait);
  }

  /** @throws SourceError `not-indexed` where the first of them is missing, and later ones are not */
  async function fetchPage(
    request: PagesRequest,
    afterNonce: number,
    length: number,
    wait: Abortable,
  ): Promise<FirstPage> {
    const { processId, toNonce = Number.POSITIVE_INFINITY } = request;
    const count = Math.min(length, toNonce - afterNonce);
    const nonces = Array.from({ length: count }, (_, index) => afterNonce + 1 + index);
    const { entries, hasGap } = await read(processId, nonces, wait);
    const last = entries.at(-1)?.entry.assignment.nonce ?? afterNonce;
    const isWhole = last === nonces.at(-1);
    const goesOn = isWhole ? last < toNonce : hasGap || (await searchAfter(processId, last, wait)).length > 0;
    if (goesOn && entries.length === 0) throw missing(processId, last + 1);
    const following = goesOn ? ({ kind: 'nonce', afterNonce: last, proven: true } as const) : undefined;
    return { page: { url, entries }, following, bearable: undefined };
  }

  function fetchFirstPage(request: PagesRequest, wait: Abortable = {}): Promise<FirstPage> {
    const { afterNonce, firstLimit = maximumIds, limit = maximumIds } = request;
    const length = Math.max(1, Math.min(maximumIds, limit, firstLimit));
    return fetchPage(request, afterNonce ?? -1, length, wait);
  }

  async function* fetchPages(
    request: PagesRequest,
    { signal }: Abortable = {},
  ): AsyncGenerator<FetchedPage, void> {
    const stop = new AbortController();
    const either = { signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) };
    const length = Math.max(1, Math.min(maximumIds, request.limit ?? maximumIds));
    let step: FirstPage | undefined = request.first ?? (await fetchFirstPage(request, either));
    try {
      while (step !== undefined) {
        const { page, following }: FirstPage = step;
        const next: Promise<FirstPage> | undefined =
          following && fetchPage(request, following.afterNonce, length, either);
        // It may fail long before the caller comes back for it.
        next?.catch(() => undefined);
        if (page.entries.length > 0) yield page;
        step = await next;
      }
    } finally {
      stop.abort();
    }
  }

  async function entryAt(processId: string, nonce: number, wait: Abortable): Promise<ScheduledMessage> {
    const { entries } = await read(processId, [nonce], wait);
    const [first] = entries;
    if (first === undefined) throw missing(processId, nonce);
    return first.entry;
  }

  /** When it was spawned: by the assignment of the process itself, or before AOP-6 by the bundle that the scheduler made of it (legacynet.md §1.4). */
  async function spawnOf(process: GatewayTransaction, wait: Abortable): Promise<Tags | undefined> {
    const query = { owner: scheduler, processId: process.id, nonces: [0] };
    const [first] = await gateway.fetchAssignments(query, wait);
    if (first !== undefined && isOfProcess(first)) return first.tags;
    const { bundledIn } = process;
    if (bundledIn === null) return undefined;
    const bundle = (await gateway.fetchTransactionMeta([bundledIn], wait)).get(bundledIn);
    return bundle?.ownerAddress === scheduler ? bundle.tags : undefined;
  }

  return {
    url,
    standsInBecause,
    fetchPages,
    fetchFirstPage,

    async fetchProcess(processId, wait = {}) {
      const id = decodeItemId(processId);
      const known = await gateway.fetchTransactionMeta([id], wait);
      const metadata = known.get(id);
      if (metadata === undefined && known.unasked !== undefined) throw known.unasked;
      const item = metadata && untypedItemOf(metadata, await gateway.fetchData(metadata, wait));
      if (metadata === undefined || item === undefined) throw unknown(`process ${processId}`);
      const spawn = await spawnOf(metadata, wait);
      if (spawn === undefined) throw unknown(`when process ${processId} was spawned`);
      const { id: process_id, ...text } = processTextOf(item);
      const [block, timestamp] = [findTag(spawn, 'Block-Height'), findTag(spawn, 'Timestamp')];
      return decodeProcessJson({ ...text, process_id, block, timestamp });
    },

    /** Where the index does not know what the latest one assigns, it is told without: there it is all the same. */
    async fetchLatest(processId, wait = {}) {
      const newest = await newestAssignment(processId, wait);
      // As from a unit: the process itself is no message (legacynet.md §1.1).
      if (newest === undefined || isOfProcess(newest)) return undefined;
      try {
        return await entryAt(processId, nonceOf(newest), wait);
      } catch (error) {
        if (!(error instanceof SourceError) || error.code !== 'not-indexed') throw error;
        return tellEntry(newest, null).entry;
      }
    },

    /** Nobody signs what time it is now; the last time that the scheduler signed is certain. */
    async fetchTimestamp(processId, wait = {}) {
      const newest = await newestAssignment(processId, wait);
      if (newest === undefined) throw missing(processId, -1);
      const { timestampMs, blockHeight } = tellEntry(newest, null).entry.assignment;
      return { timestampMs, blockHeight };
    },
  };

  function unknown(what: string): SourceError {
    return new SourceError('not-found', `No gateway’s index knows ${what}.`, { details: { url, what } });
  }

  function missing(processId: string, nonce: number): SourceError {
    const known = nonce < 0 ? 'no assignment' : `no assignment at nonce ${nonce}, though later ones`;
    return new SourceError('not-indexed', `The gateways’ index knows ${known} of process ${processId}.`, {
      details: { url, itemId: processId, nonce },
    });
  }
}

/** Only the process itself is assigned without being named. */
function isOfProcess(assignment: GatewayTransaction): boolean {
  return findTag(assignment.tags, 'Message') === undefined && !isOldBundle(assignment);
}
