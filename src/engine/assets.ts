import { type Bytes, concatBytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';

/** The folder that the app is served from. A built worker lies in its `assets` folder; the development server serves from the root. */
const baseUrl = new URL(import.meta.env.DEV ? '/' : '../', self.location.href);

const watchers = new Set<(byteCount: number) => void>();

/** Calls `listener` with the size of each piece of the app's own files that arrives from now on, whoever asked for them. Returns what ends it. */
export function watchAssets(listener: (byteCount: number) => void): () => void {
  watchers.add(listener);
  return () => watchers.delete(listener);
}

/**
 * One of the app's own files: `demo/…`, `modules/…`.
 * @throws SourceError `asset-missing`, `unreachable`
 */
export async function loadAsset(name: string): Promise<Bytes> {
  const url = new URL(name, baseUrl);
  const response = await fetch(url).catch((cause: unknown) => {
    throw new SourceError('unreachable', `The app’s file ${name} cannot be fetched.`, {
      details: { url: url.href },
      cause,
    });
  });
  // A development server answers a missing file with the app's page.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.ok && !isPage) return readWatched(response);
  throw new SourceError(
    'asset-missing',
    `The app was served without its file ${name}; \`npm run setup\` brings it.`,
    {
      details: { url: url.href, status: response.status },
    },
  );
}

async function readWatched(response: Response): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const step = await reader.read();
    if (step.done) break;
    parts.push(step.value);
    for (const watcher of watchers) watcher(step.value.length);
  }
  return concatBytes(parts);
}
