import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AppPlace } from './answerer.ts';
import { createAppKeeper, type KeepAppOptions } from './keepApp.ts';
import { versionCacheName } from './names.ts';
import { createMemoryCaches } from './testing/memoryCaches.ts';

const scope = 'https://gateway.example/app/';
const texts: Readonly<Record<string, string>> = {
  '': '<!doctype html>',
  'assets/index-1.js': 'run()',
  'icon.svg': '<svg/>',
};
const place = {
  scope,
  version: 'one',
  files: Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path, createHash('sha256').update(text).digest('hex')]),
  ),
};

/** A host that gives the app's files, but for what `instead` says. */
function createHost(instead: (path: string) => Response | undefined = () => undefined) {
  const asked: { readonly path: string; readonly cache: RequestCache }[] = [];
  const headers = {
    'content-encoding': 'br',
    vary: 'Accept',
    'cross-origin-embedder-policy': 'require-corp',
  };
  return {
    asked,
    fetch: async ({ url, cache }: Request) => {
      const path = url.slice(scope.length);
      asked.push({ path, cache });
      return instead(path) ?? new Response(texts[path], { headers });
    },
  };
}

const keepApp = (of: AppPlace, options: KeepAppOptions) => createAppKeeper(of, options).keep();

describe('keeping the app', () => {
  it('keeps every file under its address, with the headers that are about the file', async () => {
    const { caches, stored } = createMemoryCaches();
    const { asked, fetch } = createHost();
    await keepApp(place, { caches, fetch });
    const kept = stored.get(versionCacheName(scope, 'one'));
    expect([...(kept?.keys() ?? [])]).toEqual(Object.keys(texts).map((path) => scope + path));
    const script = kept?.get(`${scope}assets/index-1.js`);
    expect(await script?.text()).toBe('run()');
    expect(script?.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(script?.headers.has('vary')).toBe(false);
    expect(script?.headers.has('content-encoding')).toBe(false);
    // Only what is named by its content may come from the browser's own cache unasked.
    expect(asked).toEqual([
      { path: '', cache: 'no-cache' },
      { path: 'assets/index-1.js', cache: 'default' },
      { path: 'icon.svg', cache: 'no-cache' },
    ]);
  });

  it.each([
    ['app-file-changed', 'other bytes', () => new Response('run() // and more')],
    ['app-file-refused', 'an error', () => new Response('run()', { status: 404 })],
    ['app-file-refused', 'a part', () => new Response('run()', { status: 206 })],
    ['app-file-refused', 'a redirect', () => Response.redirect('https://gateway.example/')],
    [
      'app-file-unreachable',
      'a body that breaks off',
      () => new Response(new ReadableStream({ pull: (body) => body.error(new TypeError('terminated')) })),
    ],
  ])('keeps nothing and says %s where one file is %s', async (code, _, answer) => {
    const { caches, stored } = createMemoryCaches();
    const { fetch } = createHost((path) => (path === 'assets/index-1.js' ? answer() : undefined));
    await expect(keepApp(place, { caches, fetch })).rejects.toMatchObject({ layer: 'source', code });
    expect(stored).toEqual(new Map());
  });

  it('keeps nothing where a file cannot be reached', async () => {
    const { caches, stored } = createMemoryCaches();
    const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(keepApp(place, { caches, fetch })).rejects.toMatchObject({ code: 'app-file-unreachable' });
    expect(stored).toEqual(new Map());
  });

  it('takes what an earlier version has in common, if it is that', async () => {
    const { caches, stored } = createMemoryCaches();
    await keepApp({ ...place, version: 'zero' }, { caches, fetch: createHost().fetch });
    const { asked, fetch } = createHost();
    await keepApp(place, { caches, fetch });
    expect(asked.map(({ path }) => path)).toEqual(['', 'icon.svg']);

    const spoilt = createHost();
    for (const entries of stored.values()) entries.set(`${scope}assets/index-1.js`, new Response('spoilt()'));
    await keepApp({ ...place, version: 'two' }, { caches, fetch: spoilt.fetch });
    expect(spoilt.asked.map(({ path }) => path)).toContain('assets/index-1.js');
    const script = stored.get(versionCacheName(scope, 'two'))?.get(`${scope}assets/index-1.js`);
    expect(await script?.text()).toBe('run()');
  });

  it('keeps it once for all who ask meanwhile, and anew for who asks later', async () => {
    const { caches, stored } = createMemoryCaches();
    let isAway = true;
    const { asked, fetch } = createHost((path) =>
      path === 'icon.svg' && isAway ? Response.error() : undefined,
    );
    const keeper = createAppKeeper(place, { caches, fetch });
    const both = await Promise.allSettled([keeper.keep(), keeper.keep()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked.map(({ path }) => path)).toEqual(Object.keys(texts));
    expect(await keeper.isKept()).toBe(false);
    isAway = false;
    await keeper.keep();
    expect(stored.get(versionCacheName(scope, 'one'))?.size).toBe(3);
    expect(await keeper.isKept()).toBe(true);
  });

  it('is not kept where the browser ended in the middle of it', async () => {
    const { caches, stored } = createMemoryCaches();
    const keeper = createAppKeeper(place, { caches, fetch: createHost().fetch });
    expect(await keeper.isKept()).toBe(false);
    expect(stored.size).toBe(0);
    await keeper.keep();
    stored.get(versionCacheName(scope, 'one'))?.delete(`${scope}icon.svg`);
    expect(await keeper.isKept()).toBe(false);
  });
});
