import type { IDBPDatabase } from 'idb';
import { keyPaths } from './records.ts';

/**
 * One step a version: step `n` turns a database of version `n` into one of version `n + 1`. Steps are never edited once released;
 * docs/STORAGE.md is their changelog.
 */
export const upgradeSteps: readonly ((database: IDBPDatabase) => void)[] = [
  createTables,
  createPreferences,
  createKeysAndReceipts,
  beginTextsAnew,
  sealProcesses,
];

export const databaseVersion = upgradeSteps.length;

function createTables(database: IDBPDatabase): void {
  for (const name of ['documents', 'schedule', 'results', 'checkpoints', 'packs', 'secrets'] as const) {
    database.createObjectStore(name, { keyPath: [...keyPaths[name]] });
  }
}

function createPreferences(database: IDBPDatabase): void {
  database.createObjectStore('preferences', { keyPath: [...keyPaths.preferences] });
}

function createKeysAndReceipts(database: IDBPDatabase): void {
  for (const name of ['keys', 'receipts'] as const) {
    database.createObjectStore(name, { keyPath: [...keyPaths[name]] });
  }
}

/** Their seals are made in another way from here on. What they held is fetched and computed again. */
function beginTextsAnew(database: IDBPDatabase): void {
  for (const name of ['schedule', 'results'] as const) {
    database.deleteObjectStore(name);
    database.createObjectStore(name, { keyPath: [...keyPaths[name]] });
  }
}

/** From here on the documents of processes have a seal. Those without one count as absent, and are replaced as they are fetched again. */
function sealProcesses(): void {}
