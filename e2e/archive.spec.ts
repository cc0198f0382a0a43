import { type Lie, lies } from '../src/devnet/lies.ts';
import { lyingNetwork } from '../src/devnet/network.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

/** Its gateway knows every assignment, and of no other scheduler unit. */
const archivedTail = lies.find(({ name }) => name === 'archived-tail') as Lie;
const { gateways, graphql } = lyingNetwork(archivedTail);

test('where the scheduler unit is gone, a balance is evaluated by what Arweave has, and says so', async ({
  page,
}) => {
  const net = netOf(demoWith({ gateways, graphql, schedulerUnits: ['https://gone.selfsame.invalid'] }));
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  await expect(page.getByText(/the schedule is read from Arweave, as far as gateways have it/)).toBeVisible();
  await answer.getByRole('button', { name: 'Show evidence' }).click();
  const facts = page.getByRole('region', { name: 'Evidence ledger' });
  await expect(facts.locator('[data-fact="hash-chain"]')).toHaveAttribute('data-status', 'holds');
  await expect(facts.locator('[data-fact="head"]')).toHaveAttribute('data-status', 'unknown');
  await expect(facts.locator('[data-fact="head"]')).toContainText(
    'the gateways’ index knows no later assignment',
  );
  const amount = answer.locator('.answer-value');
  const shown = await amount.textContent();

  await page.goto(places.process(token.processId, { net }));
  await expect(page.getByText('cannot be reached; read from Arweave at')).toBeVisible();

  // The same value as by the scheduler unit.
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  await expect(amount).toHaveText(shown ?? '');
});
