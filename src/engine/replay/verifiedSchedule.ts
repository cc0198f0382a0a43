import { type Abortable, raceAbort } from '../../base/abort.ts';
import { isSelfsameError, type SelfsameError } from '../../base/errors.ts';
import type { AuthenticMessage, ScheduledMessage } from '../../protocol/message.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import type { FetchedEntry, FirstPage, PagesRequest } from '../../sources/schedulePages.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { NonceText, Store } from '../../storage/store.ts';
import type { SchedulePosition } from '../../verification/place.ts';
import type { ScheduleVerifier } from '../../verification/schedule.ts';
import type { Tally } from '../../verification/tally.ts';

/** A message that is believed, what was found about it, and where it stands: enough to stop behind it and go on later. */
export interface VerifiedMessage {
  readonly message: AuthenticMessage;
  readonly tallies: readonly Tally[];
  readonly position: SchedulePosition;
}

export interface VerifiedScheduleOptions extends Abortable {
  readonly processId: string;
  /** The last entry that is believed already; undefined: the schedule is read from its beginning. */
  readonly after: SchedulePosition | undefined;
  readonly toNonce: number | undefined;
  /** The last that the unit has just said to have: where no more is wanted and nothing is missing up to it, it is not asked again. */
  readonly latestNonce?: number | null;
  readonly store: Store;
  /** What the unit gives first for `pagesAfter(undefined, …)`, where it was asked before. */
  readonly firstPage?: Promise<FirstPage | undefined> | undefined;
  /** Null: only what is stored is read, because no scheduler unit can be reached. */
  readonly unit: SchedulerUnit | null;
  readonly verifierFrom: (after: SchedulePosition | undefined, source: string) => ScheduleVerifier;
  /** Called with entries that are about to be verified, so that what they lack can be asked for all at once. */
  readonly prefetch: (entries: readonly ScheduledMessage[]) => Promise<void>;
  /** Storage refused to keep what was fetched; the schedule is read on. */
  readonly onStorageProblem: (error: unknown) => void;
}

/**
 * Entries that are verified and kept at once: few at first, so that evaluation starts early, and then many, since each time costs two
 * threads a message and the database a transaction.
 */
const batchLength = 200;
const batchLengths = [2, 4, 14, 30, 50, 100] as const;
/** Batches that may wait to be written: a disk that is slower than evaluation is waited for, before it fills memory. */
const mostSaves = 8;
/** Entries of the first page, for the same reason. */
const firstLimit = 50;

/**
 * The schedule in order, from what is stored as far as that reaches and then from the scheduler unit, every entry verified either way. Stored
 * entries that do not verify are passed over and fetched again: what was changed on this disk is no fault of the scheduler's.
 * @throws VerificationError at the first fetched entry that does not verify; SourceError
 */
export async function* verifiedSchedule(
  options: VerifiedScheduleOptions,
): AsyncGenerator<readonly VerifiedMessage[], void> {
  const { processId, store, unit, toNonce, signal } = options;
  let after = options.after;

  const kept = options.verifierFrom(after, 'this browser');
  for await (const entries of storedEntries(options)) {
    const { verified, failure } = await verifyEach(kept, entries, options);
    if (verified.length > 0) yield verified;
    after = kept.position;
    if (failure !== undefined) break;
  }
  const end = toNonce ?? options.latestNonce ?? Number.POSITIVE_INFINITY;
  if (unit === null || (after?.nonce ?? -1) >= end) return;

  const verifier = options.verifierFrom(after, new URL(unit.url).origin);
  const first = after === undefined ? await upToDate(options.firstPage, end) : undefined;
  const request = {
    ...pagesAfter(after, processId, toNonce),
    ...(first !== undefined && { first }),
  };
  const saves = new Set<Promise<void>>();
  const batchesOf = createBatching();
  for await (const page of unit.fetchPages(request, { signal })) {
    for (const fetched of batchesOf(page.entries)) {
      const entries = fetched.map(({ entry }) => entry);
      const { verified, failure } = await verifyEach(verifier, entries, options);
      const believed = fetched.slice(0, verified.length);
      const save = store
        .saveSchedule(processId, believed.map(storedText))
        .catch(options.onStorageProblem)
        .finally(() => saves.delete(save));
      saves.add(save);
      if (saves.size >= mostSaves) await raceAbort(Promise.race(saves), signal);
      if (verified.length > 0) yield verified;
      if (failure !== undefined) throw failure;
    }
  }
}

