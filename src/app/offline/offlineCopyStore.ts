import { isCacheOf } from '../../offline/names.ts';
import { type PageWord, readNotKept } from '../../offline/talk.ts';
import type { OfflineCopy, OfflineCopyStore } from './offlineCopy.ts';
import { describeKept, holdVersion, isAnyTabWorking } from './runningVersion.ts';

export interface OfflineCopyOptions {
  /** The app's folder, with a slash at its end. */
  readonly scope: string;
  /** The script that this page began with: its name follows from all that the page can load. */
  readonly scriptUrl: string;
  /** Absent where the page is not served securely, or the browser has none. */
  readonly serviceWorkers: ServiceWorkerContainer | undefined;
  readonly caches: Pick<CacheStorage, 'keys' | 'delete'> | undefined;
  readonly locks: LockManager | undefined;
  /** What the reader wants; outlives the page. */
  readonly wish: { read(): boolean; change(isWanted: boolean): void };
  /** Work is under way in this tab. */
  readonly isWorking: () => boolean;
  readonly reload: () => void;
}

/** One for the page. */
export function createOfflineCopyStore(options: OfflineCopyOptions): OfflineCopyStore {
  const { scope, scriptUrl, serviceWorkers, caches, locks, wish } = options;
  const listeners = new Set<() => void>();
  let copy: OfflineCopy = { kind: 'not-asked' };
  let registration: ServiceWorkerRegistration | undefined;
  let isVersionHeld = false;
  let isReloadWanted = false;
  let looks = 0;

  function show(next: OfflineCopy): void {
    copy = next;
    for (const listener of listeners) listener();
  }

  /** After each step of a service worker's life. */
  async function look(): Promise<void> {
    if (registration === undefined) return;
    looks += 1;
    const turn = looks;
    const { active, waiting, installing } = registration;
    const kept = active === null ? undefined : await describeKept(active, scriptUrl);
    // Meanwhile a later step may have been looked at, or the reader may have had it removed.
    if (turn !== looks || copy.kind === 'declined') return;
    if (kept === undefined) {
      const isOnItsWay = installing !== null || waiting !== null;
      if (isOnItsWay) show({ kind: 'bringing' });
      else if (copy.kind !== 'refused')
        show({ kind: 'refused', reason: 'The browser could not install it.' });
      return;
    }
    const known = copy.kind === 'kept' ? copy.newer : 'none';
    const newer = waiting === null ? 'none' : known === 'none' ? 'ready' : known;
    show({ kind: 'kept', ...kept, newer });
    if (!kept.isOfPage || locks === undefined || isVersionHeld) return;
    isVersionHeld = true;
    await holdVersion(locks, scope, kept.version);
    active?.postMessage({ kind: 'tidy' } satisfies PageWord);
  }

  function follow(found: ServiceWorkerRegistration): void {
    if (registration === found) return;
    registration = found;
    const followNewest = () => found.installing?.addEventListener('statechange', () => void look());
    found.addEventListener('updatefound', followNewest);
    followNewest();
  }

  async function begin(): Promise<void> {
    if (serviceWorkers === undefined) return show({ kind: 'unsupported' });
    if (!wish.read()) return show({ kind: 'declined' });
    show({ kind: 'bringing' });
    try {
      follow(await serviceWorkers.register(new URL('sw.js', scope), { scope }));
      await look();
    } catch (error) {
      show({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  serviceWorkers?.addEventListener('controllerchange', () => {
    // A first visit is claimed, and in another tab a reader may have asked for the newer version: this one's did not.
    if (isReloadWanted) options.reload();
    else void look();
  });
  serviceWorkers?.addEventListener('message', ({ data }) => {
    const word = readNotKept(data);
    if (word !== undefined && copy.kind !== 'kept') show({ kind: 'refused', reason: word.reason });
  });

  return {
    read: () => copy,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begin,
    keep() {
      wish.change(true);
      return begin();
    },
    async remove() {
      wish.change(false);
      show({ kind: 'declined' });
      const found = await serviceWorkers?.getRegistration(scope).catch(() => undefined);
      if (found?.scope === scope) await found.unregister();
      registration = undefined;
      if (caches === undefined) return;
      const names = (await caches.keys()).filter((name) => isCacheOf(scope, name));
      await Promise.all(names.map((name) => caches.delete(name)));
    },
    async checkForNewer() {
      // What cannot be asked now is asked for at the next visit.
      await registration?.update().catch(() => undefined);
    },
    async takeNewer() {
      const waiting = registration?.waiting ?? null;
      if (waiting === null || copy.kind !== 'kept') return;
      if (options.isWorking() || (await isAnyTabWorking(locks))) {
        return show({ ...copy, newer: 'refused-while-working' });
      }
      isReloadWanted = true;
      show({ ...copy, newer: 'taking-over' });
      waiting.postMessage({ kind: 'take-over' } satisfies PageWord);
    },
  };
}
