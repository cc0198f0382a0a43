import type { Abortable } from '../../base/abort.ts';
import type { LineId } from '../../storage/line.ts';

export interface LineLock {
  /**
   * Runs `work` while no other job, in this tab or another, moves this line. `onWait` is called if it is held by another at first.
   * The browser frees the lock of a tab that dies.
   */
  hold<Value>(
    lineId: LineId,
    work: () => Promise<Value>,
    options: Abortable & { readonly onWait?: () => void },
  ): Promise<Value>;
}

/** @param locks absent where the browser has no Web Locks; jobs of this tab still wait for each other */
export function createLineLock(locks: LockManager | undefined): LineLock {
  return locks === undefined ? localLock() : webLock(locks);
}

function webLock(locks: LockManager): LineLock {
  return {
    async hold(lineId, work, { signal, onWait }) {
      const name = `selfsame:line:${lineId}`;
      const free = Symbol('held by another');
      const atOnce = await locks.request(name, { ifAvailable: true }, async (lock) =>
        lock === null ? free : { value: await work() },
      );
      if (atOnce !== free) return (atOnce as { readonly value: Awaited<ReturnType<typeof work>> }).value;
      onWait?.();
      return locks.request(name, signal === undefined ? {} : { signal }, work);
    },
  };
}

function localLock(): LineLock {
  const queues = new Map<LineId, Promise<unknown>>();
  return {
    async hold(lineId, work, { signal, onWait }) {
      const before = queues.get(lineId);
      if (before !== undefined) onWait?.();
      const turn = (before ?? Promise.resolve()).then(async () => {
        signal?.throwIfAborted();
        return work();
      });
      const settled = turn.catch(() => undefined);
      queues.set(lineId, settled);
      try {
        return await turn;
      } finally {
        if (queues.get(lineId) === settled) queues.delete(lineId);
      }
    },
  };
}
