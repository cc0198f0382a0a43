import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError } from '../../base/errors.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { Store } from '../../storage/store.ts';
import { type CheckedEntry, checkEntry } from '../../verification/entry.ts';
import type { Head } from '../answers/head.ts';
import { loadKept } from '../process/keptSchedule.ts';
import type { ExactItems } from '../replay/exactItems.ts';

export interface EntryAtOptions extends Abortable {
  readonly process: AoProcess;
  readonly store: Store;
  readonly exactItems: Pick<ExactItems, 'fetch'>;
  readonly head: Head;
}

/**
 * The entry at `nonce`, checked by itself: from what is kept, or else from the scheduler unit. What is kept and cannot be read, or does not
 * verify, is fetched again where a unit can be reached: what was changed on this disk is no fault of the scheduler's.
 * @param accept says whether the entry is the one that is wanted, and is given undefined where there is none
 * @throws VerificationError of `accept` and of the entry; SourceError
 */
export async function checkEntryAt(
  nonce: number,
  { process, store, exactItems, head, signal }: EntryAtOptions,
  accept: (entry: ScheduledMessage | undefined) => ScheduledMessage,
): Promise<CheckedEntry> {
  const check = async (entry: ScheduledMessage | undefined, source: string) =>
    checkEntry(accept(entry), process, { source, fetchExact: exactItems.fetch });
  const { unit, latestNonce } = head;
  const kept = await loadKept(store, process.id, nonce);
  if (unit === null) return check(kept, 'this browser');
  if (kept !== undefined) {
    try {
      return await check(kept, 'this browser');
    } catch (error) {
      signal?.throwIfAborted();
      if (!isSelfsameError(error)) throw error;
    }
  }
  const isBeyond = latestNonce !== null && nonce > latestNonce;
  const fetched = isBeyond ? undefined : await fetchEntry(process.id, nonce, unit, { signal });
  return check(fetched, new URL(unit.url).origin);
}

async function fetchEntry(
  processId: string,
  nonce: number,
  unit: SchedulerUnit,
  { signal }: Abortable,
): Promise<ScheduledMessage | undefined> {
  const request = { processId, afterNonce: nonce === 0 ? null : nonce - 1, toNonce: nonce, limit: 2 };
  for await (const { entries } of unit.fetchPages(request, { signal })) {
    const found = entries.find(({ entry }) => entry.assignment.nonce === nonce);
    if (found !== undefined) return found.entry;
  }
  return undefined;
}
