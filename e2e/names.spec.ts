import type { Page } from '@playwright/test';
import { demoProcesses } from '../src/devnet/processes.ts';
import { demoIndex, hold } from './fixtures/hold.ts';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const { name } = demoProcesses[0];
const overline = (page: Page) => page.locator('.overline');

/** Evaluated by its balance, by somebody who has never seen its page. */
async function evaluate(page: Page): Promise<void> {
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet }));
  await expect(
    page.getByRole('region', { name: 'Answer' }).locator('[data-level="evaluated"]'),
  ).toBeVisible();
}

test('each page about a process that is kept says its name beside its id, in its title, too, though no server answers', async ({
  page,
  context,
}) => {
  await evaluate(page);
  await hold(context, demoIndex);
  const pages = [
    { place: places.message(token.processId, 60), title: 'Message 60' },
    { place: places.ask(token.processId), title: 'Dry-run' },
    { place: places.compare(token.processId, 60), title: 'Compute units at nonce 60' },
  ];
  for (const { place, title } of pages) {
    // Nothing is left of an earlier page.
    await page.goto('about:blank');
    await page.goto(place);
    await expect(overline(page)).toContainText(name);
    await expect(overline(page).locator(`[data-id="${token.processId}"]`)).toBeVisible();
    await expect(page).toHaveTitle(`${title}, ${name} · Selfsame`);
  }
});

test('a name that is not known yet comes into the line of the id, and moves nothing', async ({
  page,
  context,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const release = await hold(context, demoIndex);
  await page.goto(places.message(token.processId, 60));
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toBeVisible();
  await expect(overline(page)).not.toContainText(name);
  const before = await heading.boundingBox();
  release();
  await expect(overline(page)).toContainText(name);
  expect(await heading.boundingBox()).toEqual(before);
});

test('a dry-run’s action is suggested from what is kept, to a reader who comes by a link, though no server answers', async ({
  page,
  context,
}) => {
  await evaluate(page);
  await hold(context, demoIndex);
  await page.goto('about:blank');
  await page.goto(places.ask(token.processId));
  const list = await page.getByRole('combobox', { name: 'Action' }).getAttribute('list');
  await expect(page.locator(`[id="${list}"] option[value="Transfer"]`)).toBeAttached();
});
