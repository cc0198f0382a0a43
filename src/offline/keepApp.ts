import { type Bytes, toHex } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import type { AppPlace } from './answerer.ts';
import { isNamedByContent } from './appFiles.ts';
import { versionCacheName } from './names.ts';

export interface KeepAppOptions {
  readonly caches: Pick<CacheStorage, 'open' | 'delete' | 'has' | 'match'>;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** They say something about how the bytes travelled, which those that are kept do not do any more; `Vary` would hide them from other requests. */
const headersOfTravel = ['content-encoding', 'content-length', 'transfer-encoding', 'vary'] as const;

/** Keeps every file of a version, or nothing. */
export interface AppKeeper {
  /**
   * One after the other: it is in nobody's way. What is kept are the very bytes that were hashed, with the headers that the host sent (a policy
   * for content, embedding or isolation among them). Whoever asks while it is kept gets that one's outcome: who fails would take away what
   * another is keeping.
   * @throws SourceError `app-file-unreachable`, `app-file-refused` (no plain 200: a redirect, an error, an opaque answer), `app-file-changed`
   * (other bytes than the version consists of: a half-finished deployment, or a host that changes what it serves)
   */
  keep(): Promise<void>;
  /** Whether nothing of it is missing: a browser may end in the middle of keeping it. */
  isKept(): Promise<boolean>;
}

export function createAppKeeper(place: AppPlace, options: KeepAppOptions): AppKeeper {
  const { caches } = options;
  const name = versionCacheName(place.scope, place.version);
  const files = Object.entries(place.files);
  let keeping: Promise<void> | undefined;

  async function keepAll(): Promise<void> {
    const cache = await caches.open(name);
    try {
      for (const [path, hash] of files) {
        const url = new URL(path, place.scope).href;
        const response =
          (await findKept(path, url, hash, options)) ?? (await bring(path, url, hash, options));
        await cache.put(url, response);
      }
    } catch (error) {
      await caches.delete(name);
      throw error;
    }
  }

  return {
    keep() {
      keeping ??= keepAll().finally(() => {
        keeping = undefined;
      });
      return keeping;
    },
    async isKept() {
      if (!(await caches.has(name))) return false;
      const cache = await caches.open(name);
      return (await cache.keys()).length === files.length;
    },
  };
}

/** What an earlier version has in common with this one. */
async function findKept(
  path: string,
  url: string,
  hash: string,
  { caches }: KeepAppOptions,
): Promise<Response | undefined> {
  // Other files may keep their bytes while the host's headers change.
  if (!isNamedByContent(path)) return undefined;
  const found = await caches.match(url);
  if (found === undefined) return undefined;
  const bytes = new Uint8Array(await found.arrayBuffer());
  return (await hashHex(bytes)) === hash ? responseOf(bytes, found) : undefined;
}

async function bring(path: string, url: string, hash: string, { fetch }: KeepAppOptions): Promise<Response> {
  const what = path === '' ? 'The app’s page' : `The app’s file ${path}`;
  const details = { url };
  // What the page has just loaded is in the browser's own cache; a name that stays while its bytes change is asked for anew.
  const cache = isNamedByContent(path) ? 'default' : 'no-cache';
  const request = new Request(url, { cache, redirect: 'manual', priority: 'low' });
  const unreachable = (cause: unknown) => {
    throw new SourceError('app-file-unreachable', `${what} could not be fetched.`, { details, cause });
  };
  const response = await fetch(request).catch(unreachable);
  if (response.status !== 200 || response.redirected || response.type === 'opaque') {
    throw new SourceError('app-file-refused', `${what} was not given by its host.`, {
      details: { ...details, status: response.status },
    });
  }
  const bytes = new Uint8Array(await response.arrayBuffer().catch(unreachable));
  const actual = await hashHex(bytes);
  if (actual === hash) return responseOf(bytes, response);
  throw new SourceError('app-file-changed', `${what} is not the one that this version consists of.`, {
    details: { ...details, expected: hash, actual },
  });
}

function responseOf(bytes: Bytes, { headers: sent }: Response): Response {
  const headers = new Headers(sent);
  for (const name of headersOfTravel) headers.delete(name);
  return new Response(bytes, { headers });
}

async function hashHex(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
