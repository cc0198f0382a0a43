import { watchFiles } from './fixtures/atHand.ts';
import { evaluateAndExport } from './fixtures/exported.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('once the app is open, a process comes in a file, is evaluated and read with the network gone', async ({
  page,
  browser,
  baseURL,
}) => {
  const { amount, file } = await evaluateAndExport(page);
  const other = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    serviceWorkers: 'block',
  });
  try {
    const filesAreAtHand = watchFiles(other);
    const there = await other.newPage();
    await there.goto(places.home);
    await filesAreAtHand();
    await other.setOffline(true);
    await expect(there.getByText('This device is offline.')).toBeVisible();

    await there.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
    await there.getByLabel('Import a process').setInputFiles(file);
    await expect(there.getByText('checked and kept')).toBeVisible();

    const find = there.getByRole('search').getByRole('textbox');
    await find.fill(`${token.processId} ${token.wallet}`);
    await find.press('Enter');
    const answer = there.getByRole('region', { name: 'Answer' });
    await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
    await expect(answer.locator('[data-amount]')).toHaveText(amount);

    await find.fill(token.processId);
    await find.press('Enter');
    await expect(there.getByRole('heading', { level: 1, name: 'Tally' })).toBeVisible();
    await there.getByRole('link', { name: 'Message 397' }).click();
    await expect(there.getByRole('heading', { level: 1, name: 'Message 397' })).toBeVisible();
    await expect(there.getByRole('region', { name: 'Result' })).toContainText('Messages');
  } finally {
    await other.close();
  }
});

test('a screen whose code cannot be fetched says so, and is shown when it can; the page and its work live on', async ({
  page,
  context,
  guard,
}) => {
  guard.expectProblem(/Failed to load resource|could not be fetched/);
  const ofProcess = '**/assets/ProcessScreen-*.js';
  const ofMessage = '**/assets/MessageScreen-*.js';
  for (const code of [ofProcess, ofMessage])
    await context.route(code, (route) => route.abort('internetdisconnected'));
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  await answer.getByRole('link', { name: '0IJc' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toHaveAttribute('data-error', 'source/screen-missing');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toHaveAttribute('data-error', 'source/screen-missing');

  await context.unroute(ofProcess);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tally' })).toBeVisible();

  await page.getByRole('link', { name: 'Message 397' }).click();
  await expect(alert).toHaveAttribute('data-error', 'source/screen-missing');
  await context.unroute(ofMessage);
  await page.evaluate(() => void dispatchEvent(new Event('online')));
  await expect(page.getByRole('heading', { level: 1, name: 'Message 397' })).toBeVisible();

  await page.goBack();
  await page.goBack();
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
});

test('says that it is being fetched while its scripts are on a slow way', async ({ page }) => {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('**/assets/index-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(places.home, { waitUntil: 'commit' });
  const coming = page.getByText('Selfsame is being fetched…');
  await expect(coming).toBeVisible();
  letGo();
  await expect(page.getByRole('heading', { level: 1, name: 'Selfsame' })).toBeVisible();
  await expect(coming).toHaveCount(0);
});
