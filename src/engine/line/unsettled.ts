import { type Abortable, delay } from '../../base/abort.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { sha256Hex } from '../../protocol/sha.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import { isUntold } from '../../sources/untold.ts';
import type { Store } from '../../storage/store.ts';
import { checkEntry } from '../../verification/entry.ts';
import type { FetchExact } from '../../verification/schedulerItem.ts';
import type { Spawn } from '../../verification/spawn.ts';
import { statusOf, type Tally } from '../../verification/tally.ts';
import type { OpenRead } from '../drive/driveEvidence.ts';
import { loadKept } from '../process/keptSchedule.ts';
import type { ProcessMessage } from '../process/prepareProcess.ts';
import type { Line, Unsettled, UnsettledEntry } from './line.ts';

const settledByGateways: readonly UnsettledEntry['fact'][] = [
  'assignment-signatures',
  'assignment-tags',
  'message-signatures',
];
/** Units of before `show-anchor` leave every assignment of a schedule open (legacynet.md §1.3): those are not asked for one by one. */
const mostUnsettled = 64;

/** What is open about an entry. */
export function unsettledIn(entry: ScheduledMessage, tallies: readonly Tally[]): readonly Unsettled[] {
  return tallies.flatMap((tally) => {
    const fact = settledByGateways.find((name) => name === tally.name);
    const { notable } = tally;
    if (fact === undefined || notable === undefined || statusOf(tally) !== 'unknown') return [];
    return [{ fact, nonce: entry.assignment.nonce, notable, entrySha256: digestOf(entry) }];
  });
}

/** Those of the line, and then those that were found since. */
export function addUnsettled({ unsettled = [] }: Line, found: readonly Unsettled[]): readonly Unsettled[] {
  if (found.length === 0 || unsettled.length >= mostUnsettled) return unsettled;
  return [...unsettled, ...found].slice(0, mostUnsettled);
}

/** What is open about the message that was made up of the spawn. */
export function unsettledSpawn({ json }: WasmMessage, spawn: Tally): readonly Unsettled[] {
  const { notable } = spawn;
  if (notable === undefined || statusOf(spawn) !== 'unknown') return [];
  return [{ fact: 'spawn', nonce: 0, notable, entrySha256: sha256Hex(json) }];
}

/** Likewise, where the spawn is the schedule's first entry, and timers count from what the unit tells of it. */
export function unsettledOrigin(first: ScheduledMessage, spawn: Tally): readonly Unsettled[] {
  const { notable } = spawn;
  if (notable === undefined || statusOf(spawn) !== 'unknown') return [];
  return [{ fact: 'spawn-in-schedule', nonce: 0, notable, entrySha256: digestOf(first) }];
}

/** What is open of reads through WeaveDrive. */
export function unsettledReads(open: readonly OpenRead[]): readonly Unsettled[] {
  return open.map((read) => ({ fact: 'weavedrive-reads', ...read }));
}

export interface SettleOptions extends Abortable {
  readonly process: AoProcess;
  readonly store: Pick<Store, 'loadSchedule'>;
  readonly fetchExact: FetchExact;
  readonly processMessageAnew: () => Promise<ProcessMessage>;
  readonly isSpawnedBy: (signed: Spawn) => Promise<boolean>;
  /** Whether a read holds by now; absent where the process has no drive. */
  readonly settlesRead?: ((read: OpenRead) => Promise<boolean>) | undefined;
}

/** The line began with another spawn than the one that its scheduler has signed, which is kept by now: it has to begin anew. */
export class OtherSpawn extends Error {}

export interface Settling {
  /**
   * Waits a little, if it is not done: a gateway that is still away is asked at the next visit.
   * @throws VerificationError; `OtherSpawn`; the signal's reason
   */
  settle(): Promise<void>;
  /** Nothing more is asked. */
  close(): void;
}

/** How long an answer waits for what may make its word a better one. */
const patienceMs = 2500;

/**
 * Asks again for what is open of a line, while it moves on, and notes on it what holds by now.
 * @throws VerificationError or `OtherSpawn`, from `settle`, where what was evaluated turns out not to be what was signed
 */
