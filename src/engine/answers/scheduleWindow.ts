import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError, SourceError } from '../../base/errors.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import type { FetchedEntry } from '../../sources/schedulePages.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { NonceText, Store } from '../../storage/store.ts';
import { type SchedulePosition, spawnHeightOf } from '../../verification/place.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import type { FetchExact } from '../../verification/schedulerItem.ts';
import { statusOf, type Tally, tallyOfError } from '../../verification/tally.ts';

/** An entry to look at: what was found about it, good or bad. */
export interface CheckedRow {
  readonly entry: ScheduledMessage;
  readonly tallies: readonly Tally[];
}

export interface WindowRequest extends Abortable {
  readonly process: AoProcess;
  readonly fromNonce: number;
  readonly toNonce: number;
  readonly store: Store;
  readonly unit: () => Promise<SchedulerUnit>;
  readonly fetchExact: FetchExact;
  /**
   * Up to where the process was evaluated here: what is fetched before that stays, because nobody who goes on from there asks for it again. Absent: what
   * is looked at alone is not kept.
   */
  readonly evaluatedThrough?: () => Promise<number>;
}

/**
 * Some entries of a schedule, for looking at: from what is stored if all are, else from the scheduler unit, and where that cannot be reached as
 * far as they are stored. Each is checked, its link to the entry before it included; a failing one is shown as failing instead of ending the list.
 */
export async function readWindow(request: WindowRequest): Promise<readonly CheckedRow[]> {
  const { fromNonce, toNonce, unit } = request;
  const stored = await loadStored(request);
  if (isComplete(stored, request)) return checkRows(stored, ofThisBrowser, request);
  try {
    const fetched = await fetchEntries({ ...request, fromNonce: entryBefore(fromNonce), toNonce });
    const entries = fetched.map(({ entry }) => entry);
    const rows = await checkRows(entries, new URL((await unit()).url).origin, request);
    // Whoever looks does not wait for the disk, and a full one is no news to them.
    keepMissing(rows, fetched, request).catch(() => undefined);
    return rows;
  } catch (error) {
    const isReadable = stored.some(({ assignment }) => assignment.nonce >= fromNonce);
    if (!isReadable || !(error instanceof SourceError)) throw error;
    return checkRows(stored, ofThisBrowser, request);
  }
}

/** The same, where all of it is stored and nobody has to be asked; undefined where it is not. */
export async function readStoredWindow(request: WindowRequest): Promise<readonly CheckedRow[] | undefined> {
  const stored = await loadStored(request);
  return isComplete(stored, request) ? checkRows(stored, ofThisBrowser, request) : undefined;
}

const ofThisBrowser = 'this browser';

/** The entry before the first one is wanted too: links are checked against it. */
function entryBefore(fromNonce: number): number {
  return fromNonce > 0 ? fromNonce - 1 : 0;
}

function isComplete(stored: readonly ScheduledMessage[], { fromNonce, toNonce }: WindowRequest): boolean {
  return stored.length === toNonce - entryBefore(fromNonce) + 1;
}

async function checkRows(
  entries: readonly ScheduledMessage[],
  source: string,
  request: WindowRequest,
): Promise<readonly CheckedRow[]> {
  const rows: CheckedRow[] = [];
  let after: SchedulePosition | undefined;
  for (const entry of entries) {
    const { nonce } = entry.assignment;
    if (nonce >= request.fromNonce) rows.push({ entry, tallies: await check(entry, after, source, request) });
    after = positionOf(entry, request.process, after);
  }
  return rows;
}

async function check(
  entry: ScheduledMessage,
  after: SchedulePosition | undefined,
  source: string,
  { process, fetchExact, signal }: WindowRequest,
): Promise<readonly Tally[]> {
  const verifier = createScheduleVerifier({ process, source, after, fetchExact });
  try {
    return (await verifier.verify([entry], { signal })).tallies;
  } catch (error) {
    signal?.throwIfAborted();
    const failure = isSelfsameError(error) ? tallyOfError(error, source) : undefined;
    if (failure === undefined) throw error;
    return [failure];
  }
}

/** The place that an entry claims; the one after it is checked against that. */
function positionOf(
  { assignment }: ScheduledMessage,
  process: AoProcess,
  before: SchedulePosition | undefined,
): SchedulePosition {
  const { nonce, epoch, id, hashChain, timestampMs, blockHeight } = assignment;
  const spawnBlockHeight = before?.spawnBlockHeight ?? spawnHeightOf(assignment, process);
  return { nonce, epoch, assignmentId: id, hashChain, timestampMs, blockHeight, spawnBlockHeight };
}

/** From the entry before the first one on, as far as none is missing. */
async function loadStored({
  process,
  fromNonce,
  toNonce,
  store,
}: WindowRequest): Promise<readonly ScheduledMessage[]> {
  const first = entryBefore(fromNonce);
  try {
    const stored = await store.loadSchedule(process.id, { fromNonce: first, toNonce });
    const gap = stored.findIndex(({ nonce }, index) => nonce !== first + index);
    const follow = gap === -1 ? stored : stored.slice(0, gap);
    return follow.map(({ json }) => decodeScheduledMessage(JSON.parse(json)));
  } catch {
    // Unreadable storage is no obstacle: the scheduler unit is asked.
    return [];
  }
}

async function keepMissing(
  rows: readonly CheckedRow[],
  fetched: readonly FetchedEntry[],
  { process, store, evaluatedThrough }: WindowRequest,
): Promise<void> {
  const lastNonce = (await evaluatedThrough?.()) ?? -1;
  const nodes = new Map(fetched.map(({ entry, node }) => [entry, node]));
  const kept = rows.flatMap(({ entry, tallies }): readonly NonceText[] => {
    const { nonce } = entry.assignment;
    const isSound = tallies.every((tally) => statusOf(tally) !== 'fails');
    return isSound && nonce <= lastNonce ? [{ nonce, json: JSON.stringify(nodes.get(entry)) }] : [];
  });
  if (kept.length > 0) await store.saveSchedule(process.id, kept);
}

async function fetchEntries({
  process,
  fromNonce,
  toNonce,
  unit,
  signal,
}: WindowRequest): Promise<readonly FetchedEntry[]> {
  const request = {
    processId: process.id,
    afterNonce: fromNonce === 0 ? null : fromNonce - 1,
    toNonce,
    limit: toNonce - fromNonce + 2,
  };
  const entries: FetchedEntry[] = [];
  for await (const page of (await unit()).fetchPages(request, { signal })) entries.push(...page.entries);
  return entries.filter(({ entry }) => entry.assignment.nonce <= toNonce);
}
