import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError } from '../../base/errors.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { Store } from '../../storage/store.ts';
import type { SchedulePosition } from '../../verification/place.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import type { FetchExact } from '../../verification/schedulerItem.ts';
import { type Tally, tallyOfError } from '../../verification/tally.ts';

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
}

/**
 * Some entries of a schedule, for looking at: from what is stored if all are, else from the scheduler unit. Each is checked, its link to the
 * entry before it included; a failing one is shown as failing instead of ending the list.
 */
export async function readWindow(request: WindowRequest): Promise<readonly CheckedRow[]> {
  // The entry before the first one is wanted too: links are checked against it.
  const before = request.fromNonce > 0 ? request.fromNonce - 1 : 0;
  const stored = await loadStored(request, before);
  const complete = stored.length === request.toNonce - before + 1;
  const entries = complete ? stored : await fetchEntries(request, before);
  const source = complete ? 'this browser' : new URL((await request.unit()).url).origin;
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
  const { nonce, epoch, id, hashChain, timestampMs, blockHeight, messageId } = assignment;
  const spawnBlockHeight =
    before?.spawnBlockHeight ?? (messageId === null ? blockHeight : process.blockHeight);
  return { nonce, epoch, assignmentId: id, hashChain, timestampMs, blockHeight, spawnBlockHeight };
}

async function loadStored(
  { process, toNonce, store }: WindowRequest,
  fromNonce: number,
): Promise<readonly ScheduledMessage[]> {
  try {
    const stored = await store.loadSchedule(process.id, { fromNonce, toNonce });
    return stored.map(({ json }) => decodeScheduledMessage(JSON.parse(json)));
  } catch {
    // Unreadable storage is no obstacle: the scheduler unit is asked.
    return [];
  }
}

async function fetchEntries(
  { process, toNonce, unit, signal }: WindowRequest,
  fromNonce: number,
): Promise<readonly ScheduledMessage[]> {
  const request = {
    processId: process.id,
    afterNonce: fromNonce === 0 ? null : fromNonce - 1,
    toNonce,
    limit: toNonce - fromNonce + 2,
  };
  const entries: ScheduledMessage[] = [];
  for await (const page of (await unit()).fetchPages(request, { signal })) {
    entries.push(...page.entries.map(({ entry }) => entry));
  }
  return entries.filter(({ assignment }) => assignment.nonce <= toNonce);
}
