import type { Page } from '@playwright/test';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const answerOf = (page: Page) => page.getByRole('region', { name: 'Answer' });

test('a process is asked anything, and the question is a link', async ({ page }) => {
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(answerOf(page).locator('[data-level="evaluated"]')).toBeVisible();
  const amount = (await answerOf(page).locator('[data-amount]').getAttribute('data-amount')) ?? '';
  await page.goto(places.process(token.processId));
  await page.getByRole('link', { name: 'Dry-run' }).click();
  const form = page.getByRole('form', { name: 'Dry-run' });
  // Nothing is evaluated before something is asked.
  await expect(page.getByRole('region', { name: 'Progress' })).toHaveCount(0);
  await form.getByRole('button', { name: 'Evaluate and ask' }).click();
  await expect(form.getByText('An action, other tags, or data.')).toBeVisible();
  await form.getByRole('textbox', { name: 'Action' }).fill('Balance');
  await form.getByRole('textbox', { name: 'Other tags' }).fill('Recipient');
  await expect(form.getByText('“Recipient” is not Name: value.')).toBeVisible();
  await form.getByRole('textbox', { name: 'Other tags' }).fill(`Recipient: ${token.wallet}`);
  await form.getByRole('button', { name: 'Evaluate and ask' }).click();
  await expect(answerOf(page).locator('[data-level="evaluated"]')).toBeVisible();
  await expect(answerOf(page).locator('.outbox > li')).toHaveCount(1);
  await expect(answerOf(page).locator('.outbox')).toContainText(amount);
  await expect(answerOf(page)).not.toContainText('1 fails');

  const link = page.url();
  await page.goto(places.home);
  await page.goto(link);
  await expect(answerOf(page).locator('.outbox')).toContainText(amount);
  await answerOf(page).getByRole('button', { name: 'Show evidence' }).click();
  await expect(page.locator('[data-fact="hash-chain"][data-status="holds"]')).toBeVisible();
});

test('its owner’s Eval reads what no handler tells, after an earlier message, and leaves it as it was', async ({
  page,
}) => {
  await page.goto(places.process(token.processId));
  await page.getByRole('link', { name: 'Dry-run' }).click();
  const form = page.getByRole('form', { name: 'Dry-run' });
  const ask = async (data: string, nonce: string) => {
    await form.getByRole('textbox', { name: 'Action' }).fill('Eval');
    await form.getByRole('textbox', { name: 'Data' }).fill(data);
    await form.getByRole('textbox', { name: 'At nonce' }).fill(nonce);
    await form.getByRole('button', { name: 'Evaluate and ask' }).click();
    await expect(page).toHaveURL(new RegExp(`nonce=${nonce}`));
  };
  await ask("Name = 'Changed'; return Name .. ' at ' .. Denomination", '50');
  await expect(answerOf(page)).toContainText('Changed at 12');
  await expect(answerOf(page)).toContainText('after nonce 50');
  await ask("return Name .. ' as it was'", '51');
  await expect(answerOf(page)).toContainText('Tally as it was');
  // From somebody else it is no more than a message.
  await form.getByRole('textbox', { name: 'As' }).fill('');
  await ask("return Name .. ' for a stranger'", '52');
  await expect(answerOf(page)).toContainText('after nonce 52');
  await expect(answerOf(page)).not.toContainText('Tally for a stranger');
});

test('a wrong link says what is wrong with it', async ({ page }) => {
  await page.goto(places.ask(token.processId, { action: 'Info', nonce: 'ten' }));
  await expect(page.getByRole('alert')).toContainText('The nonce "ten"');
  await page.goto(places.ask(token.processId, { action: 'Info', tags: 'A: 1\nno colon' }));
  await expect(page.getByRole('alert')).toContainText('The tag "no colon"');
  await page.goto(places.ask('not-an-id', { action: 'Info' }));
  await expect(page.getByRole('alert')).toContainText('The process "not-an-id"');
  await expect(page.getByRole('region', { name: 'Progress' })).toHaveCount(0);
});
