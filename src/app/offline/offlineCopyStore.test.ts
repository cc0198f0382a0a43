import { describe, expect, it, vi } from 'vitest';
import { demoCacheName, versionCacheName } from '../../offline/names.ts';
import { createOfflineCopyStore, type OfflineCopyOptions } from './offlineCopyStore.ts';

const scope = 'https://gateway.example/app/';
const scriptUrl = `${scope}assets/index-1.js`;

/** As much of a service worker as a page sees: it describes itself, and remembers what else it was told. */
class ScriptedWorker extends EventTarget {
  readonly told: string[] = [];
  readonly version: string;

  constructor(version: string) {
    super();
    this.version = version;
  }

  postMessage({ kind }: { readonly kind: string }, [port]: readonly MessagePort[] = []): void {
    if (kind === 'describe') port?.postMessage({ version: this.version, isOfPage: true });
    else this.told.push(kind);
  }
}

/** What a browser has of one registration; the test moves it from step to step. */
class ScriptedRegistration extends EventTarget {
  readonly scope = scope;
  active: ScriptedWorker | null = null;
  waiting: ScriptedWorker | null = null;
  installing: ScriptedWorker | null = null;
  readonly unregister = vi.fn(async () => true);
  readonly update = vi.fn(async () => undefined);
}

function setUp(changes: Partial<OfflineCopyOptions> = {}) {
  const registration = new ScriptedRegistration();
  const container = Object.assign(new EventTarget(), {
    register: vi.fn(async () => registration),
    getRegistration: async () => registration,
  });
  let isWanted = true;
  const reload = vi.fn();
  const store = createOfflineCopyStore({
    scope,
    scriptUrl,
    serviceWorkers: container as unknown as ServiceWorkerContainer,
    caches: undefined,
    locks: undefined,
    wish: {
      read: () => isWanted,
      change: (next) => {
        isWanted = next;
      },
    },
    isWorking: () => false,
    reload,
    ...changes,
  });
  return { store, registration, container, reload };
}

describe('createOfflineCopyStore', () => {
  it('says that a browser without service workers keeps nothing', async () => {
    const { store } = setUp({ serviceWorkers: undefined });
    await store.begin();
    expect(store.read()).toEqual({ kind: 'unsupported' });
    await store.remove();
    await store.checkForNewer();
    await store.takeNewer();
  });

  it('says why a browser refuses, and keeps the app when it does not any more', async () => {
    const { store, registration, container } = setUp();
    container.register.mockRejectedValueOnce(new DOMException('The operation is insecure.', 'SecurityError'));
    await store.begin();
    expect(store.read()).toEqual({ kind: 'refused', reason: 'The operation is insecure.' });
    registration.active = new ScriptedWorker('one');
    await store.keep();
    expect(store.read()).toEqual({ kind: 'kept', version: 'one', isOfPage: true, newer: 'none' });
  });

  it('follows an installation to its end', async () => {
    const { store, registration, container } = setUp();
    const worker = new ScriptedWorker('one');
    registration.installing = worker;
    await store.begin();
    expect(store.read()).toEqual({ kind: 'bringing' });
    Object.assign(registration, { installing: null, active: worker });
    worker.dispatchEvent(new Event('statechange'));
    await vi.waitFor(() => expect(store.read()).toMatchObject({ kind: 'kept', version: 'one' }));
    container.dispatchEvent(
      new MessageEvent('message', { data: { kind: 'not-kept', reason: 'Of the next.' } }),
    );
    expect(store.read()).toMatchObject({ kind: 'kept' });
  });

  it('says what the service worker said when it could not be installed', async () => {
    const { store, registration, container } = setUp();
    const worker = new ScriptedWorker('one');
    registration.installing = worker;
    await store.begin();
    const data = { kind: 'not-kept', reason: 'The app’s file a.js could not be fetched.' };
    container.dispatchEvent(new MessageEvent('message', { data }));
    registration.installing = null;
    worker.dispatchEvent(new Event('statechange'));
    await vi.waitFor(() => expect(store.read()).toEqual({ kind: 'refused', reason: data.reason }));
  });

  it('gives way to a newer version only when this tab has no work, and reloads once that has taken over', async () => {
    let isWorking = true;
    const { store, registration, container, reload } = setUp({ isWorking: () => isWorking });
    const newer = new ScriptedWorker('two');
    Object.assign(registration, { active: new ScriptedWorker('one'), waiting: newer });
    await store.begin();
    expect(store.read()).toMatchObject({ version: 'one', newer: 'ready' });
    // A claim, or the wish of another tab's reader.
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).not.toHaveBeenCalled();

    await store.takeNewer();
    expect(store.read()).toMatchObject({ newer: 'refused-while-working' });
    expect(newer.told).toEqual([]);
    isWorking = false;
    await store.takeNewer();
    expect(store.read()).toMatchObject({ newer: 'taking-over' });
    expect(newer.told).toEqual(['take-over']);
    expect(reload).not.toHaveBeenCalled();
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).toHaveBeenCalledOnce();
  });

  it('waits for the work of other tabs, where the browser tells of it', async () => {
    const locksThat = (query: LockManager['query']): LockManager => ({
      query,
      request: () => Promise.reject(new DOMException('Locks are denied.', 'SecurityError')),
    });
    const newerAfter = async (query: LockManager['query']) => {
      const { store, registration } = setUp({ locks: locksThat(query) });
      Object.assign(registration, { active: new ScriptedWorker('one'), waiting: new ScriptedWorker('two') });
      await store.begin();
      await store.takeNewer();
      return store.read();
    };
    const held = (name: string) => async () => ({ held: [{ name }], pending: [] });
    expect(await newerAfter(held('selfsame:line:a/b/c'))).toMatchObject({ newer: 'refused-while-working' });
    expect(await newerAfter(held('selfsame:work'))).toMatchObject({ newer: 'refused-while-working' });
    expect(await newerAfter(held('of another app'))).toMatchObject({ newer: 'taking-over' });
    const denied = () => Promise.reject(new DOMException('Locks are denied.', 'SecurityError'));
    expect(await newerAfter(denied)).toMatchObject({ newer: 'taking-over' });
  });

  it('removes this app’s caches and no others, and begins again only when told to', async () => {
    const names = [versionCacheName(scope, 'one'), demoCacheName(scope), 'of another app'];
    const deleted: string[] = [];
    const { store, registration, container } = setUp({
      caches: { keys: async () => names, delete: async (name) => deleted.push(name) > 0 },
    });
    registration.active = new ScriptedWorker('one');
    await store.begin();
    await store.remove();
    expect(deleted).toEqual(names.slice(0, 2));
    expect(registration.unregister).toHaveBeenCalledOnce();
    container.register.mockClear();
    await store.begin();
    expect(store.read()).toEqual({ kind: 'declined' });
    expect(container.register).not.toHaveBeenCalled();
    await store.keep();
    expect(store.read()).toMatchObject({ kind: 'kept' });
  });
});
