import { createReadStream } from 'node:fs';
import { createServer, type ViteDevServer } from 'vite';
import { root } from '../scripts/setup/command.mjs';

export interface Served extends AsyncDisposable {
  readonly origin: string;
}

/** The page and its worker from source, and the modules, on a loopback port. */
export async function serve(modules: ReadonlyMap<string, string>): Promise<Served> {
  const server: ViteDevServer = await createServer({
    configFile: false,
    root,
    cacheDir: '.cache/vite-conformance',
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    optimizeDeps: { include: ['comlink', 'hash-wasm'], noDiscovery: true },
    plugins: [
      {
        name: 'modules',
        configureServer({ middlewares }) {
          middlewares.use('/conformance-modules', (request, response, next) => {
            const path = modules.get(decodeURIComponent((request.url ?? '').slice(1)));
            if (path === undefined) {
              next();
              return;
            }
            response.setHeader('Content-Type', 'application/wasm');
            createReadStream(path).pipe(response);
          });
        },
      },
    ],
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (address === null || address === undefined || typeof address === 'string') {
    throw new Error('the conformance server has no port');
  }
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      await server.close();
    },
  };
}
