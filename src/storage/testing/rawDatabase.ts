import { type IDBPDatabase, openDB } from 'idb';
import { keyPaths, type TableName } from '../records/records.ts';

/** Around the store's back: what a faulty disk, another program or a person with the inspector could do. */
export async function withRawDatabase<Value>(
  name: string,
  body: (database: IDBPDatabase) => Promise<Value>,
): Promise<Value> {
  const database = await openDB(name);
  try {
    return await body(database);
  } finally {
    database.close();
  }
}

type RawRecord = Readonly<Record<string, unknown>>;

export interface Damage {
  /** `packs[2].bytes flipped`. */
  readonly name: string;
  readonly inflict: (database: IDBPDatabase) => Promise<void>;
}

/** Every record deleted, and every member of every record changed, one damage at a time. */
export async function listDamages(
  name: string,
  tables = Object.keys(keyPaths) as readonly TableName[],
): Promise<readonly Damage[]> {
  return withRawDatabase(name, async (database) => {
    const damages: Damage[] = [];
    for (const table of tables) {
      const records = (await database.getAll(table)) as readonly RawRecord[];
      for (const [index, record] of records.entries()) {
        const key = keyPaths[table].map((path) => record[path]) as IDBValidKey;
        damages.push({ name: `${table}[${index}] deleted`, inflict: (raw) => raw.delete(table, key) });
        for (const [member, value] of Object.entries(record)) {
          const changed = change(value);
          if (changed === undefined) continue;
          damages.push({
            name: `${table}[${index}].${member} changed`,
            inflict: async (raw) => {
              await raw.delete(table, key);
              await raw.put(table, { ...record, [member]: changed });
            },
          });
        }
      }
    }
    return damages;
  });
}

function change(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (value instanceof Uint8Array) {
    const flipped = value.slice();
    const middle = Math.floor(flipped.length / 2);
    flipped[middle] = (flipped[middle] ?? 0) ^ 4;
    return flipped;
  }
  if (typeof value !== 'string') return undefined;
  const middle = Math.floor(value.length / 2);
  return `${value.slice(0, middle)}${value[middle] === 'A' ? 'B' : 'A'}${value.slice(middle + 1)}`;
}
