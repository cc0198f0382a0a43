// @ts-check
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import { buildIfStale } from '../lib/build.mjs';
import { root } from '../setup/command.mjs';

/**
 * Runs in the engine's worker before its own script: keeps hold of the evaluators it starts, so that one can be killed in the middle of a
 * message. The engine then sees what it sees when a worker crashes.
 */
const prelude = `{
  const evaluators = [];
  self.Worker = class extends Worker {
    constructor(...parameters) { super(...parameters); evaluators.push(this); }
  };
  self.killEvaluators = () => {
    for (const evaluator of evaluators.splice(0)) {
      evaluator.terminate();
      evaluator.dispatchEvent(new ErrorEvent('error', { message: 'killed on purpose' }));
    }
  };
}
`;

/**
 * A copy of the built app on a loopback port of its own: what is tested does not change when the project is built again.
 * @returns {Promise<{ readonly url: string, readonly folder: string, close(): Promise<void> }>}
 */
export async function serveCopy() {
  buildIfStale();
  const folder = mkdtempSync(join(tmpdir(), 'selfsame-chaos-'));
  const outDir = join(folder, 'dist');
  cpSync(join(root, 'dist'), outDir, { recursive: true });
  const assets = join(outDir, 'assets');
  const script = readdirSync(assets).find((name) => /^engine\.worker.*\.js$/.test(name));
  if (script === undefined) throw new Error('The built app has no engine worker.');
  writeFileSync(join(assets, script), prelude + readFileSync(join(assets, script), 'utf8'));
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/headless.html`,
    folder,
    async close() {
      await new Promise((resolve) => server.httpServer.close(resolve));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
