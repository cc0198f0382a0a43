import type { AppPlace } from './answerer.ts';
import { isVersionCacheOf, versionCacheName, versionLockName } from './names.ts';

export interface OriginState {
  readonly cacheNames: readonly string[];
  /** URLs of the origin's open pages. */
  readonly pageUrls: readonly string[];
  /** Names of the Web Locks that are held, each as often as it is. */
  readonly heldLocks: readonly string[];
  /** Another version is being installed, or waits. */
  readonly isNewerComing: boolean;
}

/**
 * Caches of other versions that nobody needs any more: an open tab goes on with the version that it began with, and may ask for a script of it hours
 * later. So they stay until every open page says that it runs this version.
 */
export function cachesToLetGo({ scope, version }: AppPlace, state: OriginState): readonly string[] {
  if (state.isNewerComing) return [];
  const pageCount = state.pageUrls.filter((url) => url.startsWith(scope)).length;
  const ofThisVersion = state.heldLocks.filter((name) => name === versionLockName(scope, version)).length;
  if (ofThisVersion < pageCount) return [];
  const own = versionCacheName(scope, version);
  return state.cacheNames.filter((name) => isVersionCacheOf(scope, name) && name !== own);
}
