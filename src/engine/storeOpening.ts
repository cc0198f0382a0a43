import { isSelfsameError } from '../base/errors.ts';
import type { Store } from '../storage/store.ts';
import type { EngineContext } from './context.ts';

export interface OpenedStore {
  readonly store: Store;
  /** A sentence for the user where storage is refused; undefined while all is well. */
  readonly problem: string | undefined;
}

/** The browser's storage, opened once; where it is refused, one that forgets stands in, and the next call tries again. */
export function createStoreOpening(context: EngineContext): () => Promise<OpenedStore> {
  let opening: Promise<Store> | undefined;
  let fallback: Store | undefined;
  return async () => {
    opening ??= context.openStore();
    try {
      return { store: await opening, problem: undefined };
    } catch (error) {
      opening = undefined;
      if (!isSelfsameError(error)) throw error;
      fallback ??= context.openMemoryStore();
      return { store: fallback, problem: `Nothing is being saved: ${error.message}` };
    }
  };
}
