import { createRecordStore, type RecordStoreOptions } from './recordStore.ts';
import { openIndexedDbRecords } from './records/indexedDbRecords.ts';
import type { Store } from './store.ts';

export interface OpenStoreOptions extends RecordStoreOptions {
  /** Name of the database. */
  readonly name?: string;
  /** Called where another tab with an older version of the app holds the database; opening goes on when it lets go. */
  readonly onWaiting?: () => void;
  /** Called where it was closed from outside, as by who clears the browser's data: it answers nothing any more, and another can be opened. */
  readonly onLost?: () => void;
}

/**
 * What this browser profile remembers.
 * @throws StorageError `refused` (private mode, blocked, no IndexedDB), `version-newer`, `corrupt`: go on with `createMemoryStore` and say so
 */
export async function openIndexedDbStore(options: OpenStoreOptions = {}): Promise<Store> {
  const records = await openIndexedDbRecords({ ...options, name: options.name ?? 'selfsame' });
  return createRecordStore(records, options);
}
