import { evaluateAndExport } from './fixtures/exported.ts';
import { hold } from './fixtures/hold.ts';
import { recordLevels } from './fixtures/levels.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('a process goes to another browser in a file, and is evaluated there without any server', async ({
  page,
  browser,
  baseURL,
}) => {
  const { amount, file } = await evaluateAndExport(page);

  // Another profile, whose network has no server that can be reached.
  const other = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    serviceWorkers: 'block',
  });
  try {
    const there = await other.newPage();
    const levels = await recordLevels(there);
    await there.goto(places.settings);
    await there
      .getByLabel('Import a process')
      .setInputFiles({ ...file, buffer: file.buffer.subarray(0, 5000) });
    await expect(there.getByRole('heading', { name: 'This file cannot be read' })).toBeVisible();
    await there.getByLabel('Import a process').setInputFiles(file);
    await expect(there.getByText('checked and kept')).toBeVisible();
    await expect(there.getByText('The file also carries the memory at nonce')).toBeVisible();
    await there.getByRole('link', { name: 'Begin there' }).click();
    await expect(there.getByText('the checkpoint that came with this process in a file')).toBeVisible();
    const nowhere = 'http://127.0.0.1:9';
    const servers = { gateways: [nowhere], graphql: [nowhere], schedulerUnits: [nowhere], computeUnits: [] };
    const net = netOf(demoWith(servers));
    const asked = { process: token.processId, wallet: token.wallet, net, start: 'imported' };
    await there.goto(places.balance(asked));
    const again = there.getByRole('region', { name: 'Answer' });
    // First by the word of the file, and then from the first message.
    await expect(again.locator('[data-level="evaluated"]')).toBeVisible();
    await expect(again.locator('[data-amount]')).toHaveText(amount);
    const words = (await levels()).filter((level) => level === 'resumed' || level === 'evaluated');
    expect(words).toEqual(['resumed', 'evaluated']);
  } finally {
    await other.close();
  }
});

test('an import is stopped where it waits, leaves nothing behind, and the keyboard where it was', async ({
  page,
  browser,
  baseURL,
}) => {
  const { file } = await evaluateAndExport(page);
  const other = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    serviceWorkers: 'block',
  });
  try {
    const release = await hold(other, '**/assets/verifier.worker-*.js');
    const there = await other.newPage();
    await there.goto(places.settings);
    const input = there.getByLabel('Import a process');
    await input.setInputFiles(file);
    const stop = there.getByRole('button', { name: 'Stop the import' });
    await stop.focus();
    await there.keyboard.press('Enter');
    await expect(there.getByText('The import was stopped. Nothing of the file was kept.')).toBeVisible();
    await expect(input).toBeFocused();
    await expect(stop).toHaveCount(0);
    await expect(there.getByRole('button', { name: 'Export Tally' })).toHaveCount(0);
    release();
    await input.setInputFiles(file);
    await expect(there.getByText('checked and kept')).toBeVisible();
    await expect(there.getByText('The import was stopped.')).toHaveCount(0);
  } finally {
    await other.close();
  }
});
