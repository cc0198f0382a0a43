import type { Page } from '@playwright/test';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

interface Shift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

/** Adds up what moves without the reader having done anything (Layout Instability API). */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = { shifts: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) if (!entry.hadRecentInput) seen.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { seen: { shifts: number } }).seen.shifts);
}

const { processId } = token;
const again = (page: Page) => page.getByRole('button', { name: 'Ask again' });

for (const [what, path, ended] of [
  ['a dry-run', places.ask(processId, { net: 'demo', action: 'Info' }), again],
  [
    'an answer before and after a message',
    places.ask(processId, { net: 'demo', action: 'Balances', nonce: '120', beside: 'before' }),
    again,
  ],
  ['a comparison', places.compare(processId, 120, { net: 'demo' }), again],
  [
    'a search',
    places.process(processId, { net: 'demo', find: 'Transfer', reach: 'all' }),
    (page: Page) => page.getByRole('button', { name: 'Look further' }),
  ],
] as const) {
  for (const width of [1280, 390]) {
    test(`nothing moves while ${what} comes, ${width} pixels wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      const shifts = await watchShifts(page);
      await page.goto(path);
      await expect(ended(page)).toBeVisible();
      // What counts as good is 0.1; it was 0.06 to 0.5 when answers stood above their progress.
      expect(await shifts()).toBeLessThan(0.01);
    });
  }
}

test('nothing moves while a process is evaluated, nor when it has been', async ({ page }) => {
  const shifts = await watchShifts(page);
  await page.goto(places.process(processId, { net: 'demo' }));
  const evaluation = page.getByRole('region', { name: 'Evaluation' });
  await evaluation.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(evaluation.getByRole('button', { name: 'Look for new messages' })).toBeVisible();
  await expect(evaluation.getByRole('button', { name: 'Show evidence' })).toBeVisible();
  // It was 0.06 while the buttons broke their line and the evidence came without a place.
  expect(await shifts()).toBeLessThan(0.01);
});
