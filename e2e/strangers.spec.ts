import { devnetOrigin } from '../src/devnet/hosts.ts';
import { formatTokenAmount } from '../src/protocol/tokenAmount.ts';
import { demoIndex, hold } from './fixtures/hold.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const { processId, wallet } = token;

test('a claim that differs is set as the amount that it differs from, digit under digit, and their units are named', async ({
  page,
}) => {
  const net = netOf(demoWith({ computeUnits: [devnetOrigin('compute-unit', 'wrong-balance')] }));
  await page.goto(places.balance({ process: processId, wallet, net }));
  const claim = page.locator('[data-claim="differs"]');
  await expect(claim).toBeVisible();
  const amount = (await page.locator('.answer [data-amount]').getAttribute('data-amount')) ?? '';
  const claimed = claim.locator('strong');
  await expect(claimed).toHaveText(formatTokenAmount(BigInt(amount) + 10n ** 12n, 12));
  const groups = await page.locator('.answer [data-amount] .amount-group').count();
  await expect(claimed.locator('.amount-group')).toHaveCount(groups);
  await claim.getByRole('link', { name: 'Find where it begins' }).click();
  const found = page.locator('[data-search="found"]');
  await expect(found).toContainText(/Amounts are in \S+, with 12 decimal places/);
  const answers = (await found.textContent())?.matchAll(/"amount": "(\d+)\.(\d{12})"/g) ?? [];
  const [ours = 0n, theirs] = [...answers].map(([, whole, fraction]) => BigInt(`${whole}${fraction}`));
  expect(theirs).toBe(ours + 10n ** 12n);
});

test('a message leads to others with its action, and to others from its sender', async ({ page }) => {
  await page.goto(places.process(processId, { net: 'demo' }));
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(page.locator('.evaluation-state [data-level="evaluated"]')).toBeVisible();
  for (const [like, term] of [
    ['with this action', 'action:Transfer'],
    ['from this sender', /^from:\S{40,}$/],
  ] as const) {
    await page.goto(places.message(processId, 60, { net: 'demo' }));
    await page.getByRole('link', { name: `others ${like}` }).click();
    await expect(page.getByRole('searchbox')).toHaveValue(term);
    const found = page.getByRole('region', { name: 'Found' });
    await expect(found.locator('[data-nonce]').first()).toBeVisible();
  }
});

test('on a phone, who opens a receipt sees at once that it is being evaluated, and nothing moves when it has been', async ({
  page,
  browser,
  baseURL,
}) => {
  await page.goto(places.process(processId, { net: 'demo', tab: 'receipts', nonce: '60' }));
  await page.getByRole('button', { name: 'Evaluate and sign' }).click();
  await page.getByRole('link', { name: 'Evaluate again' }).click();
  await expect(page.getByRole('region', { name: 'What it says' })).toBeVisible();
  const { hash } = new URL(page.url());
  const other = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    serviceWorkers: 'block',
    viewport: { width: 390, height: 844 },
  });
  try {
    const phone = await other.newPage();
    const release = await hold(other, demoIndex);
    await phone.goto(`./${hash}`);
    await expect(phone.getByRole('progressbar', { name: 'Evaluation progress' })).toBeInViewport();
    await phone.evaluate(() => {
      const moved = { by: 0 };
      Object.assign(window, { moved });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          moved.by += (entry as PerformanceEntry & { value: number }).value;
      }).observe({ type: 'layout-shift' });
    });
    release();
    await expect(phone.getByRole('region', { name: 'Verdict' })).toBeVisible();
    // It was 0.06 while the verdict came above its progress.
    expect(
      await phone.evaluate(() => (window as unknown as { moved: { by: number } }).moved.by),
    ).toBeLessThan(0.01);
    // Whoever wants to know gets all of it, and so does paper.
    const names = phone.locator('.receipt-names .id').first();
    await expect(names).toBeHidden();
    await phone.emulateMedia({ media: 'print' });
    await expect(names).toBeVisible();
    await phone.emulateMedia({ media: 'screen' });
    await expect(phone.getByRole('button', { name: 'Copy memory hash' })).toBeHidden();
    await phone.getByText('What else it names').click();
    await expect(phone.getByRole('button', { name: 'Copy memory hash' })).toBeVisible();
  } finally {
    await other.close();
  }
});
