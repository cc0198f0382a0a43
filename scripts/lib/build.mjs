// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/command.mjs';

/**
 * Builds the app into `dist`, unless what is there is newer than everything it is made of. With `SELFSAME_AS_BUILT=1` what is there is taken
 * as it is: for tests, several of which use it at the same time.
 */
export function buildIfStale() {
  const built = join(root, 'dist/headless.html');
  if (process.env['SELFSAME_AS_BUILT'] === '1' && existsSync(built)) return;
  const inputs = ['src', 'public', 'index.html', 'headless.html', 'vite.config.ts', 'package.json'];
  const builtMs = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (Math.max(...inputs.map((name) => newestMs(join(root, name)))) <= builtMs) return;
  process.stderr.write('Building the app…\n');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The app could not be built.\n${stdout}${stderr}`);
}

/**
 * The newest file below a path, in ms since 1970.
 * @param {string} path
 * @returns {number}
 */
function newestMs(path) {
  if (!existsSync(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
