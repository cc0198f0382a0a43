import type { SparingStore } from '../store/sparingStore.ts';

export interface PassingStore {
  readonly store: SparingStore;
  /** The schedule's entries as they passed, told by the scheduler unit or kept from before, by nonce; JSON text. */
  readonly passed: ReadonlyMap<number, string>;
}

/**
 * A store for evaluating one process from its first message, whatever is kept of its state: documents and schedules serve, since they are
 * verified again, and checkpoints do not. What passes of the schedule is remembered for as long as the evaluation is looked at.
 */
export function createPassingStore(kept: SparingStore): PassingStore {
  const passed = new Map<number, string>();
  const remember = (entries: readonly { readonly nonce: number; readonly json: string }[]) => {
    for (const { nonce, json } of entries) passed.set(nonce, json);
  };
  return {
    passed,
    store: {
      ...kept,
      loadCheckpoint: () => Promise.resolve({ checkpoint: undefined, skipped: [] }),
      listCheckpoints: () => Promise.resolve([]),
      async loadSchedule(processId, range) {
        const entries = await kept.loadSchedule(processId, range);
        remember(entries);
        return entries;
      },
      saveSchedule(processId, entries) {
        remember(entries);
        return kept.saveSchedule(processId, entries);
      },
    },
  };
}
