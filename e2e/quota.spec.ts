import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('where the browser gives no more room, evaluation goes on and says that it is not being saved', async ({
  page,
  baseURL,
}) => {
  const { origin } = new URL(baseURL ?? '');
  const browser = await page.context().newCDPSession(page);
  // Less than the token's module takes, let alone a checkpoint.
  await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 300_000 });
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(page.locator('.answer [data-level="evaluated"]')).toBeVisible();
  await expect(page.getByText(/is not being saved/).first()).toBeVisible();

  // What was just evaluated is shown as long as the tab lives, with what was found on the way.
  await page.goto(places.process(token.processId));
  const row = page.locator('[data-nonce]').nth(2);
  await row.getByRole('button', { name: /^Evidence for message \d+: holds/ }).click();
  const outcome = page.getByRole('dialog').getByRole('region', { name: 'Evidence for its outcome' });
  await expect(outcome.locator('[data-fact="evaluation"]')).toHaveAttribute('data-status', 'holds');
  await expect(page.getByRole('dialog')).toContainText('in this tab and not saved');
  await page.keyboard.press('Escape');

  await page.goto(places.message(token.processId, 397));
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByRole('heading', { name: 'Output' })).toBeVisible();
  await page.reload();
  await result.getByRole('button', { name: 'Evaluate through this message' }).click();
  await expect(result.getByRole('heading', { name: 'Output' })).toBeVisible();
  await result.getByRole('button', { name: /Evidence/ }).click();
  await expect(page.getByRole('dialog').locator('[data-fact="evaluation"]')).toHaveAttribute(
    'data-status',
    'holds',
  );
});
