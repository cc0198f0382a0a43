import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { type AppFiles, pagePath } from '../../src/offline/appFiles.ts';
import { root } from '../setup/command.mjs';

/** Of `public/`, what belongs to the app itself. */
const publicFiles = ['icon.svg', 'manifest.webmanifest'] as const;

/**
 * Writes `sw.js` beside the built page: the service worker's script, and before it the list of what this build consists of, with a hash of each file as it
 * lies on the disk. Browsers compare that script byte by byte, so a change of any file is a new version.
 */
export const serviceWorker: Plugin = {
  name: 'service-worker',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    // A build of something else, such as a benchmark's page.
    if (dir === undefined || !('index.html' in bundle)) return;
    const script = await buildScript();
    const files = await hashFiles(dir, [...filesOfApp(bundle), ...publicFiles]);
    const list = `const appFiles = ${JSON.stringify({ version: versionOf(files, script), files })};`;
    await writeFile(join(dir, 'sw.js'), `${list}\n${script}`);
  },
};

/** Without what only `npm run replay` opens, and what only people who debug fetch. */
function filesOfApp(bundle: Rolldown.OutputBundle): readonly string[] {
  return Object.values(bundle)
    .filter((file) => !(file.type === 'chunk' && file.isEntry && file.name === 'headless'))
    .map(({ fileName }) => fileName)
    .filter((name) => name === 'index.html' || /^assets\/.+\.(js|css)$/.test(name));
}

async function hashFiles(dir: string, names: readonly string[]): Promise<AppFiles['files']> {
  const entries = [...names].sort().map(async (name) => {
    const path = name === 'index.html' ? pagePath : name;
    return [path, sha256(await readFile(join(dir, name)))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function versionOf(files: AppFiles['files'], script: string): string {
  return sha256(JSON.stringify([files, sha256(script)])).slice(0, 16);
}

/** One classic script: not every browser takes a module here. */
async function buildScript(): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      target: 'es2023',
      write: false,
      modulePreload: false,
      rollupOptions: { input: join(root, 'src/offline/offline.worker.ts'), output: { format: 'iife' } },
    },
  });
  if (!('output' in built)) throw new Error('The service worker was not built into one script.');
  return built.output[0].code;
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
