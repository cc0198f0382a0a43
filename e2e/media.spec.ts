import type { Page } from '@playwright/test';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const answer = (page: Page) => page.getByRole('region', { name: 'Answer' });

test('where the system gives the colours, what is current and what is marked can be told', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(places.process(token.processId, { nonce: '380' }));
  const marked = page.locator('[data-nonce="380"]');
  await expect(marked).toBeVisible();
  const style = (of: string, name: string) =>
    page
      .locator(of)
      .evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);
  const line = 'border-bottom-color';
  const sections = 'nav[aria-label="Process"] a';
  const current = await style(`${sections}[aria-current]`, line);
  const paper = await style('html', 'background-color');
  for (const name of ['Tags', 'Receipts']) {
    const other = await style(`${sections}:text-is("${name}")`, line);
    expect(other).toBe(paper);
    expect(other).not.toBe(current);
  }
  expect(await marked.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
  await page.goto(places.settings);
  const main = page.getByRole('navigation', { name: 'Main' });
  await expect(main.getByRole('link', { name: 'Settings' })).toHaveCSS('text-decoration-line', 'underline');
  await expect(main.getByRole('link', { name: 'Balance' })).toHaveCSS('text-decoration-line', 'none');
});

test('a balance on paper is its value and its evidence, dark on white, without what can only be pressed', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(page.locator('[data-job-state="done"]')).toBeVisible();
  await page.getByRole('button', { name: 'Show evidence' }).click();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(answer(page).locator('[data-amount]')).toBeVisible();
  await expect(answer(page).locator('[data-level="evaluated"]')).toBeVisible();
  await expect(answer(page).locator('[data-fact="hash-chain"]')).toBeVisible();
  await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  const ink = await answer(page)
    .locator('[data-fact="hash-chain"]')
    .evaluate((fact) => getComputedStyle(fact).color);
  expect(ink).toBe('rgb(25, 27, 29)');
  await expect(page.locator('button:visible, form:visible, nav:visible')).toHaveCount(0);
});

test('a receipt on paper says whose it is, what it covers, and whether the same was found', async ({
  page,
}) => {
  await page.goto(places.process(token.processId, { tab: 'receipts', nonce: '60' }));
  await page.getByRole('button', { name: 'Evaluate and sign' }).click();
  await page.getByRole('link', { name: 'Evaluate again' }).click();
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toHaveAttribute('data-verdict', 'same');
  await page.emulateMedia({ media: 'print' });
  await expect(verdict.getByText('same', { exact: true }).first()).toBeVisible();
  await expect(page.locator('[data-signer="own"]')).toBeVisible();
  const memory = verdict.locator('[data-field="memory"] .id').first();
  const printed = await memory.evaluate((id) => getComputedStyle(id, '::before').content);
  expect(printed).toMatch(/^"[0-9a-f]{64}"$/);
  await expect(page.locator('button:visible, form:visible, nav:visible')).toHaveCount(0);
});
