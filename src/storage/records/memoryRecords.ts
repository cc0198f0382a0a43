import { StorageError } from '../../base/errors.ts';
import { closedError } from './databaseErrors.ts';
import {
  type Key,
  type KeyRange,
  keyPaths,
  type Records,
  type TableName,
  type Tables,
  type WriteTransaction,
} from './records.ts';

type Entry = { readonly key: Key; readonly record: Tables[TableName]; readonly byteCount: number };
type Table = Map<string, Entry>;

export interface MemoryOptions {
  /** A write that passes it is refused, as a browser's quota refuses one. Absent: as much as there is memory. */
  readonly mostBytes?: number;
}

/**
 * Lasts as long as the tab: for where storage is refused, and for evaluations that must leave no trace. Records are cloned on their way in and
 * out, as a database does: nobody can change, or transfer away, what is kept.
 */
export function createMemoryRecords({ mostBytes = Number.POSITIVE_INFINITY }: MemoryOptions = {}): Records {
  const tables = new Map<TableName, Table>();
  const tableOf = (name: TableName) => tables.get(name) ?? new Map<string, Entry>();
  let isClosed = false;
  let usedBytes = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function run<Value>(body: (transaction: WriteTransaction) => Promise<Value>): Promise<Value> {
    const changed = new Map<TableName, Table>();
    let addedBytes = 0;
    const current = (name: TableName) => changed.get(name) ?? tableOf(name);
    const changing = (name: TableName) => {
      const copy = changed.get(name) ?? new Map(tableOf(name));
      changed.set(name, copy);
      return copy;
    };
    const remove = (name: TableName, key: Key) => {
      const text = JSON.stringify(key);
      addedBytes -= current(name).get(text)?.byteCount ?? 0;
      changing(name).delete(text);
    };
    const inRange = (name: TableName, range: KeyRange) =>
      [...current(name).values()]
        .filter(({ key }) => compareKeys(key, range.lower) >= 0 && compareKeys(key, range.upper) <= 0)
        .sort((a, b) => compareKeys(a.key, b.key));
    const value = await body({
      get: async <Name extends TableName>(name: Name, key: Key) =>
        structuredClone(current(name).get(JSON.stringify(key))?.record) as Tables[Name] | undefined,
      getAll: async <Name extends TableName>(name: Name, range: KeyRange) =>
        inRange(name, range).map((entry) => structuredClone(entry.record) as Tables[Name]),
      keys: async (name, range) => inRange(name, range).map((entry) => entry.key),
      put: async (name, record) => {
        const key = keyOf(name, record);
        const byteCount = sizeOf(record);
        remove(name, key);
        addedBytes += byteCount;
        changing(name).set(JSON.stringify(key), { key, record: structuredClone(record), byteCount });
      },
      delete: async (name, key) => remove(name, key),
      deleteRange: async (name, range) => {
        for (const { key } of inRange(name, range)) remove(name, key);
      },
    });
    if (addedBytes > 0 && usedBytes + addedBytes > mostBytes) {
      throw new StorageError('quota-exceeded', 'This tab remembers no more.', { details: { mostBytes } });
    }
    usedBytes += addedBytes;
    for (const [name, table] of changed) tables.set(name, table);
    return value;
  }

  /** One after the other, as a database's overlapping write transactions are. */
  function inTurn<Value>(body: (transaction: WriteTransaction) => Promise<Value>): Promise<Value> {
    const turn = last.then(() => {
      if (isClosed) throw closedError('it was closed');
      return run(body);
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    kind: 'memory',
    read: (_, body) => inTurn(body),
    write: (_, body) => inTurn(body),
    close() {
      isClosed = true;
      tables.clear();
    },
  };
}

/** Of what is long in a record: texts, each as long as it has characters, and bytes. */
function sizeOf(record: Tables[TableName]): number {
  return Object.values(record)
    .flat()
    .reduce<number>((sum, member: unknown) => sum + lengthOf(member), 0);
}

function lengthOf(member: unknown): number {
  if (typeof member === 'string') return member.length;
  return member instanceof Uint8Array ? member.byteLength : 0;
}

function keyOf<Name extends TableName>(name: Name, record: Tables[Name]): Key {
  const members = record as unknown as Readonly<Record<string, string | number>>;
  return keyPaths[name].map((path) => members[path] ?? '');
}

/** IndexedDB's own order of keys: member by member, numbers before texts. */
function compareKeys(a: Key, b: Key): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareMembers(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareMembers(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
