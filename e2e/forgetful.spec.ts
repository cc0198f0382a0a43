import { takeAway } from './fixtures/otherBrowser.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const balance = places.balance({ process: token.processId, wallet: token.wallet });

test('in a browser that lets no site keep data, everything works as long as the tab lives, and says so', async ({
  context,
  page,
}) => {
  await takeAway(context, 'siteData');
  await page.goto(places.message(token.processId, 12));
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByRole('button', { name: 'Evaluate through this message' }).click();
  await expect(result.getByRole('heading', { name: 'Output' })).toBeVisible();
  const kept = page.getByRole('note', { name: 'What is kept' });
  await expect(kept).toContainText('What is evaluated here is forgotten when this tab closes');
  await result.getByRole('button', { name: /Evidence/ }).click();
  await expect(page.getByRole('dialog').locator('[data-level="evaluated"]')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  await page.goto(balance);
  await expect(page.locator('.answer [data-level="evaluated"]')).toBeVisible();
  await expect(page.getByRole('note', { name: 'What this browser cannot do' })).toContainText(
    'The user denied permission to access the database',
  );

  await page.goto(places.process(token.processId, { tab: 'receipts' }));
  await expect(page.getByRole('region', { name: 'Evaluation' })).toContainText(/through nonce 397/);
  // Also where this page was last seen before the balance was evaluated.
  await expect(page.getByRole('textbox', { name: 'Through nonce' })).toHaveValue('397');
  await page.getByRole('button', { name: 'Evaluate and sign' }).click();
  await expect(page.locator('[data-receipt="397"]')).toBeVisible();
  await expect(kept.filter({ hasText: 'Receipts' })).toBeVisible();

  await page.goto(places.settings);
  await expect(page.getByRole('table', { name: 'Stored processes' })).toContainText('Tally');
  await expect(kept).toBeVisible();
});

test('who clears the browser’s data while the app is open finds it empty, and at work', async ({
  context,
  page,
  baseURL,
}) => {
  await page.goto(balance);
  const answer = page.locator('.answer [data-level="evaluated"]');
  await expect(answer).toBeVisible();
  await page.goto(places.settings);
  const stored = page.getByRole('table', { name: 'Stored processes' });
  await expect(stored).toContainText('Tally');

  const browser = await context.newCDPSession(page);
  const { origin } = new URL(baseURL ?? '');
  await browser.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await expect(page.getByText('No process is kept here yet.')).toBeVisible();

  await page.goto(balance);
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await expect(answer).toBeVisible();
  await page.goto(places.settings);
  await expect(stored).toContainText('Tally');
  await page.reload();
  await expect(stored).toContainText('Tally');
});
