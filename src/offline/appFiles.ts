/** What one version of the app consists of. The build writes it in front of the service worker (`scripts/vite/serviceWorker.ts`). */
export interface AppFiles {
  /** 16 hex digits. They follow from the files and from the service worker's own code. */
  readonly version: string;
  /** SHA-256 in hex of each file's bytes, by its path from the app's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** The app's page has the path under which it is opened: many hosts redirect from `index.html` to it. */
export const pagePath = '';

/** Whose names follow from their bytes: what any cache has under such a name needs no second look at the host. */
export function isNamedByContent(path: string): boolean {
  return path.startsWith('assets/');
}