export function settleLater(line: Line, options: SettleOptions): Settling {
  const over = new AbortController();
  const open = line.unsettled ?? [];
  const asking = askAll(line, open, options, over.signal);
  // Told to whoever settles.
  asking.catch(() => undefined);
  return {
    close: () => over.abort(),
    async settle() {
      const settled = new AbortController();
      const { signal = settled.signal } = options;
      const patience = delay(patienceMs, { signal: AbortSignal.any([settled.signal, signal]) });
      try {
        await Promise.race([asking.then(askSince), patience]);
      } finally {
        settled.abort();
        patience.catch(() => undefined);
      }
    },
  };

  /** Gateways have just been asked for what was found open since; of the spawn its unit may have something else to tell than what was kept. */
  async function askSince(): Promise<void> {
    const since = (line.unsettled ?? []).filter((each) => isOfSpawn(each) && !open.includes(each));
    await askAll(line, since, options, over.signal);
  }
}

function isOfSpawn({ fact }: Unsettled): boolean {
  return fact === 'spawn' || fact === 'spawn-in-schedule';
}

/** What no gateway has will be asked for at every visit, so that these many are enough for one. */
const mostMisses = 3;

async function askAll(
  line: Line,
  open: readonly Unsettled[],
  options: SettleOptions,
  over: AbortSignal,
): Promise<void> {
  let misses = 0;
  for (const each of startingAnywhere(open)) {
    const holds = await holdsNow(each, options);
    // The line may have been let go meanwhile.
    if (over.aborted) return;
    if (holds) noteSettled(line, each);
    else misses += 1;
    if (misses === mostMisses) return;
  }
}

/** So that those which nobody ever has do not keep the others from being asked for. */
function startingAnywhere<Item>(items: readonly Item[]): readonly Item[] {
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

async function holdsNow(open: Unsettled, options: SettleOptions): Promise<boolean> {
  const { process, store, fetchExact, processMessageAnew, isSpawnedBy, settlesRead, signal } = options;
  signal?.throwIfAborted();
  if (open.fact === 'weavedrive-reads') return (await settlesRead?.(open).catch(untold)) ?? false;
  const { fact, nonce, entrySha256 } = open;
  if (fact === 'spawn') {
    const told = await processMessageAnew().catch(untold);
    if (told === false || statusOf(told.spawn) !== 'holds') return false;
    if (sha256Hex(told.input.json) !== entrySha256) throw new OtherSpawn();
    return true;
  }
  const entry = await loadKept(store, process.id, nonce);
  if (entry === undefined || digestOf(entry) !== entrySha256) return false;
  const { tallies } = await checkEntry(entry, process, { source: 'this browser', fetchExact });
  if (fact === 'spawn-in-schedule') {
    if (await isSpawnedBy(entry.assignment).catch(untold)) throw new OtherSpawn();
    return false;
  }
  return tallies.some((tally) => tally.name === fact && statusOf(tally) === 'holds');
}

/** A gateway that is away settles nothing. */
function untold(error: unknown): false {
  if (isUntold(error)) return false;
  throw error;
}

function noteSettled(line: Line, settled: Unsettled): void {
  const left = (line.unsettled ?? []).filter((each) => each !== settled);
  line.unsettled = left;
  line.tallies = line.tallies.map((tally) => (tally.name === settled.fact ? lessOne(tally, left) : tally));
}

/** One of what was unknown holds. What the ledger says is then about the next. */
function lessOne({ notable: before, ...tally }: Tally, left: readonly Unsettled[]): Tally {
  const counted = { ...tally, held: tally.held + 1, unknown: tally.unknown - 1 };
  if (before === undefined || counted.unknown === 0) return counted;
  const next = left.find(({ fact }) => fact === tally.name)?.notable;
  return { ...counted, notable: next ?? { reason: before.reason } };
}

function digestOf({ assignment, message }: ScheduledMessage): string {
  return sha256Hex(encodeUtf8(JSON.stringify([assignment, message])));
}
