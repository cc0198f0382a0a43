// @ts-check
// Takes the README's screenshots of the built app on the demo network: `node scripts/screenshots.mjs`, after `npm run build`.
import { mkdir } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArguments, ensureChromium } from './setup/chromium.mjs';
import { root } from './setup/command.mjs';

const folder = `${root}docs/screenshots/`;

/**
 * @typedef {object} Shot
 * @property {string} name
 * @property {'light' | 'dark'} theme
 * @property {{ width: number, height: number }} viewport
 * @property {(page: import('@playwright/test').Page) => Promise<void>} open
 */

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** @param {import('@playwright/test').Page} page */
async function openBalance(page) {
  await page.getByRole('list', { name: 'Examples' }).getByRole('link').first().click();
  await page.locator('[data-job-state="done"]').waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Show evidence' }).click();
  await page.evaluate(() => scrollTo(0, 0));
}

/** @param {import('@playwright/test').Page} page */
async function openProcess(page) {
  await openBalance(page);
  const id = await page.getByRole('textbox', { name: 'Process', exact: true }).inputValue();
  await page.goto(`${new URL(page.url()).origin}/#/process/${id}?net=demo`);
  await page.locator('[data-nonce]').first().waitFor();
}

/** @type {readonly Shot[]} */
const shots = [
  { name: 'home-light', theme: 'light', viewport: desktop, open: async () => undefined },
  { name: 'balance-light', theme: 'light', viewport: { width: 1280, height: 1000 }, open: openBalance },
  { name: 'balance-phone-dark', theme: 'dark', viewport: phone, open: openBalance },
  { name: 'process-dark', theme: 'dark', viewport: desktop, open: openProcess },
];

const server = await preview({ root, logLevel: 'silent', preview: { host: '127.0.0.1', port: 0 } });
const address = server.httpServer.address();
const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments() });
try {
  await mkdir(folder, { recursive: true });
  for (const { name, theme, viewport, open } of shots) {
    const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(origin);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await open(page);
    await page.screenshot({ path: `${folder}${name}.png` });
    await context.close();
    console.log(`docs/screenshots/${name}.png`);
  }
} finally {
  await browser.close();
  await new Promise((resolve) => server.httpServer.close(resolve));
}
