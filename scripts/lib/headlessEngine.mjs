import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArguments, ensureChromium } from '../setup/chromium.mjs';
import { buildIfStale, root } from './build.mjs';

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
