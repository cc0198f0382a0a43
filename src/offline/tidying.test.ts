import { describe, expect, it } from 'vitest';
import { demoCacheName, isCacheOf, versionCacheName, versionLockName } from './names.ts';
import { cachesToLetGo } from './tidying.ts';

const scope = 'https://gateway.example/app/';
const cacheOf = (version: string) => versionCacheName(scope, version);
const place = { scope, version: 'two', files: {} };
const otherApp = versionCacheName('https://gateway.example/app/inner/', 'one');
const cacheNames = [cacheOf('one'), cacheOf('two'), demoCacheName(scope), otherApp, 'of somebody else'];
const holds = (version: string) => versionLockName(scope, version);
const alone = { cacheNames, pageUrls: [], heldLocks: [], isNewerComing: false };

describe('cachesToLetGo', () => {
  it('lets go of other versions of this app, and of nothing else', () => {
    expect(cachesToLetGo(place, alone)).toEqual([cacheOf('one')]);
  });

  it('keeps them while a page does not say that it runs this version', () => {
    const pageUrls = [`${scope}#/settings`, scope];
    expect(cachesToLetGo(place, { ...alone, pageUrls, heldLocks: [holds('two'), holds('one')] })).toEqual([]);
    expect(cachesToLetGo(place, { ...alone, pageUrls, heldLocks: [holds('two'), holds('two')] })).toEqual([
      cacheOf('one'),
    ]);
  });

  it('is not held up by pages of other apps', () => {
    const pageUrls = ['https://gateway.example/other/'];
    expect(cachesToLetGo(place, { ...alone, pageUrls })).toEqual([cacheOf('one')]);
  });

  it('keeps what is on its way to take this version’s place', () => {
    expect(cachesToLetGo(place, { ...alone, isNewerComing: true })).toEqual([]);
  });
});

describe('isCacheOf', () => {
  it('knows this app’s caches from those of others on the same origin', () => {
    expect(cacheNames.filter((name) => isCacheOf(scope, name))).toEqual([
      cacheOf('one'),
      cacheOf('two'),
      demoCacheName(scope),
    ]);
  });
});
