import { readdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { findViolations, loadAxe } from './fixtures/axe.ts';
import { evaluateAndExport } from './fixtures/exported.ts';
import { type Guard, guardContext } from './fixtures/guard.ts';
import { withHeldSchedule } from './fixtures/heldSchedule.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { type ServedBuild, serveBuild } from './fixtures/servedBuild.ts';
import { expect, test } from './fixtures/test.ts';

interface Visitor extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly guard: Guard;
}

/** A browser of its own, which may keep service workers. */
async function visit(browser: Browser, served: ServedBuild): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: served.url, serviceWorkers: 'allow' });
  const guard = await guardContext(context, new URL(served.url).origin);
  return {
    context,
    guard,
    async [Symbol.asyncDispose]() {
      await context.close();
      expect.soft(guard.attempts, 'requests that leave the app').toEqual([]);
      expect.soft(guard.problems, 'errors that the page logged').toEqual([]);
    },
  };
}

const isKept = (page: Page) => expect(page.locator('[data-offline="kept"]')).toBeVisible();
const cacheNames = (page: Page) => page.evaluate(() => caches.keys());
const answerOf = (page: Page) => page.getByRole('region', { name: 'Answer' });
const newerLine = (page: Page) => page.getByText('A newer version of Selfsame is ready.');
const entryOf = (page: Page) => page.locator('script[type="module"]:not([async])').getAttribute('src');

/** What a browser gets that does not know static routes, at this deployment and the next. */
function withoutStaticRoutes(served: ServedBuild): void {
  const script = served.read('sw.js').toString();
  expect(script).toContain('addRoutes');
  served.replace('sw.js', Buffer.from(script.replaceAll('addRoutes', 'noSuchMethod')));
}

/** No network on the device, and nobody at the host's address. */
async function cutOff({ context, guard }: Visitor, served: ServedBuild): Promise<void> {
  guard.expectProblem(/Failed to load resource: net::ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await served.goAway();
}

test('what is kept is all that the app needs, and nothing else', async () => {
  await using served = await serveBuild();
  const assets = await readdir(new URL('../dist/assets/', import.meta.url));
  const wanted = assets.filter((name) => /\.(js|css)$/.test(name) && !name.startsWith('headless-'));
  expect(wanted.length).toBeGreaterThan(20);
  const expected = ['', ...wanted.map((name) => `assets/${name}`), 'icon.svg', 'manifest.webmanifest'];
  expect([...served.paths].sort()).toEqual(expected.sort());
});

test('a page that was kept is reloaded and opened anew without a network, and evaluates', async ({
  browser,
}) => {
  await using served = await serveBuild();
  await using visitor = await visit(browser, served);
  const page = await visitor.context.newPage();
  const { amount, file } = await evaluateAndExport(page);
  await isKept(page);

  await cutOff(visitor, served);
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  const reloaded = await page.reload();
  expect(reloaded?.headers()['cross-origin-opener-policy'], 'what the host sent with it').toBe('same-origin');
  await expect(page.getByText('This device is offline.')).toBeVisible();
  await expect(answerOf(page).locator('[data-level="evaluated"]')).toBeVisible();
  await expect(answerOf(page).locator('[data-amount]')).toHaveText(amount);

  const other = await visitor.context.newPage();
  await other.goto(`./index.html?from=elsewhere#/process/${token.processId}`);
  await expect(other.getByRole('heading', { level: 1, name: 'Tally' })).toBeVisible();
  await other.getByRole('link', { name: 'Message 397' }).click();
  await expect(other.getByRole('region', { name: 'Result' })).toContainText('Messages');

  await other.goto(places.settings);
  await other.getByRole('button', { name: /^Forget / }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Forget' }).click();
  await expect(other.getByRole('button', { name: /^Forget / })).toBeHidden();
  await other.getByLabel('Import a process').setInputFiles(file);
  await expect(other.getByText('checked and kept')).toBeVisible();
  await other.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(answerOf(other).locator('[data-level="evaluated"]')).toBeVisible();
  await expect(answerOf(other).locator('[data-amount]')).toHaveText(amount);
});

test('a browser with static routes opens a kept page without starting the service worker, others by it', async ({
  browser,
}) => {
  await using served = await serveBuild();
  for (const withRoutes of [true, false]) {
    if (!withRoutes) withoutStaticRoutes(served);
    await using visitor = await visit(browser, served);
    const page = await visitor.context.newPage();
    await page.goto(places.settings);
    await isKept(page);
    await page.reload();
    const isStarted = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return ((entry as PerformanceNavigationTiming | undefined)?.workerStart ?? 0) > 0;
    });
    expect(isStarted).toBe(!withRoutes);
    await visitor.context.setOffline(true);
    await page.reload();
    await isKept(page);
  }
});

