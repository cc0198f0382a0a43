import { type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { type SelfsameError, StorageError } from '../../base/errors.ts';
import { closedError, toStorageError } from './databaseErrors.ts';
import type { Key, KeyRange, Records, TableName, Tables, WriteTransaction } from './records.ts';
import { databaseVersion, upgradeSteps } from './upgrades.ts';

export interface IndexedDbOptions {
  readonly name: string;
  /** Another tab runs an older version and has not let go of the database yet. */
  readonly onWaiting?: () => void;
  /** It was closed from outside. */
  readonly onLost?: () => void;
}

/**
 * @throws StorageError `refused` where there is no IndexedDB or the browser denies it, `version-newer` where a newer version of the app
 * wrote the database, `corrupt`, `failed`
 */
export async function openIndexedDbRecords(options: IndexedDbOptions): Promise<Records> {
  if (typeof indexedDB === 'undefined') {
    throw new StorageError('refused', 'This browser has no IndexedDB: nothing can be stored.');
  }
  let closedBecause: string | undefined;
  let opened: IDBPDatabase | undefined;
  const shut = (reason: string) => {
    closedBecause ??= reason;
    opened?.close();
  };
  const lose = (reason: string) => {
    shut(reason);
    options.onLost?.();
  };
  try {
    opened = await openDB(options.name, databaseVersion, {
      upgrade(database, oldVersion) {
        for (const step of upgradeSteps.slice(oldVersion)) step(database);
      },
      blocked: () => options.onWaiting?.(),
      // Holding on would keep the newer tab waiting for ever.
      blocking: () => lose('another tab runs a newer version of this app; reload this one'),
      terminated: () => lose('the browser closed the database'),
    });
  } catch (error) {
    const failure = toStorageError(error, 'opening its database');
    throw ['failed', 'closed'].includes(failure.code) ? refused(failure) : failure;
  }
  const database = opened;

  async function run<Value>(
    tables: readonly TableName[],
    mode: 'readonly' | 'readwrite',
    body: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Value> {
    if (closedBecause !== undefined) throw closedError(closedBecause);
    let transaction: IDBPTransaction<unknown, string[], 'readwrite'> | undefined;
    try {
      // Relaxed: a power cut may lose the last transactions, never tear one; saving ends 5 to 50 times sooner on some disks.
      transaction = database.transaction([...tables], mode as 'readwrite', { durability: 'relaxed' });
      // A failed request rejects both; the first to be awaited speaks.
      transaction.done.catch(() => undefined);
      const value = await body(viewOf(transaction));
      await transaction.done;
      return value;
    } catch (error) {
      const reason = transaction?.error ?? error;
      abort(transaction);
      throw toStorageError(reason, `${mode === 'readonly' ? 'reading' : 'writing'} ${tables.join(', ')}`);
    }
  }

  return {
    kind: 'indexeddb',
    read: (tables, body) => run(tables, 'readonly', body),
    write: (tables, body) => run(tables, 'readwrite', body),
    close: () => shut('it was closed'),
  };
}

function viewOf(transaction: IDBPTransaction<unknown, string[], 'readwrite'>): WriteTransaction {
  const table = (name: TableName) => transaction.objectStore(name);
  return {
    get: async <Name extends TableName>(name: Name, key: Key) =>
      (await table(name).get([...key])) as Tables[Name] | undefined,
    getAll: async <Name extends TableName>(name: Name, range: KeyRange) =>
      (await table(name).getAll(toIdbRange(range))) as Tables[Name][],
    keys: async (name, range) => (await table(name).getAllKeys(toIdbRange(range))) as unknown as Key[],
    put: async (name, record) => {
      await table(name).put(record);
    },
    delete: (name, key) => table(name).delete([...key]),
    deleteRange: (name, range) => table(name).delete(toIdbRange(range)),
  };
}

function toIdbRange({ lower, upper }: KeyRange): IDBKeyRange {
  return IDBKeyRange.bound([...lower], [...upper]);
}

function abort(transaction: IDBPTransaction<unknown, string[], 'readwrite'> | undefined): void {
  try {
    transaction?.abort();
  } catch {
    // It has ended already.
  }
}

function refused(cause: SelfsameError): StorageError {
  const { said } = cause.details;
  const reason =
    typeof said === 'string' && said !== '' ? `It says “${said.replace(/\.$/, '')}”.` : cause.message;
  return new StorageError('refused', `This browser does not open a database for the page. ${reason}`, {
    cause,
  });
}
