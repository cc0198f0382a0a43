/** Held by the one tab that keeps up with processes; who asks for it in another waits until that one closes. */
const lockName = 'selfsame:follow';

export type TabRole = 'here' | 'elsewhere';

export interface TabTurn {
  /** @param onRole told as soon as it is known, and whenever it changes */
  ask(onRole: (role: TabRole) => void): void;
  giveUp(): void;
  /** Another tab has it. */
  isTaken(): Promise<boolean>;
}

/** @param locks absent where the browser has no Web Locks: then each tab that is told to keep up does */
export function createTabTurn(locks: Pick<LockManager, 'request' | 'query'> | undefined): TabTurn {
  let over: AbortController | undefined;

  async function hold(onRole: (role: TabRole) => void, { signal }: AbortController): Promise<void> {
    if (locks === undefined) {
      onRole('here');
      return;
    }
    const givenUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const keep = () => {
      if (signal.aborted) return undefined;
      onRole('here');
      return givenUp;
    };
    try {
      const isHeld = await locks.request(lockName, { ifAvailable: true }, async (lock) => {
        if (lock === null) return false;
        await keep();
        return true;
      });
      if (isHeld || signal.aborted) return;
      onRole('elsewhere');
      await locks.request(lockName, { signal }, keep);
    } catch {
      // Given up while it waited; or denied where nothing may be kept, and nothing is shared with other tabs.
      if (!signal.aborted) onRole('here');
    }
  }

  return {
    ask(onRole) {
      if (over !== undefined) return;
      over = new AbortController();
      void hold(onRole, over);
    },
    giveUp() {
      over?.abort();
      over = undefined;
    },
    async isTaken() {
      try {
        const { held = [] } = (await locks?.query()) ?? {};
        return held.some(({ name }) => name === lockName);
      } catch {
        return false;
      }
    },
  };
}
