/**
 * Names that all tabs and service workers of one origin share. A gateway may serve several apps, and several releases of this one, from one
 * origin, so each name carries the app's folder.
 */

/** Cache of one version's files. */
export function versionCacheName(scope: string, version: string): string {
  return `${versionCachePrefix(scope)}${version}`;
}

/** Cache of what the demo network's files were when they were fetched last. */
export function demoCacheName(scope: string): string {
  return `selfsame:demo:${new URL(scope).pathname}`;
}

/** Held, shared, by every tab that runs this version, for as long as it lives. */
export function versionLockName(scope: string, version: string): string {
  return `selfsame:version:${new URL(scope).pathname}:${version}`;
}

export function isCacheOf(scope: string, name: string): boolean {
  return name === demoCacheName(scope) || isVersionCacheOf(scope, name);
}

export function isVersionCacheOf(scope: string, name: string): boolean {
  return name.startsWith(versionCachePrefix(scope));
}

function versionCachePrefix(scope: string): string {
  // No path has a colon right after its last slash unless a folder's name begins with one.
  return `selfsame:app:${new URL(scope).pathname}:`;
}
