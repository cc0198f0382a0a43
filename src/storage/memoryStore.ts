import { createMemoryRecords } from './memoryRecords.ts';
import { createRecordStore } from './recordStore.ts';
import type { Store } from './store.ts';

/** Remembers until the tab closes. */
export function createMemoryStore(): Store {
  return createRecordStore(createMemoryRecords());
}