/** A page that was the last when it was asked for may lack what the unit has said since to have: that would look as if it held something back. */
async function upToDate(
  asked: Promise<FirstPage | undefined> | undefined,
  endNonce: number,
): Promise<FirstPage | undefined> {
  const first = await asked;
  const lastNonce = first?.page.entries.at(-1)?.entry.assignment.nonce ?? -1;
  return first?.following === undefined && lastNonce < endNonce ? undefined : first;
}

/** What is asked of a scheduler unit for the messages after a position; undefined: for all. */
export function pagesAfter(
  after: SchedulePosition | undefined,
  processId: string,
  toNonce: number | undefined,
): PagesRequest {
  return {
    processId,
    afterNonce: after?.nonce ?? null,
    ...(after !== undefined && { afterTimestampMs: after.timestampMs }),
    ...(toNonce !== undefined && { toNonce }),
    firstLimit,
  };
}

interface VerifiedEntries {
  readonly verified: readonly VerifiedMessage[];
  /** Why the entry after those is not believed; undefined where all are. */
  readonly failure: SelfsameError | undefined;
}

/** All at once; where one of them fails, one by one, to know which of them come before it. */
async function verifyEach(
  verifier: ScheduleVerifier,
  entries: readonly ScheduledMessage[],
  { prefetch, signal }: VerifiedScheduleOptions,
): Promise<VerifiedEntries> {
  await prefetch(entries);
  try {
    return { verified: joined(await verifier.verify(entries, { signal })), failure: undefined };
  } catch (error) {
    if (signal?.aborted || !isSelfsameError(error)) throw error;
  }
  const verified: VerifiedMessage[] = [];
  for (const entry of entries) {
    try {
      verified.push(...joined(await verifier.verify([entry], { signal })));
    } catch (error) {
      if (signal?.aborted || !isSelfsameError(error)) throw error;
      return { verified, failure: error };
    }
  }
  return { verified, failure: undefined };
}

function joined({
  messages,
  findings,
}: Awaited<ReturnType<ScheduleVerifier['verify']>>): readonly VerifiedMessage[] {
  return findings.flatMap((finding, index) => {
    const message = messages[index];
    return message === undefined ? [] : [{ message, ...finding }];
  });
}

/** Stored entries without a gap, from the position on. */
async function* storedEntries({
  processId,
  after,
  toNonce = Number.MAX_SAFE_INTEGER,
  store,
}: VerifiedScheduleOptions): AsyncGenerator<readonly ScheduledMessage[], void> {
  const batchesOf = createBatching();
  let next = after === undefined ? 0 : after.nonce + 1;
  while (next <= toNonce) {
    const range = { fromNonce: next, toNonce: Math.min(toNonce, next + batchLength - 1) };
    const stored = await store.loadSchedule(processId, range).catch(() => []);
    const gap = stored.findIndex(({ nonce }, index) => nonce !== next + index);
    const entries = decodeStored(gap === -1 ? stored : stored.slice(0, gap));
    yield* batchesOf(entries);
    if (entries.length < batchLength) return;
    next += entries.length;
  }
}

/** Cuts pages into batches: the first of all are small, whatever page they are on. */
function createBatching() {
  let count = 0;
  return function* batchesOf<Entry>(entries: readonly Entry[]): Generator<readonly Entry[], void> {
    for (let start = 0; start < entries.length; ) {
      const batch = entries.slice(start, start + (batchLengths[count] ?? batchLength));
      start += batch.length;
      count += 1;
      yield batch;
    }
  };
}

function decodeStored(stored: readonly NonceText[]): readonly ScheduledMessage[] {
  const entries: ScheduledMessage[] = [];
  for (const { json } of stored) {
    try {
      entries.push(decodeScheduledMessage(JSON.parse(json)));
    } catch {
      break;
    }
  }
  return entries;
}

function storedText({ entry, node }: FetchedEntry): NonceText {
  return { nonce: entry.assignment.nonce, json: JSON.stringify(node) };
}
