import { demoIndex, hold } from './fixtures/hold.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

// A control that its own use takes away passes the focus on to what it started.

test('from Evaluate to its progress, until that is done', async ({ page }) => {
  await page.goto(places.process(token.processId));
  await page.getByRole('button', { name: 'Evaluate', exact: true }).focus();
  await page.keyboard.press('Enter');
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress).toBeFocused();
  await expect(progress).toHaveAttribute('data-job-state', 'done');
  await expect(progress).toBeFocused();
});

test('from Stop, which goes when it is pressed, to the work that is stopped', async ({ context, page }) => {
  const letGo = await hold(context, demoIndex);
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  const progress = page.getByRole('region', { name: 'Progress' });
  await progress.getByRole('button', { name: 'Stop' }).focus();
  await page.keyboard.press('Enter');
  await expect(progress.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(progress).toBeFocused();
  letGo();
  await page.keyboard.press('Tab');
  await expect(progress.getByRole('button', { name: 'Resume' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(progress).toHaveAttribute('data-job-state', 'done');
  await expect(progress).toBeFocused();
});

test('from a message’s evaluation to its result', async ({ page }) => {
  await page.goto(places.message(token.processId, 3));
  await page.getByRole('button', { name: 'Evaluate through this message' }).focus();
  await page.keyboard.press('Enter');
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByRole('heading', { level: 3, name: 'Output' })).toBeVisible();
  await expect(result.locator(':focus')).toContainText('evaluated in this browser');
});

test('a button that cannot be used while its own work lasts keeps the focus', async ({ page }) => {
  await page.goto(places.message(token.processId, 33));
  const section = page.getByRole('region', { name: 'Was this really sent?' });
  const evaluate = section.getByRole('button', { name: 'Evaluate the sender' });
  await evaluate.focus();
  await page.keyboard.press('Enter');
  await expect(evaluate).toBeDisabled();
  await expect(section.locator('[data-sent="emitted"]')).toHaveCount(1);
  await expect(evaluate).toBeEnabled();
  await expect(evaluate).toBeFocused();
});

test('from a question to what is done for it', async ({ page }) => {
  await page.goto(places.ask(token.processId));
  await page.getByRole('combobox', { name: 'Action' }).fill('Info');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Answer' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Progress' })).toBeFocused();
});

test('a link that starts its work by itself leaves the focus where it was', async ({ page }) => {
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(page.getByRole('region', { name: 'Progress' })).toHaveAttribute('data-job-state', 'done');
  await expect(page.locator(':focus')).toHaveCount(0);
});

test('a form that is refused leads to the first field that is wrong', async ({ page }) => {
  await page.goto(places.balance({ net: 'demo' }));
  await page.getByRole('textbox', { name: 'Process', exact: true }).fill(token.processId);
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await expect(page.getByRole('textbox', { name: 'Wallet' })).toBeFocused();
  await page.goto(places.ask(token.processId));
  await page.getByRole('combobox', { name: 'Action' }).fill('Info');
  await page.getByRole('textbox', { name: 'At nonce' }).fill('soon');
  await page.getByRole('button', { name: 'Evaluate and ask' }).click();
  await expect(page.getByRole('textbox', { name: 'At nonce' })).toBeFocused();
});
