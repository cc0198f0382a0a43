import { readFile } from 'node:fs/promises';
import { devnetOrigin } from '../src/devnet/hosts.ts';
import { type Lie, lieNonce, lies } from '../src/devnet/lies.ts';
import { lyingNetwork } from '../src/devnet/network.ts';
import { decodeBundle } from '../src/engine/bring/testing/wholeBundle.ts';
import { evaluateAndExport } from './fixtures/exported.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

/** Its gateway knows every assignment, and of no other scheduler unit. */
const archivedTail = lies.find(({ name }) => name === 'archived-tail') as Lie;
const { gateways, graphql } = lyingNetwork(archivedTail);
const whoseUnitIsGone = { gateways, graphql, schedulerUnits: ['https://gone.selfsame.invalid'] };
const readFromArweave = /the schedule is read from Arweave, as far as gateways have it/;

test('where the scheduler unit is gone, a balance is evaluated by what Arweave has, and says so', async ({
  page,
}) => {
  const net = netOf(demoWith(whoseUnitIsGone));
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  await expect(page.getByText(readFromArweave)).toBeVisible();
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
  await expect(page.getByText('tells nothing; read from Arweave at')).toBeVisible();

  // The same value as by the scheduler unit.
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  await expect(amount).toHaveText(shown ?? '');
});

test('a process whose scheduler unit is gone is asked, compared, attested and taken along all the same', async ({
  page,
  browser,
  baseURL,
}) => {
  const liar = devnetOrigin('compute-unit', 'wrong-balance');
  const net = netOf(demoWith({ ...whoseUnitIsGone, computeUnits: [devnetOrigin('compute-unit'), liar] }));
  const answer = page.getByRole('region', { name: 'Answer' });

  await test.step('a dry-run, before anything is evaluated', async () => {
    await page.goto(places.ask(token.processId, { net }));
    const form = page.getByRole('form', { name: 'Dry-run' });
    await form.getByRole('combobox', { name: 'Action' }).fill('Info');
    await form.getByRole('button', { name: 'Evaluate and ask' }).click();
    await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
    await expect(answer.locator('.outbox')).toContainText('Denomination');
    await expect(page.getByText(readFromArweave)).toBeVisible();
  });

  await test.step('a comparison', async () => {
    await page.goto(places.compare(token.processId, 397, { net, ask: 'balances' }));
    await expect(page.locator('[data-outcome="same"]')).toHaveCount(1);
    await expect(page.locator('[data-boundary]')).toHaveAttribute('data-boundary', String(lieNonce));
  });

  await test.step('a receipt', async () => {
    await page.goto(places.process(token.processId, { net, tab: 'receipts', nonce: '60' }));
    await page.getByRole('button', { name: 'Evaluate and sign' }).click();
    const listed = page.getByRole('list', { name: 'Receipts' }).locator('[data-receipt="60"]');
    await expect(listed).toHaveCount(1);
  });

  await test.step('a message, and whether its sender sent it', async () => {
    await page.goto(places.message(token.processId, 33, { net }));
    const section = page.getByRole('region', { name: 'Was this really sent?' });
    await section.getByRole('button', { name: 'Evaluate the sender' }).click();
    await expect(section.locator('[data-sent="emitted"]')).toHaveCount(1);
  });

  await test.step('its code', async () => {
    await page.goto(places.process(token.processId, { net, tab: 'code' }));
    await expect(page.locator('.code-list > li').first()).toBeVisible();
  });

  await test.step('a file of the very entries that its unit tells to others', async () => {
    await page.goto(places.settings);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export Tally' }).click();
    const taken = await readFile(await (await downloading).path());
    const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
    const { file } = await evaluateAndExport(await context.newPage());
    await context.close();
    const told = await entriesOf(file.buffer);
    expect(told).toHaveLength(398);
    expect(await entriesOf(taken)).toEqual(told);
  });
});

async function entriesOf(file: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  return (await decodeBundle(new Blob([file]))).entries;
}
