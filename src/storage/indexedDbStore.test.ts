import 'fake-indexeddb/auto';
import { openIndexedDbStore } from './indexedDbStore.ts';
import { describeStore } from './store.contract.ts';

let count = 0;
describeStore('IndexedDB', () => {
  count += 1;
  return openIndexedDbStore({ name: `contract-${count}` });
});
