import { createRecordStore, type RecordStoreOptions } from './recordStore.ts';
import { createMemoryRecords, type MemoryOptions } from './records/memoryRecords.ts';
import type { Store } from './store.ts';

/** Remembers until the tab closes. */
export function createMemoryStore(
  options: MemoryOptions & Pick<RecordStoreOptions, 'listAtWork'> = {},
): Store {
  return createRecordStore(createMemoryRecords(options), options);
}
