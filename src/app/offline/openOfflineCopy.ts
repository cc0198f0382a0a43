import type { JobStore } from '../jobs/jobStore.ts';
import type { SettingsStore } from '../settings/settingsStore.ts';
import type { OfflineCopyStore } from './offlineCopy.ts';
import { createOfflineCopyStore } from './offlineCopyStore.ts';

/** A tab may stay open for weeks, and the browser by itself asks only when a page is opened. */
const askAgainAfterMs = 3_600_000;

/** The copy of this page's app. The development server's has none. */
export function openOfflineCopy(jobs: JobStore, settings: SettingsStore): OfflineCopyStore {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"]:not([async])');
  const store = createOfflineCopyStore({
    scope: new URL('.', document.baseURI).href,
    scriptUrl: script?.src ?? '',
    serviceWorkers:
      import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined,
    caches: 'caches' in window ? caches : undefined,
    locks: 'locks' in navigator ? navigator.locks : undefined,
    wish: {
      read: () => settings.read().keepsApp,
      change: (keepsApp) => settings.change({ keepsApp }),
    },
    isWorking: () => jobs.isWorking(),
    reload: () => location.reload(),
  });
  let askedMs = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - askedMs < askAgainAfterMs) return;
    askedMs = Date.now();
    void store.checkForNewer();
  });
  return store;
}
