import type { Bytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';

/** The folder that the app is served from. A built worker lies in its `assets` folder; the development server serves from the root. */
const baseUrl = new URL(import.meta.env.DEV ? '/' : '../', self.location.href);

/**
 * One of the app's own files: `demo/…`, `modules/…`.
 * @throws SourceError `asset-missing`, `unreachable`
 */
export async function loadAsset(name: string): Promise<Bytes> {
  const url = new URL(name, baseUrl);
  const response = await fetch(url).catch((cause: unknown) => {
    throw new SourceError('unreachable', `The app's file ${name} cannot be fetched.`, {
      details: { url: url.href },
      cause,
    });
  });
  // A development server answers a missing file with the app's page.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.ok && !isPage) return new Uint8Array(await response.arrayBuffer());
  throw new SourceError(
    'asset-missing',
    `The app was served without its file ${name}; \`npm run setup\` brings it.`,
    {
      details: { url: url.href, status: response.status },
    },
  );
}
