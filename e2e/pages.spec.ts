import { demoIndex, hold } from './fixtures/hold.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('a process says what it is and lists its schedule; a message shows its parts and its result', async ({
  page,
}) => {
  await page.goto(places.process(token.processId, { net: 'demo', order: 'oldest' }));
  await expect(page.locator(`[data-id="${token.processId}"]`).first()).toBeVisible();
  const grid = page.getByRole('grid', { name: 'Schedule' });
  expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(300);
  await expect(grid.locator('[data-nonce="2"]')).toBeVisible();

  await page.getByRole('region', { name: 'Evaluation' }).getByRole('button', { name: 'Evaluate' }).click();
  await expect(page.locator('[data-job-state="done"]')).toBeVisible();

  // A cast transfer: balances changed, and nobody was told.
  await page.getByRole('textbox', { name: 'Go to nonce' }).fill('397');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(grid.locator('[data-nonce="397"]')).toContainText('nothing sent or printed');

  await page.getByRole('textbox', { name: 'Go to nonce' }).fill('3');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await grid.getByRole('link', { name: 'Message 3', exact: true }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Message 3' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Tags', exact: true })).toContainText('Action');
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByRole('heading', { level: 3, name: 'Output' })).toBeVisible();
  for (const name of ['assignment-signatures', 'message-signatures']) {
    await expect(page.locator(`[data-fact="${name}"]`)).toHaveAttribute('data-status', 'holds');
  }

  // A blank square is not a missing one.
  await expect(page.getByRole('region', { name: 'Data', exact: true })).toContainText('white space only');

  const messages = page.getByRole('navigation', { name: 'Messages' });
  await messages.getByRole('link', { name: 'Next message' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Message 4' })).toBeVisible();
  await messages.getByRole('link', { name: 'Previous message' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Message 3' })).toBeVisible();
});

test('each section of a process has a title of its own, and all of them have room on a phone', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(places.process(token.processId));
  await expect(page).toHaveTitle('Tally · Selfsame');
  const sections = page.getByRole('navigation', { name: 'Process' });
  for (const title of ['Code', 'Tags', 'Evidence', 'Receipts']) {
    await sections.getByRole('link', { name: title }).click();
    await expect(page).toHaveTitle(`${title}, Tally · Selfsame`);
  }
  expect(await sections.evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);
});

test('a page about a process is titled with its name, or with its id where nobody has read it', async ({
  page,
}) => {
  const { processId, wallet } = token;
  await page.goto(places.ask(processId, { net: 'demo', as: wallet }));
  await expect(page).toHaveTitle(/^Dry-run, 0IJc-p….+ · Selfsame$/);
  await page.goto(places.message(processId, 5, { net: 'demo' }));
  await expect(page).toHaveTitle('Message 5, Tally · Selfsame');
  await page.goto(places.ask(processId, { net: 'demo', as: wallet }));
  await expect(page).toHaveTitle('Dry-run, Tally · Selfsame');
  await page.goto(places.compare(processId, 5, { net: 'demo' }));
  await expect(page).toHaveTitle('Compute units at nonce 5, Tally · Selfsame');
  await page.goto(places.balance({ process: processId, wallet, nonce: '5', net: 'demo' }));
  await expect(page).toHaveTitle(/^Balance of 0x9ef5….+, Tally · Selfsame$/);
});

test('what came of a message of the past is one click away: the process is evaluated as far as it, and no further', async ({
  page,
}) => {
  await page.goto(places.message(token.processId, 40));
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result).toContainText('Not evaluated in this browser yet');
  await result.getByRole('button', { name: 'Evaluate through this message' }).click();
  await expect(result).toContainText('As a compute unit of the reference’s official image would answer');
  await expect(result.getByRole('heading', { name: 'Messages' })).toBeVisible();
  await page.goto(places.process(token.processId));
  await expect(page.getByRole('region', { name: 'Evaluation' })).toContainText('through nonce 40');
});

test('a link carries its network: its reader asks the servers that its writer asked', async ({ page }) => {
  const net = netOf(demoWith({ name: 'Sent along', computeUnits: [] }));
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
  await expect(page.getByRole('combobox', { name: 'Network' })).toContainText('Sent along');
  await expect(
    page.getByRole('region', { name: 'Answer' }).locator('[data-level="evaluated"]'),
  ).toBeVisible();
  await expect(page.getByRole('list', { name: 'Claims' }).getByRole('listitem')).toHaveCount(0);
});

test('settings: sources are checked by name, a network is added and kept, the theme is chosen and kept', async ({
  page,
}) => {
  await page.goto(places.settings);
  await page.getByRole('button', { name: 'Check sources' }).click();
  const checks = page.getByRole('list', { name: 'Source checks' });
  await expect(checks.locator('[data-check="ok"]')).toHaveCount(4);

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mine');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Mine' })).toBeVisible();

  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Mine' })).toBeVisible();
});

test('what is kept of a process is listed, and can be forgotten', async ({ page }) => {
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net: 'demo' }));
  await expect(
    page.getByRole('region', { name: 'Answer' }).locator('[data-level="evaluated"]'),
  ).toBeVisible();
  await page.goto(places.settings);
  const stored = page.getByRole('table', { name: 'Stored processes' });
  await stored.getByRole('button', { name: /^Forget / }).click();
  await page
    .getByRole('dialog', { name: 'Forget this process?' })
    .getByRole('button', { name: 'Forget' })
    .click();
  await expect(page.getByRole('button', { name: /^Forget / })).toHaveCount(0);
});

test('what is kept is listed while it comes to be kept, too', async ({ context, page }) => {
  const release = await hold(context, demoIndex);
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(page.getByRole('region', { name: 'Progress' })).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('No process is kept here yet.')).toBeVisible();
  release();
  await expect(page.getByRole('table', { name: 'Stored processes' })).toContainText('Tally');
});
