import type { Page } from '@playwright/test';
import { devnetOrigin } from '../src/devnet/hosts.ts';
import { type Lie, lies } from '../src/devnet/lies.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

/** The demo network's units under the host names where this lie is told. Those that it does not concern stay honest there. */
function lyingNetwork(lie: Lie): string {
  const gateway = devnetOrigin('gateway', lie.name);
  return netOf(
    demoWith({
      name: lie.title,
      gateways: [gateway],
      graphql: [`${gateway}/graphql`],
      schedulerUnits: [devnetOrigin('scheduler-unit', lie.name)],
      computeUnits: [devnetOrigin('compute-unit', lie.name)],
    }),
  );
}

const answer = (page: Page) => page.getByRole('region', { name: 'Answer' });
const evaluated = (page: Page) => page.locator('[data-level="evaluated"]');

async function showEvidence(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Show evidence' });
  if (await button.isVisible()) await button.click();
}

for (const lie of lies as readonly Lie[]) {
  test(`${lie.name} (${lie.unit}): ${lie.explanation}`, async ({ page }) => {
    await page.goto(
      places.balance({ process: token.processId, wallet: token.wallet, net: lyingNetwork(lie) }),
    );
    const { fact, status = 'fails', code, claim } = lie.expect;

    if (claim !== undefined) {
      await expect(page.getByRole('list', { name: 'Claims' }).locator(`[data-claim="${claim}"]`)).toHaveCount(
        1,
      );
      await expect(answer(page).locator('[data-level="evaluated"]')).toBeVisible();
      return;
    }
    // Patience is part of the answer to silence: two attempts of 20 s.
    await expect(page.locator('[data-job-state="done"], [data-job-state="failed"]')).toBeVisible({
      timeout: 90_000,
    });
    if (fact !== undefined) {
      await showEvidence(page);
      await expect(page.locator(`[data-fact="${fact}"]`)).toHaveAttribute('data-status', status);
    }
    if (code !== undefined) {
      await expect(page.getByRole('alert')).toHaveAttribute('data-error', new RegExp(`/${code}$`));
    }
    await expect(evaluated(page)).toHaveCount(0);
  });
}

test('a visitor can let a server lie, and sees what comes of it', async ({ page }) => {
  await page.goto(places.home);
  const form = page.getByRole('form', { name: 'Let a server lie' });
  await form.getByRole('combobox', { name: 'Lie' }).selectOption({ label: 'Another module' });
  await form.getByRole('button', { name: 'Try it' }).click();
  await expect(page.locator('[data-fact="process-signature"]')).toHaveAttribute('data-status', 'fails');
  await expect(evaluated(page)).toHaveCount(0);
});
