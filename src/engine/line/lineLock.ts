import { type Abortable, raceAbort } from '../../base/abort.ts';
import { type LineId, partsOfLine } from '../../storage/line.ts';

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

/** @param locks absent where the browser has no Web Locks; jobs of this tab still wait for each other, there and where it denies them */
export function createLineLock(locks: LockManager | undefined): LineLock {
  return locks === undefined ? localLock() : webLock(locks);
}

const namePrefix = 'selfsame:line:';

/** Ids of processes that some tab of this browser moves a line of, as far as the browser tells. */
export async function listAtWork(locks: LockManager | undefined): Promise<ReadonlySet<string>> {
  // One that denies locks denies this, too.
  const { held = [] } = (await locks?.query().catch(() => undefined)) ?? {};
  const names = held.flatMap(({ name = '' }) => (name.startsWith(namePrefix) ? [name] : []));
  return new Set(names.map((name) => partsOfLine(name.slice(namePrefix.length) as LineId).processId));
}

function webLock(locks: LockManager): LineLock {
  const local = localLock();
  return {
    async hold(lineId, work, options) {
      const { signal, onWait } = options;
      const name = `${namePrefix}${lineId}`;
      const free = Symbol('held by another');
      const answers: (Lock | null)[] = [];
      try {
        const atOnce = await locks.request(name, { ifAvailable: true }, async (lock) => {
          answers.push(lock);
          return lock === null ? free : { value: await work() };
        });
        if (atOnce !== free) return (atOnce as { readonly value: Awaited<ReturnType<typeof work>> }).value;
      } catch (error) {
        // A page that may keep nothing may lock nothing, and shares nothing with other tabs (https://w3c.github.io/web-locks/#lockmanager).
        if (answers.length > 0 || !isDenied(error)) throw error;
        return local.hold(lineId, work, options);
      }
      onWait?.();
      return locks.request(name, signal === undefined ? {} : { signal }, work);
    },
  };
}

function isDenied(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'SecurityError';
}

function localLock(): LineLock {
  const queues = new Map<LineId, Promise<unknown>>();
  return {
    async hold(lineId, work, { signal, onWait }) {
      const before = queues.get(lineId) ?? Promise.resolve();
      if (queues.has(lineId)) onWait?.();
      const turn = raceAbort(before, signal).then(work);
      // Who gives up waiting lets nobody in before their time.
      const settled = Promise.allSettled([before, turn]);
      queues.set(lineId, settled);
      try {
        return await turn;
      } finally {
        if (queues.get(lineId) === settled) queues.delete(lineId);
      }
    },
  };
}
