import type { Locator, Page } from '@playwright/test';
import { type Lie, type LieName, lies } from '../src/devnet/lies.ts';
import { lyingNetwork } from '../src/devnet/network.ts';
import { demoIndex, hold } from './fixtures/hold.ts';
import { expect, test } from './fixtures/liars.ts';
import { netOf, places, token } from './fixtures/places.ts';

const all: readonly Lie[] = lies;
/** Patience is part of the answer to silence: two attempts of 20 s. */
const patience = { timeout: 180_000 };

function rowOf(page: Page, { name }: Lie): Locator {
  return page.locator(`[data-lie="${name}"]`);
}

for (const lie of all) {
  test(`${lie.name} (${lie.unit}): ${lie.explanation}`, async ({ liars: { page, guard } }) => {
    const row = rowOf(page, lie);
    await row.getByRole('button', { name: /^Tell/ }).click();
    await expect(row).toHaveAttribute('data-outcome', 'told', patience);
    const { fact, status = 'fails', code, claim } = lie.expect;
    const evaluated = row.locator('[data-level="evaluated"]');
    if (claim === undefined) await expect(evaluated).toHaveCount(0);
    else {
      await expect(row.locator(`[data-claim="${claim}"]`)).toHaveCount(1);
      await expect(evaluated).toHaveCount(1);
    }
    if (fact !== undefined)
      await expect(row.locator(`[data-fact="${fact}"]`)).toHaveAttribute('data-status', status);
    if (code !== undefined)
      await expect(row.locator('[data-error]')).toHaveAttribute('data-error', new RegExp(`/${code}$`));
    // The page's own verdict, which has been tested by itself.
    await expect(row.locator('[data-foretold]')).toHaveAttribute('data-foretold', 'yes');
    expect(guard.attempts, 'requests that leave the app').toEqual([]);
    expect(guard.problems, 'errors that the page logged').toEqual([]);
  });
}

/** One lie of each kind of outcome, where values are read. */
const onTheBalancePage: readonly LieName[] = [
  'flipped-message-signature',
  'withheld-anchors',
  'half-a-page',
  'wrong-balance',
];

for (const lie of all.filter(({ name }) => onTheBalancePage.some((each) => each === name))) {
  test(`${lie.name}, as a balance shows it`, async ({ page }) => {
    const net = netOf(lyingNetwork(lie));
    await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
    const { fact, status = 'fails', code, claim } = lie.expect;
    const answer = page.getByRole('region', { name: 'Answer' });
    if (claim !== undefined) {
      const claims = page.getByRole('list', { name: 'Claims' });
      await expect(claims.locator(`[data-claim="${claim}"]`)).toHaveCount(1);
      await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
      return;
    }
    await expect(page.locator('[data-job-state="done"], [data-job-state="failed"]')).toBeVisible(patience);
    if (fact !== undefined) {
      const button = page.getByRole('button', { name: 'Show evidence' });
      if (await button.isVisible()) await button.click();
      await expect(page.locator(`[data-fact="${fact}"]`)).toHaveAttribute('data-status', status);
    }
    if (code !== undefined)
      await expect(page.getByRole('alert')).toHaveAttribute('data-error', new RegExp(`/${code}$`));
    await expect(page.locator('[data-level="evaluated"]')).toHaveCount(0);
  });
}

test('a visitor finds the liars on the first screen, and has all of them tell their lies, one by one', async ({
  context,
  page,
}) => {
  await page.goto(places.home);
  await page.getByRole('link', { name: 'Play with lies' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Liars' })).toBeVisible();
  await expect(page.locator('[data-lie]')).toHaveCount(all.length);
  const suite = page.locator('[data-suite]');
  const rows = (outcome: string) => page.locator(`[data-lie][data-outcome="${outcome}"]`);

  await test.step('stopped while the first one is surely being told', async () => {
    const letGo = await hold(context, demoIndex);
    await page.getByRole('button', { name: 'Tell all of them' }).click();
    await expect(suite).toHaveAttribute('data-suite', 'running');
    await expect(suite).toContainText(`1 of ${all.length}`);
    await expect(rows('running')).toHaveCount(1);
    await page.getByRole('button', { name: 'Stop telling' }).click();
    await expect(suite).toHaveAttribute('data-suite', 'still');
    await expect(rows('stopped')).toHaveCount(1);
    await expect(rows('untold')).toHaveCount(all.length - 1);
    letGo();
  });

  await test.step('told anew, and stopped whenever that is', async () => {
    await page.getByRole('button', { name: 'Tell all of them' }).click();
    await expect(suite).toHaveAttribute('data-suite', 'running');
    // A machine of any speed: more may have been told by the time that anybody looks.
    await expect(rows('told').nth(1)).toBeVisible();
    await page.getByRole('button', { name: 'Stop telling' }).click();
    await expect(suite).toHaveAttribute('data-suite', 'still');
    const told = await rows('told').count();
    // The one that was being told may have come to its end in the very moment of the click.
    const stopped = await rows('stopped').count();
    expect(stopped).toBeLessThanOrEqual(1);
    expect(told).toBeGreaterThanOrEqual(2);
    await expect(rows('untold')).toHaveCount(all.length - told - stopped);
    await expect(page.locator('[data-foretold="yes"]')).toHaveCount(told);
    await expect(suite).toContainText(`${told} told: ${told} as foretold.`);
  });
});
