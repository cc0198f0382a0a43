import { keysUnder, type ReadTransaction, type Records, type WriteTransaction } from './records/records.ts';

/** What the user decides about storage. */
export interface StorageRules {
  /** How long it may take to come to any past nonce again, as far as there is room for so many checkpoints. */
  readonly reachWithinMs: number;
}

export const defaultRules: StorageRules = { reachWithinMs: 2000 };

const rulesName = 'rules';
const pinTable = 'pinned';

export function loadRules(records: Records): Promise<StorageRules> {
  return records.read(['preferences'], readRules);
}

export function saveRules(records: Records, { reachWithinMs }: StorageRules): Promise<void> {
  const json = JSON.stringify({ reachWithinMs: Math.max(100, Math.trunc(reachWithinMs)) });
  return records.write(['preferences'], (transaction) =>
    transaction.put('preferences', { kind: rulesName, id: '', json }),
  );
}

export async function readRules(transaction: ReadTransaction): Promise<StorageRules> {
  const record = await transaction.get('preferences', [rulesName, '']);
  return record === undefined ? defaultRules : decodeRules(record.json);
}

/** Every checkpoint is saved by them: what a faulty disk has made of them must not end that. */
function decodeRules(json: unknown): StorageRules {
  try {
    const { reachWithinMs } = JSON.parse(String(json)) as { readonly reachWithinMs?: unknown };
    return Number.isFinite(reachWithinMs) ? { reachWithinMs: Number(reachWithinMs) } : defaultRules;
  } catch {
    return defaultRules;
  }
}

/** A pinned process keeps its newest checkpoints when room is made for others. */
export function setPinned(records: Records, processId: string, pinned: boolean): Promise<void> {
  return records.write(['preferences'], (transaction) =>
    pinned
      ? transaction.put('preferences', { kind: pinTable, id: processId, json: 'true' })
      : unpin(transaction, processId),
  );
}

export function unpin(transaction: WriteTransaction, processId: string): Promise<void> {
  return transaction.delete('preferences', [pinTable, processId]);
}

export async function readPinned(transaction: ReadTransaction): Promise<ReadonlySet<string>> {
  const keys = await transaction.keys('preferences', keysUnder(pinTable));
  return new Set(keys.map(([, processId]) => String(processId)));
}
