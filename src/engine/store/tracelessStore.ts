import { isSelfsameError } from '../../base/errors.ts';
import type { EngineContext } from '../context.ts';
import { createSpares, type SparingStore, sparingStore } from './sparingStore.ts';

/** As much of a schedule as a tab can spare: more than most have, and a fraction of a million messages. */
const mostBytes = 256 * 1024 ** 2;

/**
 * For an evaluation that leaves no trace. What it fetches is at hand for as long as it runs, and as far as there is room; what is not is fetched
 * again where it is wanted again, and nobody has to be told.
 */
export function tracelessStore({ openMemoryStore }: Pick<EngineContext, 'openMemoryStore'>): SparingStore {
  const memory = openMemoryStore({ mostBytes });
  return sparingStore(
    {
      ...memory,
      async saveSchedule(processId, entries) {
        try {
          await memory.saveSchedule(processId, entries);
        } catch (error) {
          if (!isSelfsameError(error)) throw error;
        }
      },
    },
    createSpares(),
  );
}
