import type { Page } from '@playwright/test';
import { demoProcesses } from '../src/devnet/processes.ts';
import { expectAccessible, loadAxe } from './fixtures/axe.ts';
import { withHeldSchedule } from './fixtures/heldSchedule.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const mishaps = demoProcesses[2].id;

const field = (page: Page) => page.getByRole('searchbox', { name: 'Find', exact: true });
const found = (page: Page) => page.getByRole('grid', { name: 'Messages found' });
const done = (page: Page) => page.locator('[data-find-state="done"]');

async function evaluateAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(page.locator('.evaluation-state [data-level="evaluated"]')).toBeVisible();
}

test('messages are found with the keyboard alone, and are still there on the way back', async ({ page }) => {
  await loadAxe(page);
  await page.goto(places.process(token.processId));
  await evaluateAll(page);
  await page.locator('body').press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('"Grant-Nothing" is:error');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No message that was looked at is like that.')).toBeVisible();
  await expect(
    page.getByText(/Looked at nonces 0 to \d+, all that its scheduler unit tells of\./),
  ).toBeVisible();
  await expectAccessible(page, 'nothing found');

  await field(page).fill('Transfer');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/find=Transfer/);
  await expect(page).toHaveTitle('Find Transfer, Tally · Selfsame');
  const links = found(page).locator('tbody tr .schedule-nonce a');
  await expect(links.first()).toBeVisible();
  const nonces = (await links.allTextContents()).map((text) => Number(text.replace(/\D/g, '')));
  expect(nonces).toEqual([...nonces].sort((a, b) => b - a));
  for (const cell of await found(page).locator('tbody .schedule-action').allTextContents())
    expect(cell).toBe('Transfer');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `Message ${nonces[1]}` })).toBeVisible();
  await page.goBack();
  await expect(links.first()).toBeVisible();
  await expect(field(page)).toHaveValue('Transfer');
  await page.goBack();
  await expect(field(page)).toHaveValue('"Grant-Nothing" is:error');
  await page.goBack();
  await expect(page.getByRole('grid', { name: 'Schedule' })).toBeVisible();
  await expect(field(page)).toHaveValue('');
  await page.goForward();
  await page.goForward();
  await expect(links.first()).toBeVisible();
});

test('what came of messages is found, what can be looked for is told, and each hit has its evidence', async ({
  page,
}) => {
  await loadAxe(page);
  await page.goto(places.process(mishaps));
  await evaluateAll(page);
  const whole = page.getByRole('grid', { name: 'Schedule' });
  await expect(whole.locator('.schedule-outcome', { hasText: /^Error/ }).first()).toBeVisible();
  await page.getByText('What can be looked for').click();
  await expectAccessible(page, 'what can be looked for');
  await page.getByRole('link', { name: 'Errors' }).click();
  await expect(page).toHaveURL(/find=is%3Aerror/);
  await expect(done(page)).toBeVisible();
  const rows = found(page).locator('tbody tr');
  expect(await rows.count()).toBeGreaterThan(1);
  for (const outcome of await rows.locator('.schedule-outcome').allTextContents())
    expect(outcome).toMatch(/^Error/);
  await rows
    .first()
    .getByRole('button', { name: /^Evidence for message/ })
    .click();
  await expect(page.locator('[data-fact="message-signatures"][data-status="holds"]').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, 'messages found, on a phone');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
});

test('a pasted link looks in what is kept, says what is not, and fetches it where that is asked for', async ({
  page,
}) => {
  await page.goto(places.process(token.processId, { net: 'demo', find: 'Transfer' }));
  await expect(
    page.getByText('None of its schedule is kept here, so there was nothing to look at.'),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Fetch and verify the rest' }).click();
  await expect(page).toHaveURL(/reach=all/);
  await expect(found(page).locator('tbody tr')).not.toHaveCount(0);
  const further = page.getByRole('button', { name: 'Look further' });
  await expect(further).toBeVisible();
  const before = await found(page).locator('tbody tr').count();
  await further.click();
  await expect.poll(() => found(page).locator('tbody tr').count()).toBeGreaterThan(before);
});

test('what was evaluated since is another question', async ({ page }) => {
  await page.goto(places.process(mishaps, { net: 'demo', find: 'is:error' }));
  await expect(page.getByText('None of its schedule is kept here')).toBeVisible();
  await evaluateAll(page);
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(found(page).locator('tbody tr')).not.toHaveCount(0);
  await expect(page.getByText(/all that its scheduler unit tells of\./)).toBeVisible();
});

test('a search that waits for its scheduler unit can be stopped, and goes on', async ({ page, guard }) => {
  await withHeldSchedule(async ({ schedulerUnit, letGo }) => {
    guard.allowOrigin(schedulerUnit);
    const net = netOf(demoWith({ schedulerUnits: [schedulerUnit] }));
    await page.goto(places.process(token.processId, { net, find: 'tag:Quantity', reach: 'all' }));
    await expect(page.locator('[data-find-state="looking"]')).toBeVisible();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.locator('[data-find-state="waiting"]')).toBeVisible();
    await expect(page.getByText('Nothing was looked at yet.')).toBeVisible();
    letGo();
    await page.getByRole('button', { name: 'Look further' }).click();
    await expect(found(page).locator('tbody tr')).not.toHaveCount(0);
  });
});

test('a link that asks nothing readable says so above the whole schedule', async ({ page }) => {
  await page.goto(places.process(token.processId, { net: 'demo', find: 'colour:<b>red</b>' }));
  await expect(page.getByRole('note')).toContainText('What this link looks for cannot be read.');
  await expect(page.getByRole('grid', { name: 'Schedule' })).toBeVisible();
  await field(page).fill('Note="half');
  await field(page).press('Enter');
  await expect(page.getByText('A quote is not closed.')).toBeVisible();
});
