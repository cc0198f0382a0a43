import type { Page } from '@playwright/test';
import { devnetOrigin } from '../src/devnet/hosts.ts';
import { lieNonce, memoryNonce } from '../src/devnet/lies.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const honest = devnetOrigin('compute-unit');
const liar = devnetOrigin('compute-unit', 'wrong-balance');
const slow = devnetOrigin('compute-unit', 'late');
const silent = devnetOrigin('compute-unit', 'no-claim');
const empty = devnetOrigin('compute-unit', 'empty-result');
const netWith = (...computeUnits: readonly string[]) => netOf(demoWith({ computeUnits }));
const row = (page: Page, unit: string) => page.locator(`[data-unit="${unit}"]`);

test('units are compared, and the first nonce where one lies about balances is found', async ({ page }) => {
  const net = netWith(honest, liar, empty);
  await page.goto(places.compare(token.processId, 397, { net, ask: 'balances' }));
  await expect(row(page, honest)).toHaveAttribute('data-outcome', 'same');
  await expect(row(page, liar)).toHaveAttribute('data-outcome', 'differs');
  await expect(row(page, empty)).toHaveAttribute('data-outcome', 'failed');
  const boundary = page.locator('[data-boundary]');
  await expect(boundary).toHaveAttribute('data-boundary', String(lieNonce));
  await expect(boundary.getByRole('heading')).toContainText(`differs from nonce ${lieNonce} on`);
  await expect(boundary).toContainText(`At nonce ${lieNonce - 1} it said the same`);
  await expect(boundary).toContainText('it said the same of both');
  // Both answers stand beside each other, and what differs is marked by a sign.
  await expect(
    boundary.getByRole('table', { name: 'Both answers' }).locator('[data-differs]'),
  ).not.toHaveCount(0);
  // Our own evaluation loses nothing by it.
  await expect(page.locator('[data-level="evaluated"]')).toBeVisible();
  await page.getByRole('button', { name: 'Show evidence' }).click();
  const fact = page.locator('[data-fact="compute-units"]');
  await expect(fact).toHaveAttribute('data-status', 'fails');
  await expect(fact).toContainText(
    'Compared at nonce 397 with 3 compute units: 1 said the same, 1 something else, 1 nothing',
  );
  await boundary.getByText('Nonces asked, in order').click();
  await expect(boundary.locator(`[data-probe="${lieNonce - 1}"]`)).toHaveCount(2);

  await test.step('the link replays to that nonce, and shows the difference there', async () => {
    await boundary.getByRole('link', { name: `Replay to nonce ${lieNonce}` }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Compute units at nonce ${lieNonce}`);
    await expect(row(page, liar)).toHaveAttribute('data-outcome', 'differs');
    await expect(page.locator('[data-job-state="done"]')).toBeVisible({ timeout: 120_000 });
  });

  await test.step('at the nonce before, all agree', async () => {
    const form = page.getByRole('form', { name: 'Compare' });
    await form.getByRole('textbox', { name: 'At nonce' }).fill(String(lieNonce - 1));
    await form.getByRole('button', { name: 'Compare' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      `Compute units at nonce ${lieNonce - 1}`,
    );
    await expect(row(page, liar)).toHaveAttribute('data-outcome', 'same');
    await expect(page.locator('[data-boundary]')).toHaveCount(0);
  });
});

test('a claim that differs leads to where it began', async ({ page }) => {
  const net = netWith(liar);
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
  await page.getByRole('link', { name: 'Find where it begins' }).click();
  const boundary = page.locator('[data-boundary]');
  await expect(boundary).toBeVisible({ timeout: 120_000 });
  const nonce = Number(await boundary.getAttribute('data-boundary'));
  expect(nonce).toBeGreaterThanOrEqual(lieNonce);
  await expect(boundary).toContainText('amount');
  // As the balance itself is shown: neither side in base units.
  await expect(boundary).toContainText('Amounts are in TALLY, with 12 decimal places');
  const answers = boundary
    .getByRole('table', { name: 'Both answers' })
    .locator('[data-differs] [data-label]');
  await expect(answers).toHaveText([
    /^ *"amount": "\d{1,9}(\.\d{1,12})?"$/,
    /^ *"amount": "\d{1,9}(\.\d{1,12})?"$/,
  ]);
  await boundary.getByRole('link', { name: `Message ${nonce}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Message ${nonce}` })).toBeVisible();
});

test('results are compared by default, late answers count, and a comparison can be stopped', async ({
  page,
}) => {
  await page.goto(places.process(token.processId, { net: netWith(honest, slow) }));
  await page.getByRole('link', { name: 'Compute units' }).click();
  await expect(row(page, honest)).toHaveAttribute('data-outcome', 'same');
  await expect(row(page, slow)).toHaveAttribute('data-outcome', 'same');
  await expect(page.locator('[data-search="nothing-found"]')).toHaveCount(2);
  // One of them never answers, so that the comparison is surely under way.
  await page.goto(
    places.compare(token.processId, 300, { net: netWith(honest, slow, silent), ask: 'balances' }),
  );
  await expect(row(page, honest)).toHaveAttribute('data-outcome', 'same');
  await expect(row(page, slow)).toHaveAttribute('data-outcome', 'same');
  await expect(row(page, silent)).toHaveAttribute('data-outcome', 'pending');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('[data-job-state="stopped"]')).toBeVisible();
  await expect(row(page, honest)).toHaveAttribute('data-outcome', 'same');
});

test('the whole memory is compared where it is asked for, byte for byte', async ({ page }) => {
  const changed = devnetOrigin('compute-unit', 'changed-memory');
  const net = netWith(honest, changed);
  await page.goto(places.compare(token.processId, memoryNonce, { net }));
  await expect(row(page, honest)).toHaveAttribute('data-outcome', 'same');
  const form = page.getByRole('form', { name: 'Compare' });
  await form.getByRole('combobox', { name: 'What is compared' }).selectOption({ label: 'The whole memory' });
  await expect(form).toContainText('hundreds of MB');
  await form.getByRole('button', { name: 'Compare' }).click();
  await expect(row(page, honest)).toContainText('says the same');
  await expect(row(page, changed)).toHaveAttribute('data-outcome', 'differs');
  const found = page.locator('[data-search="ended"]').filter({ hasText: 'is another' });
  await expect(found.getByRole('table', { name: 'Both answers' })).toContainText('memorySha256');
  await expect(page.locator('[data-level="evaluated"]')).toBeVisible();
});

test('links that ask what cannot be asked say so', async ({ page }) => {
  await page.goto('./#/process/nonsense/compare/x?net=demo');
  await expect(page.locator('[data-error="protocol/invalid-nonce"]')).toBeVisible();
  await expect(page.locator('[data-error="protocol/invalid-id"]')).toBeVisible();
  await page.goto(places.compare(token.processId, 999_999, { net: 'demo' }));
  await expect(page.locator('[data-error="engine/nonce-not-reached"]')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ask again' })).toHaveCount(0);
});
