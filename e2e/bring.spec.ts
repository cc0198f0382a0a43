import { readFile } from 'node:fs/promises';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

test('a process goes to another browser in a file, and is evaluated there without any server', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(240_000);
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.locator('[data-level="evaluated"]')).toBeVisible();
  const amount = (await answer.locator('[data-amount]').textContent()) ?? '';
  await page.goto(places.settings);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Export / }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${token.processId}.selfsame`);
  const file = {
    name: 'process.selfsame',
    mimeType: 'application/gzip',
    buffer: await readFile(await download.path()),
  };

  // Another profile, whose network has no server that can be reached.
  const other = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    serviceWorkers: 'block',
  });
  try {
    const there = await other.newPage();
    await there.goto(places.settings);
    await there
      .getByLabel('Import a process')
      .setInputFiles({ ...file, buffer: file.buffer.subarray(0, 5000) });
    await expect(there.getByText('This file cannot be read')).toBeVisible();
    await there.getByLabel('Import a process').setInputFiles(file);
    await expect(there.getByText('checked and kept')).toBeVisible();
    const nowhere = 'http://127.0.0.1:9';
    const servers = { gateways: [nowhere], graphql: [nowhere], schedulerUnits: [nowhere], computeUnits: [] };
    const net = netOf(demoWith(servers));
    await there.goto(places.balance({ process: token.processId, wallet: token.wallet, net }));
    const again = there.getByRole('region', { name: 'Answer' });
    // From the first message, while another browser may be at work beside it.
    await expect(again.locator('[data-level="evaluated"]')).toBeVisible({ timeout: 90_000 });
    await expect(again.locator('[data-amount]')).toHaveText(amount);
  } finally {
    await other.close();
  }
});
