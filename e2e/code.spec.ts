import { demoProcesses } from '../src/devnet/processes.ts';
import { expectAccessible, loadAxe } from './fixtures/axe.ts';
import { places } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const mishaps = demoProcesses[2].id;

test('what a process was told to run stands in order, with its sender and what came of it', async ({
  page,
}) => {
  await loadAxe(page);
  await page.goto(places.process(mishaps));
  await page.getByRole('navigation', { name: 'Process' }).getByRole('link', { name: 'Code' }).click();
  await expect(page).toHaveURL(/tab=code/);
  await expect(page.getByText('None of its schedule is kept here yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  // The list follows the evaluation by itself.
  const entries = page.locator('.code-entry');
  await expect(page.getByText('which are all that its scheduler unit tells of.')).toBeVisible();
  await expect(entries).toHaveCount(12);
  await expect(entries.first()).toContainText('Handlers.add');
  const broken = entries.filter({ has: page.locator('pre', { hasText: /^return 1 \+$/ }) }).first();
  await expect(broken).toContainText('signed by its owner');
  await expect(broken).toContainText('Error');
  const strangers = entries.filter({ hasText: 'return "I am not the owner"' });
  await expect(strangers).toContainText('signed by somebody else');
  await expect(entries.filter({ hasText: 'signed by somebody else' })).toHaveCount(1);

  await strangers.getByRole('button', { name: /^Evidence for message/ }).click();
  await expect(page.locator('[data-fact="message-signatures"][data-status="holds"]').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'code');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, 'code, on a phone');
  const nonce = await strangers.getAttribute('data-nonce');
  await strangers.getByRole('link', { name: `Message ${nonce}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Message ${nonce}` })).toBeVisible();
  await expect(page.getByText('return "I am not the owner"')).toBeVisible();
});
