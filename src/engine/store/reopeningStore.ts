import { isSelfsameError } from '../../base/errors.ts';
import type { Store } from '../../storage/store.ts';

type Methods = Readonly<Record<string, (...parameters: unknown[]) => Promise<unknown>>>;

/**
 * A store that goes on where the browser takes its database away: under memory pressure, while a phone sleeps, or when its data is cleared. What is
 * asked then is asked of the database that is opened next, so that an evaluation of hours does not end unsaved. Each call is one transaction,
 * and one that was refused as `closed` has not happened.
 * @param reopen what is open by now in place of `lost`, or can be opened. Rejects with a `StorageError`, which is the call's then
 */
export function reopeningStore(first: Store, reopen: (lost: Store) => Promise<Store>): Store {
  let current = first;
  let isClosed = false;

  const asked = (name: string) => {
    const ask = (store: Store, parameters: readonly unknown[]) =>
      (store as unknown as Methods)[name]?.(...parameters);
    return async (...parameters: unknown[]) => {
      const lost = current;
      try {
        return await ask(lost, parameters);
      } catch (error) {
        if (isClosed || !wasTakenAway(error)) throw error;
        // Another call may have been told sooner: what was opened for that one is there.
        if (current === lost) current = await reopen(lost);
        return ask(current, parameters);
      }
    };
  };
  const methods = Object.keys(first).filter((name) => name !== 'kind' && name !== 'close');
  return {
    ...(Object.fromEntries(methods.map((name) => [name, asked(name)])) as unknown as Store),
    kind: first.kind,
    close() {
      isClosed = true;
      current.close();
    },
  };
}

function wasTakenAway(error: unknown): boolean {
  return isSelfsameError(error) && error.layer === 'storage' && error.code === 'closed';
}
