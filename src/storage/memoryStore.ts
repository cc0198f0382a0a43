import { createRecordStore } from './recordStore.ts';
import { createMemoryRecords } from './records/memoryRecords.ts';
import type { Store } from './store.ts';

/** Remembers until the tab closes. */
export function createMemoryStore(): Store {
  return createRecordStore(createMemoryRecords());
}
