import { delay } from '../../../base/abort.ts';
import { StorageError } from '../../../base/errors.ts';
import type { ListAtWork } from '../../../storage/makeRoom.ts';
import { createRecordStore } from '../../../storage/recordStore.ts';
import { closedError, toStorageError } from '../../../storage/records/databaseErrors.ts';
import { createMemoryRecords } from '../../../storage/records/memoryRecords.ts';
import { allKeys, type Records, type WriteTransaction } from '../../../storage/records/records.ts';
import type { Store } from '../../../storage/store.ts';
import type { Random } from './random.ts';

/** What is wrong with it now: each of these with some probability at every transaction. */
export interface DiskTrouble {
  /** Transactions fail before they begin, or after all their requests. */
  fails: number;
  /** Transactions that add anything are over the quota. */
  full: number;
  /** The browser does not open the database. */
  refuses: number;
  /** How long a transaction may take. */
  mostMs: number;
}

export const calmDisk: Readonly<DiskTrouble> = { fails: 0, full: 0, refuses: 0, mostMs: 15 };

/** The database of one browser, which outlives its tabs. */
export interface Disk {
  readonly trouble: DiskTrouble;
  /** A connection of a tab; what a dead tab has not committed never happens. @throws StorageError */
  open(tab: { readonly isAlive: boolean }, onLost: () => void, listAtWork: ListAtWork): Promise<Store>;
  /** The browser closes every connection, as where it runs out of files, or a newer version of the app wants the database. */
  closeConnections(): void;
  /** Changes something in some record, as a faulty disk does. */
  damage(): Promise<void>;
  /** Changes all the data that is kept of what a process has read. */
  damageReads(processId: string): Promise<void>;
  readonly isDamaged: boolean;
  /** Around every tab's back, at once; nothing that it does stays. */
  readonly direct: Store;
  readonly records: Records;
  /** Seals of checkpoints that were found to be good. */
  readonly checked: Set<string>;
}

export function createDisk(random: Random): Disk {
  const records = createMemoryRecords();
  const trouble: DiskTrouble = { ...calmDisk };
  const connections = new Set<() => void>();
  let isDamaged = false;
  const latency = () => delay(random.between(0, trouble.mostMs));

  function connectionOf(tab: { readonly isAlive: boolean }, onLost: () => void): Records {
    let closedBecause: string | undefined;
    const lose = () => {
      closedBecause ??= 'the browser closed the database';
      connections.delete(lose);
      onLost();
    };
    connections.add(lose);

    const assertOpen = () => {
      if (closedBecause !== undefined) throw closedError(closedBecause);
    };

    async function begin(mode: string): Promise<void> {
      assertOpen();
      await unlessDead(latency());
      assertOpen();
      if (random.chance(trouble.fails / 2)) throw toStorageError(new Error('Disk error'), mode);
    }
    /** A tab that died hears nothing any more. */
    async function unlessDead<Value>(answer: Promise<Value>): Promise<Value> {
      const value = await answer;
      return tab.isAlive ? value : new Promise<never>(() => undefined);
    }
    async function finish(adds: boolean): Promise<void> {
      if (!tab.isAlive) throw new StorageError('failed', 'The tab is gone.');
      if (random.chance(trouble.fails / 2)) throw toStorageError(new Error('Aborted'), 'writing');
      if (!adds || !random.chance(trouble.full)) return;
      throw toStorageError(new DOMException('No room.', 'QuotaExceededError'), 'writing');
    }

    return {
      kind: 'indexeddb',
      async read(tables, body) {
        await begin('reading');
        return unlessDead(records.read(tables, body));
      },
      async write(tables, body) {
        await begin('writing');
        const written = records.write(tables, async (transaction) => {
          let adds = false;
          const watched: WriteTransaction = {
            ...transaction,
            put: (table, record) => {
              adds = true;
              return transaction.put(table, record);
            },
          };
          const value = await body(watched);
          await finish(adds);
          return value;
        });
        const value = await unlessDead(written);
        // It is committed, and whoever asked does not know it yet.
        await unlessDead(latency());
        return value;
      },
      close: () => {
        closedBecause ??= 'it was closed';
        connections.delete(lose);
      },
    };
  }

  return {
    trouble,
    records,
    checked: new Set(),
    direct: createRecordStore(readOnly(records)),
    async open(tab, onLost, listAtWork) {
      await latency();
      if (random.chance(trouble.refuses)) throw new StorageError('refused', 'The browser does not open it.');
      return createRecordStore(connectionOf(tab, onLost), { listAtWork });
    },
    get isDamaged() {
      return isDamaged;
    },
    damage() {
      isDamaged = true;
      return damageRecord(records, random);
    },
    damageReads(processId) {
      isDamaged = true;
      return damageReads(records, `${processId}/data/`);
    },
    closeConnections: () => {
      for (const lose of [...connections]) lose();
    },
  };
}

/** Loading tidies what is damaged, and whoever only looks leaves that to the tabs. */
function readOnly(records: Records): Records {
  return {
    ...records,
    async write<Value>(
      tables: Parameters<Records['write']>[0],
      body: (transaction: WriteTransaction) => Promise<Value>,
    ) {
      const done: Value[] = [];
      const undo = new Error('It is taken back.');
      const writing = records.write(tables, async (transaction) => {
        done.push(await body(transaction));
        throw undo;
      });
      await writing.catch((error: unknown) => {
        if (error !== undo) throw error;
      });
      return done[0] as Value;
    },
  };
}

const damageable = ['checkpoints', 'packs', 'results', 'schedule', 'documents'] as const;

function damageRecord(records: Records, random: Random): Promise<void> {
  return records.write(damageable, async (transaction) => {
    const table = random.pick(damageable);
    const all = await transaction.getAll(table, allKeys);
    if (all.length === 0) return;
    const record = random.pick(all);
    const members = Object.entries(record).filter(([name]) =>
      ['json', 'bytes', 'texts', 'seal'].includes(name),
    );
    const [name, value] = random.pick(members);
    // A key stays what it is.
    await transaction.put(table, { ...record, [name]: changed(value, random) });
  });
}

function damageReads(records: Records, start: string): Promise<void> {
  return records.write(['documents'], async (transaction) => {
    for (const record of await transaction.getAll('documents', allKeys)) {
      const { id, bytes } = record;
      if (!id.startsWith(start) || bytes === null) continue;
      await transaction.put('documents', { ...record, bytes: bytes.map((byte) => byte ^ 16) });
    }
  });
}

function changed(value: unknown, random: Random): unknown {
  if (typeof value === 'string') return value.replace(/[0-9a-z]/i, (letter) => (letter === '7' ? '8' : '7'));
  if (value instanceof Uint8Array) {
    return value.map((byte, place) => (place === Math.floor(value.length / 2) ? byte ^ 16 : byte));
  }
  if (!Array.isArray(value)) return value;
  return random.chance(0.5) ? value.slice(1) : value.map((text) => String(text).replace('moved', 'mowed'));
}
