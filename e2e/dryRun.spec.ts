import type { Page } from '@playwright/test';
import { demoProcesses } from '../src/devnet/processes.ts';
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
  await form.getByRole('combobox', { name: 'Action' }).fill('Balance');
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
    await form.getByRole('combobox', { name: 'Action' }).fill('Eval');
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

test('a message leads to the state before and after it: a transfer moves one amount from one holder to another', async ({
  page,
}) => {
  await page.goto(places.message(token.processId, 60));
  await page.getByRole('link', { name: 'State before and after' }).click();
  const difference = page.getByRole('region', { name: 'Before and after' });
  await expect(difference).toHaveAttribute('data-changed', 'yes');
  await expect(difference.locator('[data-level="evaluated"]')).toBeVisible();
  const changed = difference.getByRole('table', { name: 'Before and after' }).locator('[data-differs]');
  await expect(changed).toHaveCount(2);
  const moved: bigint[] = [];
  for (const row of await changed.all()) {
    const [before = '', after = ''] = await row.locator('td[data-label]').allInnerTexts();
    const line = /^Balances\["(?<holder>[^"]+)"\] = "(?<amount>\d+)"$/;
    const [was, is] = [before, after].map((text) => line.exec(text.replaceAll('\n', ' '))?.groups ?? {});
    expect(was?.['holder']).toBe(is?.['holder']);
    moved.push(BigInt(is?.['amount'] ?? '') - BigInt(was?.['amount'] ?? ''));
  }
  expect((moved[0] ?? 0n) + (moved[1] ?? 0n)).toBe(0n);
  expect(moved[0]).not.toBe(0n);
  await difference.getByRole('link', { name: 'message 60' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Message 60' })).toBeVisible();

  await test.step('on a phone, what was asked makes room for the answer', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('link', { name: 'State before and after' }).click();
    await expect(difference.getByRole('heading', { name: 'Before and after' })).toBeInViewport();
    await page.getByText('Ask something else').click();
    await expect(page.getByRole('combobox', { name: 'Action' })).toHaveValue('Eval');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('what a message did not change is said to be the same', async () => {
    await page.goto(places.ask(token.processId, { action: 'Info', nonce: '60', beside: 'before' }));
    await expect(difference).toHaveAttribute('data-changed', 'no');
    await expect(difference).toContainText('The answer is the same before the message and after it.');
  });

  await test.step('before the first message there is nothing', async () => {
    await page.goto(places.message(token.processId, 0));
    await expect(page.getByRole('link', { name: 'Dry-run after it' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'State before and after' })).toHaveCount(0);
    await page.goto(places.ask(token.processId, { action: 'Info', nonce: '0', beside: 'before' }));
    await expect(page.getByRole('note')).toContainText('Before the first message there is nothing');
  });
});

test('of a long line that changed, what changed is shown, and how much beside it is alike', async ({
  page,
}) => {
  await page.goto(places.message(token.processId, 60));
  const link = await page.getByRole('link', { name: 'State before and after' }).getAttribute('href');
  const [path = '', query = ''] = (link ?? '').split('?');
  const search = new URLSearchParams(query);
  const sum = 'local all = {} for k, v in pairs(Balances) do all[#all + 1] = k .. v end table.sort(all)';
  search.set('data', `${sum} return ('-'):rep(20000) .. table.concat(all) .. ('='):rep(20000)`);
  await page.goto(`./${path.slice(path.indexOf('#'))}?${search}`);
  const difference = page.getByRole('region', { name: 'Before and after' });
  const changed = difference.getByRole('table', { name: 'Before and after' }).locator('[data-differs]');
  await expect(changed).toHaveCount(1);
  await expect(changed.getByText(/^(19|20),\d{3} equal characters$/)).toHaveCount(4);
  const [before = '', after = ''] = await changed.locator('td[data-label]').allInnerTexts();
  expect(before).not.toBe(after);
  expect(before.length).toBeLessThan(4000);
  await expect(difference.getByRole('button')).toHaveText(['Show evidence']);
});

test('a message leads to which handlers take it, and which did not when nobody answered', async ({
  page,
}) => {
  const mishaps = demoProcesses[2].id;
  const ask = async (nonce: number) => {
    await page.goto(places.message(mishaps, nonce, { net: 'demo' }));
    await page.getByRole('link', { name: 'Which handlers take it' }).click();
    await expect(answerOf(page).locator('[data-level="evaluated"]')).toBeVisible();
    // Those that were there when it came.
    await expect(answerOf(page)).toContainText(`after nonce ${nonce - 1}`);
    return answerOf(page);
  };
  await expect(await ask(53)).toContainText('Count: yes');
  await expect(answerOf(page)).toContainText('_default: not asked, Count took it');
  // An Eval that somebody else than the owner has sent.
  await expect(await ask(52)).toContainText('_eval: no');
  await expect(answerOf(page)).toContainText('Count: no');
  await expect(answerOf(page)).toContainText('_default: yes');
});

test('what no authority has signed, no handler is asked about', async ({ page }) => {
  await page.goto(places.message(token.processId, 236, { net: 'demo' }));
  await page.getByRole('link', { name: 'Which handlers take it' }).click();
  await expect(answerOf(page)).toContainText(
    'Transfer: not asked, who signed it is no authority of this process',
  );
});
