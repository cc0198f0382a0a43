// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArguments, ensureChromium } from '../setup/chromium.mjs';
import { root } from '../setup/command.mjs';
import { buildIfStale } from './build.mjs';

/**
 * The built app's engine in a headless Chromium of its own, from an empty profile, served on a free loopback port.
 * Cross-origin rules are off: a terminal has none, and a scheduler unit on another port is the usual case.
 * @returns {Promise<{ readonly page: import('@playwright/test').Page, close(): Promise<void> }>}
 */
export async function openHeadlessEngine() {
  const executablePath = await ensureChromium();
  buildIfStale();
  // What is open keeps this process alive: all of it is closed, also where the next thing cannot be opened.
  /** @type {(() => unknown)[]} */
  const opened = [];
  const close = async () => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const server = await preview({ root, logLevel: 'silent', preview: { host: '127.0.0.1', port: 0 } });
    opened.push(() => new Promise((resolve) => server.httpServer.close(resolve)));
    const address = server.httpServer.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const profile = mkdtempSync(join(tmpdir(), 'selfsame-'));
    opened.push(() => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: [...chromiumArguments(), '--disable-web-security'],
    });
    opened.push(() => context.close());
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${address.port}/headless.html`);
    await page.waitForFunction(() => window.selfsame !== undefined);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
