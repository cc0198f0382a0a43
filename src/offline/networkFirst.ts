export interface NetworkFirstOptions {
  readonly openCache: () => Promise<Pick<Cache, 'match' | 'put'>>;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Keeps the service worker alive until then. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/**
 * What the network answers; without it, or where the host fails, what it answered last. Keeping takes place beside the answer, and a cache that is
 * full or refused costs nothing but what would have been kept.
 * @throws what `fetch` threw, where nothing is kept
 */
export async function answerNetworkFirst(
  request: Request,
  { openCache, fetch, waitUntil }: NetworkFirstOptions,
): Promise<Response> {
  // Looked up beside the request: an answer does not wait for it.
  const looking = openCache()
    .then((cache) => cache.match(request, { ignoreVary: true }))
    .catch(() => undefined);
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    const kept = await looking;
    if (kept === undefined) throw error;
    return kept;
  }
  const kept = await looking;
  if (response.status >= 500) return kept ?? response;
  if (isWorthKeeping(response) && !(kept !== undefined && isSameFile(kept, response))) {
    const copy = response.clone();
    const keep = async () => (await openCache()).put(request, copy);
    waitUntil(keep().catch(() => undefined));
  }
  return response;
}

/** A web page in place of data is a host's way of saying that it has no such file. */
function isWorthKeeping({ status, redirected, type, headers }: Response): boolean {
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
  return status === 200 && !redirected && type !== 'opaque' && !isPage;
}

/** Megabytes are not written anew at every visit. */
function isSameFile(one: Response, other: Response): boolean {
  const tag = one.headers.get('etag');
  return tag !== null && tag === other.headers.get('etag');
}
