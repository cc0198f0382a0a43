import { isSelfsameError } from '../base/errors.ts';
import { peekManifest } from './checkpoints/manifest.ts';
import { deleteCheckpoints } from './checkpoints/sweep.ts';
import { type LineId, partsOfLine } from './line.ts';
import { readPinned } from './preferences.ts';
import { computedAgain, deleteComputedAgain, sizesOfProcesses, tablesOfProcesses } from './processes.ts';
import { allKeys, keysUnder, type Records, type WriteTransaction } from './records/records.ts';

/** What one round frees, if there is so much: more than a usual checkpoint adds, and not everything at once. */
const roundBytes = 16 * 1024 * 1024;
const mostRounds = 8;

/** Processes that some tab of this browser is evaluating. */
export type ListAtWork = () => Promise<ReadonlySet<string>>;

/**
 * Tries a save again after letting go of what is oldest, as long as that frees anything.
 * @param processId whose save it is: what it builds on stays
 * @param listAtWork asked only where there is no room
 * @throws what `save` throws: `quota-exceeded` where nothing is left that may go
 */
export async function savingWithRoom<Value>(
  records: Records,
  processId: string,
  save: () => Promise<Value>,
  listAtWork: ListAtWork = () => Promise.resolve(new Set()),
): Promise<Value> {
  for (let round = 0; ; round += 1) {
    try {
      return await save();
    } catch (error) {
      const isFull = isSelfsameError(error) && error.code === 'quota-exceeded';
      if (!isFull || round === mostRounds) throw error;
      const need = { processId, atWork: await listAtWork(), wantedBytes: roundBytes };
      if ((await makeRoom(records, need)) === 0) throw error;
    }
  }
}

export interface Need {
  /** Whose save it is. */
  readonly processId: string;
  /** Others that go only where nothing else is left: their next checkpoints build on the newest. */
  readonly atWork: ReadonlySet<string>;
  readonly wantedBytes: number;
}

/**
 * Lets go of checkpoints, oldest first; and where that does not do, of all that can be fetched and evaluated again of processes, those first that
 * were not saved for the longest time. The newest checkpoints of pinned processes and of `processId` stay, and so does everything else of those
 * processes; so it is with those that are at work, as long as anything else can go. Receipts stay until the user deletes them.
 * @returns how many bytes that frees
 */
export function makeRoom(records: Records, { processId, atWork, wantedBytes }: Need): Promise<number> {
  return records.write(tablesOfProcesses, async (transaction) => {
    const kept = new Set([...(await readPinned(transaction)), processId]);
    const freedBytes = await letGo(transaction, new Set([...kept, ...atWork]), wantedBytes);
    return freedBytes > 0 ? freedBytes : letGo(transaction, kept, wantedBytes);
  });
}

async function letGo(
  transaction: WriteTransaction,
  kept: ReadonlySet<string>,
  wantedBytes: number,
): Promise<number> {
  const { old, lastSaves } = await listCheckpoints(transaction, kept);
  let freedBytes = 0;
  for (const { lineId, nonce } of old) {
    if (freedBytes >= wantedBytes) return freedBytes;
    const before = await packBytes(transaction, lineId);
    await deleteCheckpoints(transaction, lineId, [nonce]);
    freedBytes += before - (await packBytes(transaction, lineId));
  }
  const sizes = await sizesOfProcesses(transaction, computedAgain);
  const others = [...sizes].filter(([id, byteCount]) => !kept.has(id) && byteCount > 0);
  others.sort(([a], [b]) => (lastSaves.get(a) ?? 0) - (lastSaves.get(b) ?? 0));
  for (const [id, byteCount] of others) {
    if (freedBytes >= wantedBytes) return freedBytes;
    await deleteComputedAgain(transaction, id);
    freedBytes += byteCount;
  }
  return freedBytes;
}

/** Those that may go, oldest first, and when each process was last saved. */
async function listCheckpoints(transaction: WriteTransaction, kept: ReadonlySet<string>) {
  const newest = new Map<string, number>();
  const lastSaves = new Map<string, number>();
  const all = (await transaction.getAll('checkpoints', allKeys)).map((record) => ({
    lineId: record.lineId,
    processId: partsOfLine(record.lineId as LineId).processId,
    nonce: record.nonce,
    savedMs: peekManifest(record)?.savedMs ?? 0,
  }));
  for (const { lineId, processId, nonce, savedMs } of all) {
    newest.set(lineId, Math.max(nonce, newest.get(lineId) ?? 0));
    lastSaves.set(processId, Math.max(savedMs, lastSaves.get(processId) ?? 0));
  }
  const old = all
    .filter(({ lineId, processId, nonce }) => !kept.has(processId) || nonce !== newest.get(lineId))
    .sort((a, b) => a.savedMs - b.savedMs || a.nonce - b.nonce);
  return { old, lastSaves };
}

async function packBytes(transaction: WriteTransaction, lineId: string): Promise<number> {
  const keys = await transaction.keys('packs', keysUnder(lineId));
  return keys.reduce((sum, key) => sum + Number(key.at(-1)), 0);
}
