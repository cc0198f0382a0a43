import type { Page } from '@playwright/test';
import { expectAccessible, loadAxe } from './fixtures/axe.ts';
import { type GrowingSchedule, serveGrowingSchedule } from './fixtures/growingSchedule.ts';
import type { Guard } from './fixtures/guard.ts';
import { netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

async function withGrowingSchedule(
  guard: Guard,
  use: (served: GrowingSchedule) => Promise<void>,
): Promise<void> {
  const served = await serveGrowingSchedule();
  const { gateways, schedulerUnits } = served.network;
  for (const url of [...gateways, ...schedulerUnits]) guard.allowOrigin(new URL(url).origin);
  try {
    await use(served);
  } finally {
    await served.close();
  }
}

const toggle = (page: Page) => page.getByRole('checkbox', { name: 'Keep up with this process' });
const state = (page: Page) => page.locator('.evaluation-state');
const evaluatedThrough = (nonce: number) => new RegExp(`^evaluated through nonce ${nonce}$`);

/** On the process's page, by a clock that the test moves. */
async function keepUp(page: Page, served: GrowingSchedule): Promise<void> {
  await page.clock.install();
  await page.goto(places.process(served.processId, { net: netOf(served.network) }));
  await expect(toggle(page)).not.toBeChecked();
  await toggle(page).check();
  await expect(state(page)).toHaveText(evaluatedThrough(10));
  // The answer is shown before compute units have spoken; only then does it rest.
  await expect(page.getByText(/^Nothing new, asked /)).toBeVisible();
}

test('a process that is kept up with is evaluated further by itself, with few questions, over a reload, too', async ({
  page,
  guard,
}) => {
  await withGrowingSchedule(guard, async (served) => {
    await keepUp(page, served);
    await expect(page.getByText(/^Nothing new, asked /)).toBeVisible();

    const before = { looks: served.looks(), requests: served.requests() };
    for (let minute = 0; minute < 10; minute += 1) {
      await page.clock.runFor(60_000);
      await expect(page.getByText(/^Nothing new, asked just now/)).toBeVisible();
    }
    // A minute each, and never more than where the unit is and what its latest is.
    expect(served.looks() - before.looks).toBeGreaterThanOrEqual(8);
    expect(served.looks() - before.looks).toBeLessThanOrEqual(12);
    expect(served.requests() - before.requests).toBeLessThanOrEqual(24);

    served.tellThrough(15);
    await page.clock.runFor(70_000);
    await expect(state(page)).toHaveText(evaluatedThrough(15));
    await page.getByRole('button', { name: 'Show evidence' }).first().click();
    await expect(page.getByRole('region', { name: 'Evidence ledger' })).toBeVisible();
    await expect(page.locator('[data-nonce="15"]')).toBeVisible();

    await page.reload();
    await expect(toggle(page)).toBeChecked();
    await expect(page.getByText(/^Nothing new, asked /)).toBeVisible();
    served.tellThrough(20);
    await page.clock.runFor(70_000);
    await expect(state(page)).toHaveText(evaluatedThrough(20));
  });
});

test('a balance changes by itself when its process has gone on, and stands until then', async ({
  page,
  guard,
}) => {
  await withGrowingSchedule(guard, async (served) => {
    await page.clock.install();
    await page.goto(
      places.balance({ process: served.processId, wallet: served.wallet, net: netOf(served.network) }),
    );
    const evidence = page.locator('.answer-evidence');
    await expect(evidence).toContainText('through nonce 10');
    await toggle(page).check();
    await expect(page.getByText(/^Nothing new, asked /)).toBeVisible();
    served.tellThrough(14);
    await page.evaluate(() => {
      const seen: (string | null | undefined)[] = [];
      Object.assign(window, { seenAmounts: seen });
      const look = () => {
        seen.push(document.querySelector('.answer [data-amount]')?.textContent);
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await page.clock.runFor(70_000);
    await expect(evidence).toContainText('through nonce 14');
    const seen = await page.evaluate(() => (window as unknown as { seenAmounts: unknown[] }).seenAmounts);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((amount) => typeof amount !== 'string' || amount === '')).toEqual([]);
  });
});

test('a message that is left out ends it on every screen, and no reload goes past it', async ({
  page,
  guard,
}) => {
  await withGrowingSchedule(guard, async (served) => {
    await keepUp(page, served);
    served.tellThrough(14);
    served.leaveOut(12);
    await page.clock.runFor(70_000);
    const alarm = page.getByRole('alert').filter({ hasText: '1 process could not be kept up with' });
    await expect(alarm).toBeVisible();
    await expect(page).toHaveTitle(/^\(1 stopped\) /);
    await page.goto(places.home);
    await page.reload();
    await expect(alarm).toBeVisible();
    const row = page.locator(`[data-process="${served.processId}"]`);
    await expect(row).toContainText('Stopped: ');
    await expect(row).toContainText('nonce 13 is not the next one');
    const requests = served.requests();
    await page.clock.runFor(3_600_000);
    expect(served.requests()).toBe(requests);

    served.tellThrough(14);
    await row.getByRole('button', { name: 'Go on' }).click();
    await expect(row).toContainText('through nonce 14');
    await expect(alarm).toHaveCount(0);
    await expect(page).toHaveTitle('Selfsame');
  });
});

test('a unit that asks for patience gets it, and the list says so', async ({ page, guard }) => {
  // Chromium logs each answer of that kind.
  guard.expectProblem(/429/);
  await withGrowingSchedule(guard, async (served) => {
    await page.clock.install();
    await page.goto(places.process(served.processId, { net: netOf(served.network) }));
    await toggle(page).check();
    await expect(page.getByText(/^Nothing new, asked /)).toBeVisible();
    served.fail(429, { 'retry-after': '1200', 'access-control-expose-headers': 'retry-after' });
    await page.clock.runFor(70_000);
    await page.getByRole('link', { name: 'All that are kept up with' }).click();
    const row = page.locator(`[data-process="${served.processId}"]`);
    await expect(row).toContainText(/Could not be reached since \d\d:\d\d:\d\d; next try in \d+ min\./);
    await expect(row).toContainText('evaluated through nonce 10');
    const looks = served.looks();
    await page.clock.runFor(900_000);
    expect(served.looks()).toBe(looks);
    served.fail(undefined);
    await page.clock.runFor(600_000);
    await expect(row).toContainText('Nothing new, asked');
  });
});

test('one tab keeps up, another says so and takes over, and a new one is asked first', async ({
  context,
  page,
}) => {
  await page.goto(places.process(token.processId));
  await toggle(page).check();
  await expect(page.getByText(/^Nothing new, asked /)).toBeVisible();

  const second = await context.newPage();
  await second.goto(places.home);
  const list = second.getByRole('region', { name: 'Kept up with' });
  await expect(list).toHaveAttribute('data-role', 'elsewhere');
  // Above the rows, and not in each of them again.
  await expect(list.getByText(/^Another tab/)).toHaveCount(1);
  await expect(list.locator('.follow-sentence')).toHaveText('');
  await page.close();
  await expect(list).toHaveAttribute('data-role', 'paused');
  await list.getByRole('button', { name: 'Keep up in this tab' }).click();
  await expect(list).toContainText('Nothing new, asked');
  await expect(list).toContainText('evaluated through nonce');
  await list.getByRole('button', { name: /^Stop/ }).click();
  await expect(list).toHaveCount(0);
});

test('the list and the toggle can be used by everybody', async ({ page, guard }) => {
  await withGrowingSchedule(guard, async (served) => {
    await loadAxe(page);
    await page.goto(places.process(served.processId, { net: netOf(served.network) }));
    await toggle(page).check();
    await expect(page.getByText(/^Nothing new, asked /)).toBeVisible();
    await expectAccessible(page, 'process, kept up with');
    await page.goto(places.process(token.processId));
    await toggle(page).check();
    await page.goto(places.home);
    await expect(page.getByText(/^Nothing new, asked /)).toHaveCount(2);
    await expectAccessible(page, 'home, two kept up with');
  });
});
