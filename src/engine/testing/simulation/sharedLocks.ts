/** Web Locks of one browser, as far as the engine uses them: exclusive, first come first served. */
export interface SharedLocks {
  /** As a tab sees them. */
  managerOf(tab: object): LockManager;
  /** The tab has died: the browser frees what it held, and forgets what it waited for. */
  release(tab: object): void;
  readonly heldCount: number;
}

interface Waiting {
  readonly tab: object;
  readonly enter: () => void;
}

export function createSharedLocks(): SharedLocks {
  const dead = new WeakSet<object>();
  const held = new Map<string, object>();
  const queues = new Map<string, Waiting[]>();

  function free(name: string, tab: object): void {
    if (held.get(name) !== tab) return;
    held.delete(name);
    queues.get(name)?.shift()?.enter();
  }

  async function hold(name: string, tab: object, work: (lock: unknown) => Promise<unknown>) {
    held.set(name, tab);
    try {
      return await work({ name, mode: 'exclusive' });
    } finally {
      free(name, tab);
    }
  }

  function request(
    tab: object,
    name: string,
    { ifAvailable = false, signal }: LockOptions,
    work: (lock: unknown) => Promise<unknown>,
  ): Promise<unknown> {
    if (dead.has(tab)) return new Promise<never>(() => undefined);
    if (!held.has(name)) return hold(name, tab, work);
    if (ifAvailable) return work(null);
    return new Promise((resolve, reject) => {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      const leave = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal?.reason as Error);
      };
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve(hold(name, tab, work));
      };
      const waiting = { tab, enter };
      queue.push(waiting);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    managerOf: (tab) =>
      ({
        request: (name: string, options: LockOptions, work: (lock: unknown) => Promise<unknown>) =>
          request(tab, name, options, work),
        query: () => Promise.resolve({ held: [...held.keys()].map((name) => ({ name })), pending: [] }),
      }) as unknown as LockManager,
    release(tab) {
      dead.add(tab);
      for (const [name, queue] of queues)
        queues.set(
          name,
          queue.filter((waiting) => waiting.tab !== tab),
        );
      for (const [name, holder] of [...held]) if (holder === tab) free(name, tab);
    },
    get heldCount() {
      return held.size;
    },
  };
}
