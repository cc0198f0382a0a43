/** Held, shared, by every tab that has work of any kind: whoever wants to disturb none asks for it (`src/app/offline/runningVersion.ts`). */
export const workLockName = 'selfsame:work';

/** Does work, and tells other tabs of it meanwhile. Work waits for nobody here, and is done where locks are denied, too. */
export type WorkLock = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** @param locks absent where the browser has no Web Locks: then nobody can be told */
export function createWorkLock(locks: Pick<LockManager, 'request'> | undefined): WorkLock {
  return async (work) => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    locks?.request(workLockName, { mode: 'shared' }, () => ended).catch(() => undefined);
    try {
      return await work();
    } finally {
      end();
    }
  };
}