test('the demo network goes on without a network, once it was used with the app kept', async ({
  browser,
}) => {
  await using served = await serveBuild();
  await using visitor = await visit(browser, served);
  const page = await visitor.context.newPage();
  await page.goto(places.settings);
  await isKept(page);
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(answerOf(page).locator('[data-level="evaluated"]')).toBeVisible();
  const modules = () =>
    page.evaluate(async () => {
      const requests = await Promise.all(
        (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
      );
      return requests.flat().filter(({ url }) => url.includes('/modules/')).length;
    });
  // Kept beside the answer.
  await expect.poll(modules).toBe(1);

  await cutOff(visitor, served);
  await page.reload();
  await page.getByRole('checkbox', { name: 'Evaluate from nothing' }).check();
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Progress' })).toHaveAttribute('data-job-state', 'done');
  await expect(answerOf(page).locator('[data-level="evaluated"]')).toBeVisible();
});

for (const how of ['static routes', 'the service worker'] as const) {
  test(`with ${how}, a newer version waits for the reader, and for work; a tab of the old one goes on`, async ({
    browser,
  }) => {
    await using served = await serveBuild();
    if (how === 'the service worker') withoutStaticRoutes(served);
    await using visitor = await visit(browser, served);
    const page = await visitor.context.newPage();
    const other = await visitor.context.newPage();
    await loadAxe(page);
    await page.goto(places.settings);
    await isKept(page);
    const first = await entryOf(page);
    const [firstCache] = await cacheNames(page);

    await withHeldSchedule(async ({ schedulerUnit, letGo }) => {
      visitor.guard.allowOrigin(schedulerUnit);
      const net = netOf(demoWith({ schedulerUnits: [schedulerUnit] }));
      await other.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
      await other.evaluate(() => Object.assign(window, { isSamePage: true }));
      const work = other.getByRole('region', { name: 'Progress' });
      await expect(work).toHaveAttribute('data-job-state', 'running');
      await expect
        .poll(() => other.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name)))
        .toContainEqual(expect.stringContaining('selfsame:line:'));

      served.deployNext();
      await page.reload();
      await expect(newerLine(page)).toBeVisible();
      expect(await entryOf(page)).toBe(first);
      expect(await findViolations(page)).toEqual([]);

      const use = page.getByRole('button', { name: 'Use it now' });
      await use.click();
      await expect(page.getByText('Work is under way, in this tab or another.')).toBeVisible();
      expect(await entryOf(page)).toBe(first);

      letGo();
      await expect(work).toHaveAttribute('data-job-state', 'done');
      await expect(async () => {
        // The lock is let go a moment after the work has said that it is done.
        if (await use.isVisible()) await use.click();
        expect(await entryOf(page)).toBe(first?.replace('.js', '2.js'));
      }).toPass();
    });
    await isKept(page);
    await expect(newerLine(page)).toBeHidden();
    await expect(page.getByText('Its version is second')).toBeVisible();

    // The other tab knows by now whose copy is kept, goes on with its own scripts, and its host has none of them.
    expect(await other.evaluate(() => 'isSamePage' in window)).toBe(true);
    const old = served.paths.filter((path) => /^assets\/.*worker.*\.js$/.test(path));
    expect(old.length).toBeGreaterThan(1);
    const fetched = await other.evaluate(
      // Past the browser's own cache.
      (paths) => Promise.all(paths.map(async (path) => (await fetch(path, { cache: 'no-store' })).status)),
      old,
    );
    expect(fetched).toEqual(old.map(() => 200));
    await other.getByRole('link', { name: 'Settings' }).click();
    await expect(other.getByText('This tab runs another version, until it is reloaded.')).toBeVisible();
    expect(await cacheNames(page)).toContain(firstCache);

    await other.close();
    await page.reload();
    await expect.poll(() => cacheNames(page)).not.toContain(firstCache);
    await visitor.context.setOffline(true);
    await page.reload();
    await isKept(page);
  });
}

test('a host that changes a file gets nothing kept, says so, and can mend it', async ({ browser }) => {
  await using served = await serveBuild();
  await using visitor = await visit(browser, served);
  const path = served.paths.find((each) => each.startsWith('assets/LiarsScreen-')) ?? '';
  served.replace(path, Buffer.concat([served.read(path), Buffer.from('\n')]));
  const page = await visitor.context.newPage();
  await page.goto(places.settings);
  await expect(page.locator('[data-offline="refused"]')).toContainText(
    `${path} is not the one that this version consists of.`,
  );
  expect(await cacheNames(page)).toEqual([]);
  await page.goto(places.liars);
  await expect(page.locator('[data-lie]').first()).toBeVisible();

  await page.goto(places.settings);
  served.replace(path, undefined);
  await page.getByRole('button', { name: 'Keep the app' }).click();
  await isKept(page);
});

test('a reader who removes the copy is believed, until he wants one again', async ({ browser }) => {
  await using served = await serveBuild();
  await using visitor = await visit(browser, served);
  const page = await visitor.context.newPage();
  await loadAxe(page);
  await page.goto(places.settings);
  await isKept(page);
  const remove = page.getByRole('button', { name: 'Remove the app’s copy' });
  const keep = page.getByRole('button', { name: 'Keep the app' });
  const declined = page.locator('[data-offline="declined"]');
  await remove.click();
  await expect(declined).toBeVisible();
  await expect.poll(() => cacheNames(page)).toEqual([]);

  await page.reload();
  await expect(declined).toBeVisible();
  expect(await findViolations(page)).toEqual([]);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await keep.click();
  await isKept(page);

  // At once, before the page was left.
  await remove.click();
  await expect(declined).toBeVisible();
  await expect.poll(() => cacheNames(page)).toEqual([]);
  await keep.click();
  await isKept(page);
  await visitor.context.setOffline(true);
  await page.reload();
  await isKept(page);
});
