import { type Answerer, type AppPlace, answererOf } from './answerer.ts';
import type { AppFiles } from './appFiles.ts';
import { createAppKeeper } from './keepApp.ts';
import { demoCacheName, versionCacheName } from './names.ts';
import { answerNetworkFirst } from './networkFirst.ts';
import { type RouterRule, staticRoutes } from './staticRoutes.ts';
import { type Description, type NotKept, readPageWord } from './talk.ts';
import { cachesToLetGo } from './tidying.ts';

// The service worker: everything that a browser gives is put in here, and nowhere else in this folder.
declare const self: ServiceWorkerGlobalScope;
/** The build writes it in front of this script. */
declare const appFiles: AppFiles;

/** Chromium 123 and later. */
interface RoutableEvent extends ExtendableEvent {
  readonly addRoutes?: (rules: readonly RouterRule[]) => Promise<void>;
}

const place: AppPlace = { ...appFiles, scope: self.registration.scope };
const ownCacheName = versionCacheName(place.scope, place.version);
const fetchPlainly = (request: Request) => fetch(request);
const keeper = createAppKeeper(place, { caches, fetch: fetchPlainly });

self.addEventListener('install', (event) => event.waitUntil(install(event)));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => event.waitUntil(hear(event)));
self.addEventListener('fetch', (event) => {
  const answerer = answererOf(event.request, place);
  if (answerer.kind !== 'network') event.respondWith(answer(event, answerer));
});

async function install(event: RoutableEvent): Promise<void> {
  await keepOrTell();
  // A browser that does not take them asks the service worker, which answers the same.
  await event.addRoutes?.(staticRoutes(place, ownCacheName)).catch(() => undefined);
}

/** Tells all pages why, where it rejects. */
async function keepOrTell(): Promise<void> {
  try {
    await keeper.keep();
  } catch (error) {
    await tellPages({ kind: 'not-kept', reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function activate(): Promise<void> {
  await tidy();
  // A first visit's page starts more threads later: from what is kept.
  await self.clients.claim();
}

async function hear({ data, ports }: ExtendableMessageEvent): Promise<void> {
  const word = readPageWord(data);
  switch (word?.kind) {
    case 'describe':
      ports[0]?.postMessage(await describe(word.scriptUrl));
      return;
    case 'take-over':
      return self.skipWaiting();
    case 'tidy':
      return tidy();
    case undefined:
      return;
  }
}

/** Null where there is nothing to describe: the copy was removed under an open page, or by the browser, and cannot be had again. */
async function describe(scriptUrl: string): Promise<Description | null> {
  if (!(await keeper.isKept())) {
    const isMended = await keepOrTell().then(
      () => true,
      () => false,
    );
    if (!isMended) return null;
  }
  const path = scriptUrl.slice(place.scope.length);
  const isOfPage = scriptUrl.startsWith(place.scope) && Object.hasOwn(place.files, path);
  return { version: place.version, isOfPage };
}

async function answer(event: FetchEvent, answerer: Exclude<Answerer, { kind: 'network' }>) {
  const { request } = event;
  switch (answerer.kind) {
    case 'kept': {
      const url = new URL(answerer.path, place.scope);
      return (await caches.match(url, { cacheName: ownCacheName })) ?? fetch(request);
    }
    case 'any-version':
      return (await caches.match(request)) ?? fetch(request);
    case 'network-first':
      return answerNetworkFirst(request, {
        openCache: () => caches.open(demoCacheName(place.scope)),
        fetch: fetchPlainly,
        waitUntil: (work) => event.waitUntil(work),
      });
  }
}

async function tidy(): Promise<void> {
  // Without Web Locks, or where they are denied, nobody can say which version runs where: others then go when no page is open.
  const [cacheNames, pages, locks] = await Promise.all([
    caches.keys(),
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }),
    (self.navigator.locks as LockManager | undefined)?.query().catch(() => undefined),
  ]);
  const letGo = cachesToLetGo(place, {
    cacheNames,
    pageUrls: pages.map(({ url }) => url),
    heldLocks: (locks?.held ?? []).flatMap(({ name }) => name ?? []),
    isNewerComing: self.registration.waiting !== null || self.registration.installing !== null,
  });
  await Promise.all(letGo.map((name) => caches.delete(name)));
}

async function tellPages(word: NotKept): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) if (page.url.startsWith(place.scope)) page.postMessage(word);
}
