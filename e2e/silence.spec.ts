import { demoProcesses } from '../src/devnet/processes.ts';
import { demoIndex, hold } from './fixtures/hold.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const [{ name }, other] = demoProcesses;

test('what was evaluated is read while no server answers, and says that its scheduler unit is being asked', async ({
  page,
  context,
}) => {
  await page.goto(places.process(token.processId));
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await expect(page.locator('.evaluation-state [data-level="evaluated"]')).toBeVisible();
  const evaluated = await page.locator('.evaluation-state').textContent();
  const release = await hold(context, demoIndex);
  await page.goto('about:blank');
  await page.goto(places.process(token.processId));
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('being asked')).toHaveCount(2);
  await expect(page.locator('.evaluation-state')).toContainText(/\d+$|\d+\. Evidence/);
  await expect(page.getByRole('link', { name: /^Message / }).first()).toBeVisible();
  const row = page.locator('[data-nonce]').first();
  await expect(row).toContainText('holds');
  const nonce = (await row.getAttribute('data-nonce')) ?? '';
  expect(evaluated).toContain(nonce);

  release();
  await expect(page.getByText('being asked')).toHaveCount(0);
  await expect(page.getByText('su.demo.selfsame.invalid')).toBeVisible();
});

test('a page that has nothing to show says after a while whom it waits for', async ({ page, context }) => {
  const release = await hold(context, demoIndex);
  await page.clock.install();
  for (const place of [places.process(other.id), places.message(other.id, 3)]) {
    await page.goto('about:blank');
    await page.goto(place);
    await expect(page.getByText(/^Reading the (process|message) and checking/)).toBeVisible();
    await expect(page.getByText(/^No answer yet/)).toHaveCount(0);
    await page.clock.runFor(9_000);
    await expect(page.getByText(/^No answer yet: a server of Demo network is slow, away/)).toBeVisible();
  }
  release();
  await expect(page.getByRole('region', { name: 'Result' })).toBeVisible();
  await expect(page.getByText(/^No answer yet/)).toHaveCount(0);
});
