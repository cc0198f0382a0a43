import { createMemoryStore } from './memoryStore.ts';
import { describeStore } from './store.contract.ts';

describeStore('memory', async () => createMemoryStore());
