import { delay } from '../../base/abort.ts';
import { workLockName } from '../../engine/api.ts';
import { versionLockName } from '../../offline/names.ts';
import { type Description, type PageWord, readDescription } from '../../offline/talk.ts';

/** A service worker that cannot be started does not answer. */
const patienceMs = 10_000;

/** Which version a service worker keeps, and whether the page that began with `scriptUrl` runs it; undefined where it says nothing. */
export async function describeKept(
  worker: ServiceWorker,
  scriptUrl: string,
): Promise<Description | undefined> {
  const { port1, port2 } = new MessageChannel();
  try {
    const answer = new Promise<unknown>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
    worker.postMessage({ kind: 'describe', scriptUrl } satisfies PageWord, [port2]);
    return readDescription(await Promise.race([answer, delay(patienceMs)]));
  } finally {
    port1.close();
  }
}

/** Says to all tabs and service workers, for as long as this page lives, that it runs this version (`src/offline/tidying.ts`). */
export async function holdVersion(locks: LockManager, scope: string, version: string): Promise<void> {
  const asLongAsThePage = new Promise<never>(() => undefined);
  await new Promise<void>((resolve) => {
    const hold = () => {
      resolve();
      return asLongAsThePage;
    };
    locks.request(versionLockName(scope, version), { mode: 'shared' }, hold).catch(() => resolve());
  });
}

/**
 * Work is under way, in whatever tab: its engine holds a lock meanwhile (`src/engine/workLock.ts`). Tabs of versions before that one hold only those of
 * lines (`src/engine/line/lineLock.ts`). Where locks are denied, so they are to the engine, and nothing is known of other tabs.
 */
export async function isAnyTabWorking(locks: LockManager | undefined): Promise<boolean> {
  const held = (await locks?.query().catch(() => undefined))?.held ?? [];
  return held.some(({ name = '' }) => name === workLockName || name.startsWith('selfsame:line:'));
}
