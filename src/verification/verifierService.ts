import type { Bytes } from '../base/bytes.ts';
import { takeJsonBytes } from '../base/jsonBytes.ts';
import type { ItemId } from '../protocol/ids.ts';
import type { AssignedItem, AuthenticMessage, ScheduledMessage } from '../protocol/message.ts';
import {
  createScheduleVerifier,
  type EntryFinding,
  type ScheduleVerifierOptions,
  type VerifiedEntries,
} from './schedule.ts';
import type { FetchExact } from './schedulerItem.ts';
import { addTallies, statusOf, type Tally, weakestStatus } from './tally.ts';

/** Entries for another thread of this app to verify, with all that they depend on. Plain data. */
export interface VerificationRequest extends Omit<ScheduleVerifierOptions, 'fetchExact'> {
  /** JSON of the `ScheduledMessage`s, as `encodeJsonBytes` writes it; taken. */
  readonly entriesJson: Bytes;
  /** Whose exact items are to be asked for; null: nobody's. */
  readonly asker: number | null;
}

/** What it answers. The entries themselves stay where they are. */
export interface Findings {
  readonly findings: readonly EntryFinding[];
  /** Items that a gateway gave for entries without message, by place. */
  readonly assigned: readonly (readonly [place: number, item: AssignedItem])[];
}

/** Gives exact items to the verifier on behalf of one of those who asked it. */
export type FetchExactFor = (asker: number, ...parameters: Parameters<FetchExact>) => ReturnType<FetchExact>;

/** What `verifier.worker.ts` serves. It keeps nothing between two calls but the keys that it has imported. */
export interface VerifierService {
  /** Called once, before anything else. */
  attach(fetchExact: FetchExactFor): Promise<void>;
  /** @throws VerificationError as `ScheduleVerifier.verify` */
  verify(request: VerificationRequest): Promise<Findings>;
}

export function createVerifierService(): VerifierService {
  let fetchExactFor: FetchExactFor | undefined;
  return {
    attach(fetchExact) {
      fetchExactFor = fetchExact;
      return Promise.resolve();
    },

    async verify({ entriesJson, asker, ...options }) {
      const entries = takeJsonBytes(entriesJson) as readonly ScheduledMessage[];
      const fetchExact: FetchExact | undefined =
        asker === null ? undefined : async (id: ItemId, role) => fetchExactFor?.(asker, id, role);
      const { messages, findings } = await createScheduleVerifier({ ...options, fetchExact }).verify(entries);
      const assigned = messages.flatMap(({ assigned: item }, place) =>
        item === undefined || item === entries[place]?.assigned ? [] : [[place, item] as const],
      );
      return { findings: shareTallies(findings), assigned };
    },
  };
}

/**
 * The same as if the entries had been verified in this thread.
 * @param entries those of the request
 */
export function believeFindings(
  entries: readonly ScheduledMessage[],
  { findings, assigned }: Findings,
): VerifiedEntries {
  if (findings.length !== entries.length) throw new RangeError('There is not one finding an entry.');
  const items = new Map(assigned);
  const messages = entries.map((entry, place) => {
    const item = items.get(place);
    return (item === undefined ? entry : { ...entry, assigned: item }) as AuthenticMessage;
  });
  return {
    messages,
    findings,
    statuses: findings.map(({ tallies }) => weakestStatus(tallies.map(statusOf))),
    tallies: addTallies(findings.flatMap(({ tallies }) => tallies)),
  };
}

/** Nearly all entries come with the same findings; one object that is named many times is cloned once. */
function shareTallies(findings: readonly EntryFinding[]): readonly EntryFinding[] {
  const known = new Map<string, Tally>();
  const share = (tally: Tally): Tally => {
    if (tally.notable !== undefined) return tally;
    const key = `${tally.name} ${tally.held} ${tally.unknown} ${tally.failed} ${tally.source}`;
    const shared = known.get(key) ?? tally;
    known.set(key, shared);
    return shared;
  };
  return findings.map(({ tallies, position }) => ({ tallies: tallies.map(share), position }));
}
