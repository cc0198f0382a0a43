import type { BatchRecord, Records } from './records.ts';
import type { Seal } from './seal.ts';
import type { NonceRange, NonceText } from './store.ts';

/** Texts by nonce, several to a record: a record each would cost 5 to 10 times as long (performance.md §4). */
export interface Batches {
  save(owner: string, entries: readonly NonceText[]): Promise<void>;
  load(owner: string, range: NonceRange): Promise<readonly NonceText[]>;
}

/** Also bounds how far before a range its first batch may start. */
const maximumEntries = 64;
const maximumBytes = 1024 * 1024;
/** A last batch below this size is written again together with what follows it. */
const mergedBelowBytes = 64 * 1024;

/**
 * Batches are never changed in place. A new one removes those that it covers, and where two overlap, the later wins: so two tabs that
 * save the same evaluation at once lose nothing.
 */
export function createBatches(
  records: Records,
  table: 'schedule' | 'results',
  seal: Seal,
  nowMs: () => number,
): Batches {
  const sealedParts = (batch: Omit<BatchRecord, 'seal'>) => [
    table,
    batch.owner,
    batch.firstNonce,
    batch.lastNonce,
    batch.savedMs,
    batch.texts,
  ];

  async function entriesOf(batch: BatchRecord): Promise<readonly NonceText[]> {
    // A record that does not hold its seal is as good as none: it can be fetched or computed again.
    if (!Array.isArray(batch.texts) || !(await seal.holds(sealedParts(batch), batch.seal))) return [];
    return batch.texts.map((json, index) => ({ nonce: batch.firstNonce + index, json }));
  }

  /** The short batch that ends right before `nonce`. */
  async function tailBefore(owner: string, nonce: number): Promise<readonly NonceText[]> {
    const tail = await records.read([table], async (transaction) => {
      const keys = await transaction.keys(table, {
        lower: [owner, nonce - maximumEntries],
        upper: [owner, nonce - 1, '\uffff'],
      });
      const key = keys.find(([, first, last, byteCount]) => {
        const count = Number(last) - Number(first) + 1;
        return last === nonce - 1 && count < maximumEntries && Number(byteCount) < mergedBelowBytes;
      });
      return key === undefined ? undefined : transaction.get(table, key);
    });
    return tail === undefined ? [] : entriesOf(tail);
  }

  return {
    async save(owner, entries) {
      const sorted = sortedOnce(entries);
      const [first] = sorted;
      if (first === undefined) return;
      const savedMs = nowMs();
      const groups = groupEntries([...(await tailBefore(owner, first.nonce)), ...sorted]);
      const batches = await Promise.all(
        groups.map(async (group): Promise<BatchRecord> => {
          const batch = { owner, ...describeGroup(group), savedMs };
          return { ...batch, seal: await seal.make(sealedParts(batch)) };
        }),
      );
      await records.write([table], async (transaction) => {
        for (const batch of batches) {
          const { firstNonce, lastNonce } = batch;
          const starting = await transaction.keys(table, {
            lower: [owner, firstNonce],
            upper: [owner, lastNonce, '\uffff'],
          });
          const covered = starting.filter(([, , last]) => Number(last) <= lastNonce);
          await Promise.all(covered.map((key) => transaction.delete(table, key)));
          await transaction.put(table, batch);
        }
      });
    },

    async load(owner, { fromNonce, toNonce }) {
      const batches = await records.read([table], (transaction) =>
        transaction.getAll(table, {
          lower: [owner, fromNonce - maximumEntries + 1],
          upper: [owner, toNonce, '\uffff'],
        }),
      );
      const found = new Map<number, string>();
      for (const batch of [...batches].sort((a, b) => a.savedMs - b.savedMs)) {
        if (batch.lastNonce < fromNonce) continue;
        for (const { nonce, json } of await entriesOf(batch)) found.set(nonce, json);
      }
      return [...found]
        .filter(([nonce]) => nonce >= fromNonce && nonce <= toNonce)
        .sort(([a], [b]) => a - b)
        .map(([nonce, json]) => ({ nonce, json }));
    },
  };
}

/** By rising nonce; of a repeated one the last. */
function sortedOnce(entries: readonly NonceText[]): readonly NonceText[] {
  const byNonce = new Map(entries.map((entry) => [entry.nonce, entry]));
  return [...byNonce.values()].sort((a, b) => a.nonce - b.nonce);
}

function groupEntries(entries: readonly NonceText[]): readonly (readonly NonceText[])[] {
  const groups: NonceText[][] = [];
  let byteCount = 0;
  let group: NonceText[] = [];
  for (const entry of entries) {
    const follows = group.length > 0 && entry.nonce === (group.at(-1)?.nonce ?? Number.NaN) + 1;
    const fits = group.length < maximumEntries && byteCount + entry.json.length <= maximumBytes;
    if (!follows || !fits) {
      group = [];
      byteCount = 0;
      groups.push(group);
    }
    group.push(entry);
    byteCount += entry.json.length;
  }
  return groups;
}

function describeGroup(group: readonly NonceText[]) {
  return {
    firstNonce: group[0]?.nonce ?? 0,
    lastNonce: group.at(-1)?.nonce ?? 0,
    byteCount: group.reduce((sum, { json }) => sum + json.length, 0),
    texts: group.map(({ json }) => json),
  };
}
