import type { Page } from '@playwright/test';
import { demoProcesses } from '../src/devnet/processes.ts';
import { takeAway } from './fixtures/otherBrowser.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const wallet = token.wallet;
const alert = (page: Page) => page.getByRole('alert');
const answer = (page: Page) => page.getByRole('region', { name: 'Answer' });

/** Every failure says what happened, where, and what can be done. */
async function expectExplained(page: Page, code: string, happened: RegExp): Promise<void> {
  await expect(alert(page)).toHaveAttribute('data-error', code);
  await expect(alert(page)).toContainText(happened);
  for (const term of ['What happened', 'Where', 'What you can do']) {
    await expect(alert(page).getByText(term, { exact: true })).toBeVisible();
  }
  await expect(page.locator('[data-level="evaluated"]')).toHaveCount(0);
}

test('text that is no id', async ({ page }) => {
  await page.goto(places.balance({ process: 'my-token', wallet, net: 'demo' }));
  await expectExplained(page, 'protocol/invalid-id', /"my-token" is not 43 characters/);
});

test('text that is no wallet', async ({ page }) => {
  await page.goto(places.balance({ process: token.processId, wallet: 'my-wallet', net: 'demo' }));
  await expectExplained(page, 'protocol/invalid-wallet', /"my-wallet" is neither an Arweave address/);
});

test('a nonce beyond the schedule’s end: its last message is shown, not one that is not there', async ({
  page,
}) => {
  await page.goto(places.balance({ process: token.processId, wallet, nonce: '999999', net: 'demo' }));
  await expectExplained(page, 'engine/nonce-not-reached', /There is no message at nonce 999999/);
  await page.getByRole('link', { name: 'See nonce 397 in the schedule' }).click();
  await expect(page.locator('[data-nonce="397"]')).toBeVisible();
});

test('a schedule that has no such nonce says so above the rows that it shows instead', async ({ page }) => {
  const note = page.getByRole('note').filter({ hasText: 'nonce' });
  await page.goto(places.process(token.processId, { nonce: '999999' }));
  await expect(note).toContainText('There is no nonce 999,999');
  await expect(note).toContainText('at nonce 397.');
  await expect(page.locator('[data-nonce="397"]')).toBeVisible();
  await page.goto(places.process(token.processId, { nonce: '1e3' }));
  await expect(note).toContainText('“1e3”, is not a whole number');
  // Whoever then goes to one that is there has answered it.
  await page.getByRole('textbox', { name: 'Go to nonce' }).fill('12');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(page.locator('[data-nonce="12"]')).toBeVisible();
  await expect(note).toHaveCount(0);
});

test('a nonce that is none: no other nonce is answered for it', async ({ page }) => {
  for (const nonce of ['-1', '1e3']) {
    await page.goto(places.balance({ process: token.processId, wallet, nonce, net: 'demo' }));
    await expectExplained(page, 'protocol/invalid-nonce', new RegExp(`"${nonce}" is not a whole number`));
    await expect(page.getByRole('textbox', { name: 'At nonce' })).toHaveValue(nonce);
  }
});

test('an id that nobody knows', async ({ page }) => {
  const unknown = 'A'.repeat(43);
  await page.goto(places.balance({ process: unknown, wallet, net: 'demo' }));
  await expectExplained(page, 'source/not-found', new RegExp(unknown));
});

test('an id that is no process', async ({ page }) => {
  await page.goto(places.message(token.processId, 3, { net: 'demo' }));
  const entry = page
    .locator('dl.entries > .entry')
    .filter({ has: page.getByText('Message', { exact: true }) });
  const id = (await entry.locator('[data-id]').getAttribute('data-id')) ?? '';
  await page.goto(places.balance({ process: id, wallet, net: 'demo' }));
  await expect(alert(page)).toContainText(id);
  await expect(page.locator('[data-level="evaluated"]')).toHaveCount(0);
});

test('a wallet that holds nothing is an answer, not an error', async ({ page }) => {
  await page.goto(places.balance({ process: token.processId, wallet: 'A'.repeat(43), net: 'demo' }));
  await expect(answer(page).locator('[data-level="evaluated"]')).toBeVisible();
  await expect(answer(page).locator('[data-amount]')).toHaveText(/^0(\.0+)?$/);
});

test('a process that is no token: what it said instead is text, without the codes of its colours', async ({
  page,
}) => {
  await page.goto(places.balance({ process: demoProcesses[2].id, wallet, net: 'demo' }));
  await expectExplained(page, 'protocol/no-balance', /It said: New Message From/);
  await expect(alert(page)).not.toContainText('U+001B');
});

test('a network that a link garbled', async ({ page }) => {
  await page.goto(places.balance({ process: token.processId, wallet, net: '1.garbled' }));
  await expectExplained(page, 'source/invalid-network', /network/);
});

test('a network that is down: its scheduler unit is said by name, and the same page works once another is chosen', async ({
  page,
  guard,
}) => {
  // Port 9 is "discard": on this machine's loopback, where nothing listens.
  const down = 'http://127.0.0.1:9';
  guard.allowOrigin(down);
  guard.expectProblem(/ERR_CONNECTION_REFUSED|ERR_UNSAFE_PORT/);
  const net = netOf(demoWith({ schedulerUnits: [down], gateways: [down], graphql: [`${down}/graphql`] }));
  await page.goto(places.balance({ process: token.processId, wallet, net }));
  await expectExplained(page, 'source/unreachable', /127\.0\.0\.1:9/);
  await page.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'Demo network' });
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await expect(answer(page).locator('[data-level="evaluated"]')).toBeVisible();
});

test('storage refused: said, and evaluated all the same', async ({ context, page }) => {
  await takeAway(context, 'storage');
  await page.goto(places.balance({ process: token.processId, wallet, net: 'demo' }));
  await expect(answer(page).locator('[data-level="evaluated"]')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText('Nothing is being saved');
});

test('a browser without memory64 evaluates a 64-bit aos module all the same', async ({ context, page }) => {
  await takeAway(context, 'memory64');
  await page.goto(places.balance({ process: token.processId, wallet, net: 'demo' }));
  await expect(page.getByRole('note', { name: 'What this browser cannot do' })).toContainText(/64-bit/);
  await expect(answer(page).locator('[data-level="evaluated"]')).toBeVisible();
  await page.goto(places.process(token.processId, { net: 'demo' }));
  await expect(page.locator('[data-support="cannot-run"]')).toHaveCount(0);
});
