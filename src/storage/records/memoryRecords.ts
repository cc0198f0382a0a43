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

type Entry = { readonly key: Key; readonly record: Tables[TableName] };
type Table = Map<string, Entry>;

/**
 * Lasts as long as the tab: for where storage is refused, and for evaluations that must leave no trace. Records are cloned on their way in and
 * out, as a database does: nobody can change, or transfer away, what is kept.
 */
export function createMemoryRecords(): Records {
  const tables = new Map<TableName, Table>();
  const tableOf = (name: TableName) => tables.get(name) ?? new Map<string, Entry>();
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function run<Value>(body: (transaction: WriteTransaction) => Promise<Value>): Promise<Value> {
    const changed = new Map<TableName, Table>();
    const current = (name: TableName) => changed.get(name) ?? tableOf(name);
    const changing = (name: TableName) => {
      const copy = changed.get(name) ?? new Map(tableOf(name));
      changed.set(name, copy);
      return copy;
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
        changing(name).set(JSON.stringify(key), { key, record: structuredClone(record) });
      },
      delete: async (name, key) => {
        changing(name).delete(JSON.stringify(key));
      },
      deleteRange: async (name, range) => {
        for (const { key } of inRange(name, range)) changing(name).delete(JSON.stringify(key));
      },
    });
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
