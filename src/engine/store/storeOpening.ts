import { delay } from '../../base/abort.ts';
import { isSelfsameError, StorageError } from '../../base/errors.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineContext } from '../context.ts';
import { reopeningStore } from './reopeningStore.ts';
import { createSpares, type SparingStore, sparingStore } from './sparingStore.ts';

export interface OpenedStore {
  readonly store: SparingStore;
  /** A sentence for the user where nothing outlives the tab; undefined while all is well. */
  readonly problem: string | undefined;
}

/** Longer than a browser takes that opens a database at all. Some wait for ever, for another tab that has it and is frozen. */
const patienceMs = 10_000;

const lateReason = 'This browser has not opened its database yet. Another tab of this app may hold it.';

/** What a tab remembers where the browser keeps nothing: some dozens of processes, and little beside what evaluating one takes. */
const mostSpareBytes = 256 * 1024 ** 2;

/**
 * The browser's storage, opened once, and again where the browser took it away, also for those who have it already. Where it is refused, or is
 * long in coming, a store stands in that lasts as long as the tab, and the next call tries again.
 */
export function createStoreOpening(context: EngineContext): () => Promise<OpenedStore> {
  let opening: Promise<SparingStore> | undefined;
  let spare: SparingStore | undefined;
  const spares = createSpares();
  let isLate = false;
  let database: Promise<Store> | undefined;
  const openDatabase = () => {
    const forget = () => {
      if (database !== begun) return;
      database = undefined;
      opening = undefined;
    };
    const begun = context.openStore(forget);
    database = begun;
    begun.catch(forget);
    return begun;
  };
  const reopen = async (lost: Store) => {
    const known = database ?? openDatabase();
    let store = await unlessLate(known, patienceMs);
    // Not every browser tells that it closed one. Whoever found out first has had another opened by now.
    if (store === lost) {
      const other = database === known ? undefined : database;
      store = await unlessLate(other ?? openDatabase(), patienceMs);
    }
    return store ?? Promise.reject(new StorageError('closed', lateReason));
  };

  const open = () => {
    isLate = false;
    return (database ?? openDatabase()).then((store) => sparingStore(reopeningStore(store, reopen), spares));
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
      return standIn(lateReason);
    } catch (error) {
      opening = undefined;
      if (!isSelfsameError(error)) throw error;
      return standIn(error.message);
    }
  };
}

async function unlessLate<Opened>(opening: Promise<Opened>, waitMs: number): Promise<Opened | undefined> {
  const settled = new AbortController();
  try {
    const { signal } = settled;
    return await Promise.race([opening, delay(waitMs, { signal }).then(() => undefined)]);
  } finally {
    settled.abort();
  }
}
