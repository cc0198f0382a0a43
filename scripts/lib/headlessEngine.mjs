import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArguments, ensureChromium } from '../setup/chromium.mjs';

const root = new URL('../../', import.meta.url).pathname;

/**
 * The built app's engine in a headless Chromium of its own, from an empty profile, served on a free loopback port.
 * Cross-origin rules are off: a terminal has none, and a scheduler unit on another port is the usual case.
 */
export async function openHeadlessEngine({ pageName = 'headless.html' } = {}) {
  buildIfStale();
  const server = await preview({ root, logLevel: 'silent', preview: { host: '127.0.0.1', port: 0 } });
  const address = server.httpServer.address();
  const profile = mkdtempSync(join(tmpdir(), 'selfsame-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    headless: true,
    args: [...chromiumArguments(), '--disable-web-security'],
  });
  const page = await context.newPage();
  const close = async () => {
    await context.close();
    await new Promise((resolve) => server.httpServer.close(resolve));
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await page.goto(`http://127.0.0.1:${address.port}/${pageName}`);
    await page.waitForFunction(() => window.selfsame !== undefined);
  } catch (error) {
    await close();
    throw error;
  }
  return { page, close };
}

/** The newest file below a path, in ms since 1970. */
function newestMs(path) {
  if (!existsSync(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function buildIfStale() {
  const built = join(root, 'dist/headless.html');
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
