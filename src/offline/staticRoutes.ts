import { type AppPlace, answeredFolders } from './answerer.ts';
import { pagePath } from './appFiles.ts';

/**
 * A rule of the Static Routing API (W3C Service Workers, `InstallEvent.addRoutes`), as far as it is used here: the browser answers by it without
 * starting the service worker.
 */
export interface RouterRule {
  readonly condition: RouterCondition | { readonly or: readonly RouterCondition[] };
  readonly source: 'fetch-event' | 'network' | { readonly cacheName: string };
}

interface RouterCondition {
  readonly urlPattern: URLPattern;
  readonly requestMethod?: 'GET';
}

/**
 * What `answererOf` says, as rules of which the first that fits holds. What a cache turns out not to have comes from the network.
 * @param cacheName of the version's own files
 */
export function staticRoutes({ scope, files }: AppPlace, cacheName: string): readonly RouterRule[] {
  const { protocol, hostname, port, pathname } = new URL(scope);
  const place = { protocol: protocol.slice(0, -1), hostname, port };
  const below = (path: string, search: string): RouterCondition => ({
    requestMethod: 'GET',
    urlPattern: new URLPattern({ ...place, pathname: escapePattern(pathname) + path, search }),
  });
  const kept = Object.keys(files).map((path) => below(escapePattern(path), ''));
  const asked = [pagePath, 'index.html', ...answeredFolders.map((folder) => `${folder}*`)];
  return [
    { condition: { or: kept }, source: { cacheName } },
    { condition: { or: asked.map((path) => below(path, '*')) }, source: 'fetch-event' },
    { condition: { urlPattern: new URLPattern({}) }, source: 'network' },
  ];
}

/** https://urlpattern.spec.whatwg.org/#escape-a-pattern-string */
function escapePattern(text: string): string {
  return text.replace(/[+*?:{}()\\]/g, '\\$&');
}
