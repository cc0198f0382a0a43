import type { Store } from '../../storage/store.ts';

export interface ScheduleSaves<Kept extends Store> {
  readonly store: Kept;
  /** Resolves when all that was begun has ended, well or not: who began it is told. */
  settle(): Promise<void>;
}

/** A store whose saves of schedules can be waited for: whoever reads on does not, and in the end what is fetched has to be kept. */
export function watchScheduleSaves<Kept extends Store>(store: Kept): ScheduleSaves<Kept> {
  const saves = new Set<Promise<void>>();
  return {
    store: {
      ...store,
      saveSchedule(...given) {
        const save = store.saveSchedule(...given);
        const ended = save.catch(() => undefined).finally(() => saves.delete(ended));
        saves.add(ended);
        return save;
      },
    },
    async settle() {
      await Promise.all(saves);
    },
  };
}
