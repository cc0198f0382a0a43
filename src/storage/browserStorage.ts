import type { StorageUsage } from './store.ts';

/** What the browser says about this origin's space. Unknown where it has no `navigator.storage`. */
export async function readUsage(): Promise<StorageUsage> {
  const manager = storageManager();
  const [estimate, persisted] = await Promise.all([
    manager?.estimate().catch(() => undefined),
    manager?.persisted().catch(() => false),
  ]);
  return {
    usedBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
    persisted: persisted ?? false,
  };
}

/** False where only a page may ask: workers have no `persist` (https://storage.spec.whatwg.org/#storagemanager). */
export async function requestPersistence(): Promise<boolean> {
  const manager = storageManager();
  return (await manager?.persist?.().catch(() => false)) ?? false;
}

type PersistentStorageManager = Omit<StorageManager, 'persist'> & {
  readonly persist?: () => Promise<boolean>;
};

function storageManager(): PersistentStorageManager | undefined {
  const scope: { readonly navigator?: { readonly storage?: PersistentStorageManager } } = globalThis;
  return scope.navigator?.storage;
}
