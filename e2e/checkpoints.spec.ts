import { lies } from '../src/devnet/lies.ts';
import { lyingNetwork } from '../src/devnet/network.ts';
import { recordLevels } from './fixtures/levels.ts';
import { netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('a published checkpoint gives an answer that rests on its owner’s word, which the replay then promotes', async ({
  page,
}) => {
  const levels = await recordLevels(page);
  await page.goto(places.process(token.processId));
  await page.getByText('Begin with a published checkpoint').click();
  await expect(page.getByRole('row', { name: /240/ })).toBeVisible();
  await page.getByRole('link', { name: 'Evaluate from nonce 240' }).click();
  await expect(page.getByText('Evaluation begins with the published checkpoint')).toBeVisible();
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(page.locator('.evaluation-state [data-level="evaluated"]')).toBeVisible();
  expect((await levels()).filter((level) => level === 'resumed' || level === 'evaluated')).toEqual([
    'resumed',
    'evaluated',
  ]);
  await page.getByRole('button', { name: 'Show evidence' }).click();
  await expect(page.locator('[data-fact="memory-hash"]')).toHaveAttribute('data-status', 'holds');
});

test('a balance that rests on a checkpoint with one byte changed is withdrawn', async ({ page }) => {
  const lie = lies.find(({ name }) => name === 'changed-checkpoint');
  if (lie === undefined) throw new Error('There is no such lie.');
  const levels = await recordLevels(page);
  const net = netOf(lyingNetwork(lie));
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net, start: 'newest' }));
  await expect(page.locator('[data-job-state="failed"]')).toBeVisible();
  await expect(page.locator('[data-fact="memory-hash"]')).toHaveAttribute('data-status', 'fails');
  expect(await levels()).not.toContain('evaluated');
  await page.getByRole('link', { name: 'Evaluate without the checkpoint' }).click();
  await expect(page.locator('.answer [data-level="evaluated"]')).toBeVisible();
});
