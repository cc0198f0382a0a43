import type { Abortable } from '../base/abort.ts';
import type { AuthenticMessage, ScheduledMessage } from '../protocol/message.ts';
import type { AoProcess } from '../protocol/process.ts';
import { type CheckedEntry, checkEntry, type EntryOptions } from './entry.ts';
import type { FactStatus } from './evidence.ts';
import { checkPlace, type SchedulePosition } from './place.ts';
import { addTallies, statusOf, type Tally, weakestStatus } from './tally.ts';

export interface ScheduleVerifierOptions extends EntryOptions {
  /** Verified: its `Scheduler` tag decides whose assignments count. */
  readonly process: AoProcess;
  /** The last entry that is believed already; absent: the next one is the first of the schedule. */
  readonly after?: SchedulePosition | undefined;
}

/** What was found about one entry, and where it stands: enough to stop behind it and go on later. Plain data. */
export interface EntryFinding {
  readonly tallies: readonly Tally[];
  readonly position: SchedulePosition;
}

export interface VerifiedEntries {
  /** As many as were given, in the same order. */
  readonly messages: readonly AuthenticMessage[];
  /** About each of them. */
  readonly findings: readonly EntryFinding[];
  /** The weakest finding about each of them. */
  readonly statuses: readonly FactStatus[];
  /** One a fact, over all of them. */
  readonly tallies: readonly Tally[];
}

/** Follows one schedule and believes it entry by entry. */
export interface ScheduleVerifier {
  /** The last believed entry. */
  readonly position: SchedulePosition | undefined;
  /**
   * Believes all of `entries`, which follow `position`, or none. Calls must not overlap.
   * @throws VerificationError of the first entry that fails, with `details.fact`, `nonce`, `itemId`, `expected`, `actual`
   */
  verify(entries: readonly ScheduledMessage[], options?: Abortable): Promise<VerifiedEntries>;
}

/** Entries whose signatures are checked at once: keeps the crypto threads busy without holding many exact copies. */
const window = 16;

export function createScheduleVerifier(options: ScheduleVerifierOptions): ScheduleVerifier {
  let position = options.after;
  return {
    get position() {
      return position;
    },

    async verify(entries, { signal } = {}) {
      let next = position;
      const checked: CheckedInPlace[] = [];
      for (let start = 0; start < entries.length; start += window) {
        signal?.throwIfAborted();
        const part = await verifyWindow(entries.slice(start, start + window), next, options);
        next = part.position;
        checked.push(...part.checked);
      }
      signal?.throwIfAborted();
      position = next;
      return {
        messages: checked.map(({ entry }) => entry as AuthenticMessage),
        findings: checked.map(({ tallies, position: at }) => ({ tallies, position: at })),
        statuses: checked.map(({ tallies }) => weakestStatus(tallies.map(statusOf))),
        tallies: addTallies(checked.flatMap(({ tallies }) => tallies)),
      };
    },
  };
}

interface CheckedInPlace extends CheckedEntry {
  readonly position: SchedulePosition;
}

async function verifyWindow(
  entries: readonly ScheduledMessage[],
  after: SchedulePosition | undefined,
  options: ScheduleVerifierOptions,
): Promise<{ readonly position: SchedulePosition | undefined; readonly checked: readonly CheckedInPlace[] }> {
  const { process, source } = options;
  // Settled, not raced: which failure is reported must not depend on which check was quicker.
  const settled = await Promise.allSettled(entries.map((entry) => checkEntry(entry, process, options)));
  let position = after;
  const checked: CheckedInPlace[] = [];
  for (const result of settled) {
    if (result.status === 'rejected') throw result.reason;
    const { entry, tallies } = result.value;
    const place = checkPlace(entry, process, position, source);
    position = place.position;
    checked.push({ entry, tallies: [...tallies, ...place.tallies], position });
  }
  return { position, checked };
}
