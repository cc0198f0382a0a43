import { delay } from '../base/abort.ts';
import { isSelfsameError } from '../base/errors.ts';
import type { EngineContext } from './context.ts';
import { createSpares, type SparingStore, sparingStore } from './sparingStore.ts';

export interface OpenedStore {
  readonly store: SparingStore;
  /** A sentence for the user where nothing outlives the tab; undefined while all is well. */
  readonly problem: string | undefined;
}

/** Longer than a browser takes that opens a database at all. Some wait for ever, for another tab that has it and is frozen. */
const patienceMs = 10_000;

/** What a tab remembers where the browser keeps nothing: some dozens of processes, and little beside what evaluating one takes. */
const mostSpareBytes = 256 * 1024 ** 2;

/**
 * The browser's storage, opened once, and again where the browser took it away. Where it is refused, or is long in coming, a store stands in
 * that lasts as long as the tab, and the next call tries again.
 */
export function createStoreOpening(context: EngineContext): () => Promise<OpenedStore> {
  let opening: Promise<SparingStore> | undefined;
  let spare: SparingStore | undefined;
  const spares = createSpares();
  let isLate = false;
  const open = () => {
    const begun: Promise<SparingStore> = context
      .openStore(() => {
        if (opening === begun) opening = undefined;
      })
      .then((store) => sparingStore(store, spares));
    isLate = false;
    return begun;
  };
  const ensureSpare = () => {
    spare ??= sparingStore(context.openMemoryStore({ mostBytes: mostSpareBytes }), spares);
    return spare;
  };
  const standIn = (reason: string) => ({
    store: ensureSpare(),
    problem: `Nothing is being saved: ${reason}`,
  });

  return async () => {
    opening ??= open();
    try {
      const store = await unlessLate(opening, isLate ? 0 : patienceMs);
      if (store !== undefined) return { store, problem: undefined };
      isLate = true;
      return standIn('This browser has not opened its database yet. Another tab of this app may hold it.');
    } catch (error) {
      opening = undefined;
      if (!isSelfsameError(error)) throw error;
      return standIn(error.message);
    }
  };
}

async function unlessLate(opening: Promise<SparingStore>, waitMs: number): Promise<SparingStore | undefined> {
  const settled = new AbortController();
  try {
    const { signal } = settled;
    return await Promise.race([opening, delay(waitMs, { signal }).then(() => undefined)]);
  } finally {
    settled.abort();
  }
}
