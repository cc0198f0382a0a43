import { lastToldNonce, withHeldSchedule } from './fixtures/heldSchedule.ts';
import { demoIndex, hold } from './fixtures/hold.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

// A fresh profile, and no network but the app's own files.
test('from the first screen to an evaluated balance, and on from there after a reload', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1, name: 'Selfsame' })).toBeVisible();
  await page.getByRole('list', { name: 'Examples' }).getByRole('link').first().click();

  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  const amount = (await answer.locator('[data-amount]').textContent()) ?? '';
  expect(amount).toMatch(/^\d+(\.\d+)?$/);

  await page.getByRole('button', { name: 'Show evidence' }).click();
  const ledger = page.getByRole('region', { name: 'Evidence ledger' });
  for (const name of [
    'process-signature',
    'module-bytes',
    'scheduler-authorised',
    'assignment-signatures',
    'nonces-gapless',
    'hash-chain',
    'message-signatures',
    'evaluation',
  ]) {
    await expect(ledger.locator(`[data-fact="${name}"]`), name).toHaveAttribute('data-status', 'holds');
  }
  await expect(ledger.locator('[data-status="fails"]')).toHaveCount(0);

  // The answer comes before its checkpoint is written.
  await expect(page.getByRole('region', { name: 'Progress' })).toHaveAttribute('data-job-state', 'done');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText(/continued from nonce [\d, ]+/);
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  await expect(answer.locator('[data-amount]')).toHaveText(amount);
});

test('while the demo network comes, slowly, the page says how much of it has', async ({ context, page }) => {
  const letGo = await hold(context, demoIndex);
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress).toContainText(/\d MB of the demo network’s files fetched/);
  await expect(progress).not.toContainText(/ 0 B fetched/);
  letGo();
  await expect(progress).toHaveAttribute('data-job-state', 'done');
  await expect(progress).not.toContainText('demo network');
});

test('a stopped evaluation keeps what it has done, and resumes there', async ({ page, guard }) => {
  await withHeldSchedule(async ({ schedulerUnit, letGo }) => {
    guard.allowOrigin(schedulerUnit);
    const net = netOf(demoWith({ schedulerUnits: [schedulerUnit] }));
    await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
    const progress = page.getByRole('region', { name: 'Progress' });
    await expect(progress.getByRole('progressbar')).toHaveAttribute('aria-valuenow', String(lastToldNonce));
    await progress.getByRole('button', { name: 'Stop' }).click();
    await expect(progress).toHaveAttribute('data-job-state', 'stopped');
    await expect(progress).toContainText(`Stopped after nonce ${lastToldNonce}`);
    letGo();
    await progress.getByRole('button', { name: 'Resume' }).click();
    const answer = page.getByRole('region', { name: 'Answer' });
    await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
    await expect(progress).toContainText(`continued from nonce ${lastToldNonce}`);
  });
});

test('a tab that is closed and opened again continues too', async ({ context, page }) => {
  await page.goto('./');
  await page.getByRole('list', { name: 'Examples' }).getByRole('link').first().click();
  const evaluated = '[data-level="evaluated"]';
  await expect(page.getByRole('region', { name: 'Answer' }).locator(evaluated)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Progress' })).toHaveAttribute('data-job-state', 'done');
  const link = page.url();
  await page.close();

  const again = await context.newPage();
  await again.goto(link);
  await expect(again.getByRole('region', { name: 'Answer' }).locator(evaluated)).toBeVisible();
  await expect(again.getByRole('region', { name: 'Progress' })).toContainText('continued from nonce');
});
