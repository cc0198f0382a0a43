import type { NonceRange, NonceText } from '../store.ts';
import type { BatchRecord, Key, KeyRange, Records } from './records.ts';
import type { Seal } from './seal.ts';

/** Texts by nonce, several to a record: a record each would cost 5 to 10 times as long (performance.md §4). */
export interface Batches {
  save(owner: string, entries: readonly NonceText[]): Promise<void>;
  load(owner: string, range: NonceRange): Promise<readonly NonceText[]>;
}

/** As many as are verified at once; also bounds how far before a range its first batch may start. */
const maximumEntries = 256;
const maximumBytes = 1024 * 1024;
/** A last batch below this size is written again together with what follows it. */
const mergedBelowBytes = 64 * 1024;

/**
 * Batches are never changed in place. A new one removes those that it covers, and where two overlap, the later wins: so two tabs that
 * save the same evaluation at once lose nothing.
 */
export function createBatches(records: Records, table: 'schedule' | 'results', seal: Seal): Batches {
  const sealedParts = (batch: Omit<BatchRecord, 'seal' | 'revision'>) => [
    table,
    batch.owner,
    batch.firstNonce,
    batch.lastNonce,
    batch.texts,
  ];

  async function entriesOf(batch: BatchRecord): Promise<readonly NonceText[]> {
    // A record that does not hold its seal is as good as none: it can be fetched or computed again.
    if (!Array.isArray(batch.texts) || !(await seal.holds(sealedParts(batch), batch.seal))) return [];
    return batch.texts.map((json, index) => ({ nonce: batch.firstNonce + index, json }));
  }

  /** The short batch that ends right before `nonce`, unless another one lies over or under it. */
  async function tailBefore(owner: string, nonce: number): Promise<readonly NonceText[]> {
    const tail = await records.read([table], async (transaction) => {
      const near = await transaction.keys(table, startingIn(owner, nonce - 2 * maximumEntries, nonce - 1));
      const key = near.find((candidate) => isShort(candidate) && candidate[2] === nonce - 1);
      if (key === undefined) return undefined;
      const isAlone = near.every((other) => other === key || Number(other[2]) < Number(key[1]));
      return isAlone ? transaction.get(table, key) : undefined;
    });
    return tail === undefined ? [] : entriesOf(tail);
  }

  return {
    async save(owner, entries) {
      const sorted = sortedOnce(entries);
      const [first] = sorted;
      if (first === undefined) return;
      const groups = groupEntries([...(await tailBefore(owner, first.nonce)), ...sorted]);
      const batches = await Promise.all(
        groups.map(async (group) => {
          const batch = { owner, ...describeGroup(group) };
          return { ...batch, seal: await seal.make(sealedParts(batch)) };
        }),
      );
      await records.write([table], async (transaction) => {
        for (const batch of batches) {
          const { firstNonce, lastNonce } = batch;
          const near = await transaction.keys(
            table,
            startingIn(owner, firstNonce - maximumEntries + 1, lastNonce),
          );
          const overlapped = near.filter(([, , last]) => Number(last) >= firstNonce);
          const covered = overlapped.filter(
            ([, first, last]) => Number(first) >= firstNonce && Number(last) <= lastNonce,
          );
          await Promise.all(covered.map((key) => transaction.delete(table, key)));
          const revision = 1 + Math.max(0, ...overlapped.map((key) => Number(key[3])));
          await transaction.put(table, { ...batch, revision });
        }
      });
    },

    async load(owner, { fromNonce, toNonce }) {
      const batches = await records.read([table], (transaction) =>
        transaction.getAll(table, startingIn(owner, fromNonce - maximumEntries + 1, toNonce)),
      );
      const found = new Map<number, string>();
      for (const batch of [...batches].sort((a, b) => a.revision - b.revision)) {
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

function isShort([, firstNonce, lastNonce, , byteCount]: Key): boolean {
  return Number(lastNonce) - Number(firstNonce) + 1 < maximumEntries && Number(byteCount) < mergedBelowBytes;
}

/** Batches whose first nonce lies in `fromNonce … toNonce`. */
function startingIn(owner: string, fromNonce: number, toNonce: number): KeyRange {
  return { lower: [owner, fromNonce], upper: [owner, toNonce, '\uffff'] };
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
