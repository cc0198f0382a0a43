import type { KeepAppOptions } from '../keepApp.ts';

/** As much of `CacheStorage` as is needed, over memory; `stored` is what a reader would find. */
export interface MemoryCaches {
  readonly stored: Map<string, Map<string, Response>>;
  readonly caches: KeepAppOptions['caches'];
}

export function createMemoryCaches(): MemoryCaches {
  const stored = new Map<string, Map<string, Response>>();
  const openOne = (name: string) => {
    const entries = stored.get(name) ?? new Map<string, Response>();
    stored.set(name, entries);
    return cacheOver(entries);
  };
  return {
    stored,
    caches: {
      open: async (name) => openOne(name),
      has: async (name) => stored.has(name),
      delete: async (name) => stored.delete(name),
      async match(request) {
        for (const entries of stored.values()) {
          const found = entries.get(urlOf(request));
          if (found !== undefined) return found.clone();
        }
        return undefined;
      },
    },
  };
}

function cacheOver(entries: Map<string, Response>): Cache {
  const unused = () => Promise.reject(new Error('Nobody asks for this.'));
  return {
    match: async (request) => entries.get(urlOf(request))?.clone(),
    put: async (request, response) => void entries.set(urlOf(request), response),
    delete: async (request) => entries.delete(urlOf(request)),
    add: unused,
    addAll: unused,
    keys: async () => [...entries.keys()].map((url) => new Request(url)),
    matchAll: unused,
  };
}

function urlOf(request: RequestInfo | URL): string {
  return request instanceof Request ? request.url : request.toString();
}
