import type { Page } from '@playwright/test';
import { demoIndex, hold } from './fixtures/hold.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('the first stop of Tab skips to the content', async ({ page }) => {
  await page.goto(places.settings);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('/ goes to the input, ? to the list of shortcuts, Escape back', async ({ page }) => {
  await page.goto(places.home);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Process, and a wallet if you like' })).toBeFocused();
  await page.keyboard.type('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('list', { name: 'Examples' }).getByRole('link').first().focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden();
});

test('an example is evaluated, and its ledger opened, without a pointer', async ({ page }) => {
  await page.goto(places.home);
  const example = page.getByRole('list', { name: 'Examples' }).getByRole('link').first();
  await example.focus();
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('region', { name: 'Answer' }).locator('[data-level="evaluated"]'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Show evidence' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Evidence ledger' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Hide evidence' })).toHaveAttribute('aria-expanded', 'true');
});

test('a new page has the focus on its heading, and keeps it when the heading changes with what has been read', async ({
  context,
  page,
}) => {
  const letGo = await hold(context, demoIndex);
  await page.goto(places.home);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(token.processId);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Process' })).toBeFocused();
  letGo();
  await expect(page.getByRole('heading', { level: 1, name: 'Tally' })).toBeFocused();
});

/** The whole of a message, and not its heading alone: keys are bound to the page that is there after a heading has changed. */
async function expectRead(page: Page, nonce: number): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: `Message ${nonce}` })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Result' })).toBeVisible();
}

test('arrows walk the schedule, and [ and ] the messages', async ({ page }) => {
  await page.goto(places.process(token.processId, { net: 'demo', order: 'oldest' }));
  const grid = page.getByRole('grid', { name: 'Schedule' });
  await grid.locator('[data-nonce="1"]').getByRole('link').first().focus();
  for (const nonce of [2, 3]) {
    await page.keyboard.press('ArrowDown');
    await expect(grid.locator(`[data-nonce="${nonce}"]`).locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('End');
  const latest = Number(await grid.getAttribute('aria-rowcount')) - 2;
  await expect(grid.locator(`[data-nonce="${latest}"]`)).toBeVisible();
  await page.keyboard.press('Home');
  await expect(grid.locator('[data-nonce="0"]')).toBeVisible();

  await page.goto(places.message(token.processId, 3, { net: 'demo' }));
  await expectRead(page, 3);
  await page.keyboard.press(']');
  await expectRead(page, 4);
  await page.keyboard.press('[');
  await expectRead(page, 3);
});

test('in the evidence of a row, arrows and page keys are not the schedule’s', async ({ page }) => {
  await page.goto(places.process(token.processId, { net: 'demo', order: 'oldest' }));
  const row = page.locator('[data-nonce="2"]');
  await row.getByRole('button', { name: /^Evidence for message 2/ }).click();
  const opened = page.getByRole('dialog', { name: 'Evidence for message 2' });
  await expect(opened.locator('[data-fact]').first()).toBeVisible();
  const scrolled = await page.evaluate(() => scrollY);
  for (const key of ['End', 'PageDown', 'ArrowDown']) await page.keyboard.press(key);
  for (const x of [640, 20]) {
    await page.mouse.move(x, 400);
    await page.mouse.wheel(0, 5_000);
  }
  await expect(opened).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  await page.keyboard.press('Escape');
  await expect(opened).toHaveCount(0);
  // The row from which the schedule is walked is still the one that was left.
  await row.getByRole('link').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-nonce="3"]').locator(':focus')).toHaveCount(1);
});
