import { type AppFiles, isNamedByContent, pagePath } from './appFiles.ts';

/** Who answers a request that a page or one of its threads makes. */
export type Answerer =
  /** This version's own file, as it was kept when the version was installed. */
  | { readonly kind: 'kept'; readonly path: string }
  /** A script of another version: a tab that was open before runs that one still. */
  | { readonly kind: 'any-version' }
  /** The network, and without it what it gave last. */
  | { readonly kind: 'network-first' }
  /** The network, as if there were no service worker. */
  | { readonly kind: 'network' };

/** Where the app lies: its folder's URL with a slash at the end, and what it consists of. */
export interface AppPlace extends AppFiles {
  readonly scope: string;
}

/** The demo network's data and modules: many MB, of which nobody needs what he has not used. */
const networkFirstFolders = ['demo/', 'modules/'] as const;

/** Folders of which the service worker answers more than the version's own files. */
export const answeredFolders = ['assets/', ...networkFirstFolders] as const;

const network: Answerer = { kind: 'network' };

/** The one rule. `staticRoutes.ts` says the same to browsers that need no running service worker for it. */
export function answererOf(
  request: Pick<Request, 'method' | 'url' | 'headers'>,
  { scope, files }: AppPlace,
): Answerer {
  if (request.method !== 'GET' || request.headers.has('range')) return network;
  const { origin, pathname, search } = new URL(request.url);
  const address = origin + pathname;
  if (!address.startsWith(scope)) return network;
  const path = address.slice(scope.length);
  // The page reads nothing of its query: what it shows stands behind the hash.
  if (path === pagePath || path === 'index.html') return { kind: 'kept', path: pagePath };
  if (search === '' && Object.hasOwn(files, path)) return { kind: 'kept', path };
  if (isNamedByContent(path)) return { kind: 'any-version' };
  return networkFirstFolders.some((folder) => path.startsWith(folder)) ? { kind: 'network-first' } : network;
}
