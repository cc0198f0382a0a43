import type { Locator, Page } from '@playwright/test';
import { places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

const { processId, wallet } = token;
const dialog = (page: Page) => page.getByRole('dialog', { name: /^Evidence for / });

/** Opens the evidence beside a value, looks, and closes it. */
async function look(page: Page, opener: Locator, sees: (opened: Locator) => Promise<void>): Promise<void> {
  await opener.click();
  const opened = dialog(page);
  await expect(opened).toBeVisible();
  await sees(opened);
  await page.keyboard.press('Escape');
  await expect(opened).toHaveCount(0);
  await expect(opener).toBeFocused();
}

/** A fact, or a sentence that says whose word the value is. */
async function seesReasons(opened: Locator): Promise<void> {
  await expect(opened.locator('[data-fact], p.prose').first()).toBeVisible();
  await expect(opened).not.toContainText('Nothing has been checked yet');
}

/** Every name of a list of values, and the evidence behind its value. */
async function looksBehindEach(page: Page, terms: Locator): Promise<void> {
  await expect(terms.first()).toBeVisible();
  for (const term of await terms.all()) {
    const opener = term
      .locator('xpath=following-sibling::dd[1]')
      .getByRole('button', { name: /^Evidence for / });
    await expect(opener, `the evidence for ${await term.textContent()}`).toHaveCount(1);
    await look(page, opener, seesReasons);
  }
}

test('each value of a process, its schedule, a message and the storage opens its evidence', async ({
  page,
}) => {
  await page.goto(places.balance({ process: processId, wallet, net: 'demo' }));
  await expect(page.locator('[data-level="evaluated"]')).toBeVisible();

  await test.step('a process', async () => {
    await page.goto(places.process(processId, { net: 'demo' }));
    await looksBehindEach(page, page.locator('.process-head dl.entries dt'));
    const latest = page.getByRole('button', { name: 'Evidence for the latest nonce: unknown' });
    await look(page, latest, async (opened) => {
      await expect(opened.locator('[data-fact="head"]')).toContainText('The gateways’ index says so too.');
      await expect(opened).toContainText('A withheld tail cannot be proven.');
    });
    await look(page, page.getByRole('button', { name: 'Evidence for what is kept here' }), async (opened) => {
      await expect(opened.locator('[data-level="evaluated"]')).toBeVisible();
      await expect(opened.locator('[data-fact="checkpoint"]')).toHaveAttribute('data-status', 'holds');
    });
  });

  await test.step('a row of its schedule', async () => {
    const row = page.locator('[data-nonce]').nth(2);
    const nonce = await row.getAttribute('data-nonce');
    const opener = row.getByRole('button', { name: `Evidence for message ${nonce}: holds` });
    await look(page, opener, async (opened) => {
      const own = opened.getByRole('region', { name: 'Evidence ledger' });
      await expect(own.locator('[data-fact="assignment-signatures"]')).toHaveAttribute(
        'data-status',
        'holds',
      );
      const outcome = opened.getByRole('region', { name: 'Evidence for its outcome' });
      await expect(outcome.locator('[data-fact="evaluation"]')).toHaveAttribute('data-status', 'holds');
    });
  });

  await test.step('its tags', async () => {
    await page.goto(places.process(processId, { net: 'demo', tab: 'tags' }));
    for (const what of ['the process’s tags', 'the module’s tags']) {
      await look(page, page.getByRole('button', { name: `Evidence for ${what}: holds` }), seesReasons);
    }
  });

  await test.step('a message', async () => {
    await page.goto(places.message(processId, 12, { net: 'demo' }));
    await looksBehindEach(page, page.locator('dl.entries > .entry > dt'));
    for (const what of ['the tags: holds', 'the data: holds']) {
      await look(page, page.getByRole('button', { name: `Evidence for ${what}` }), seesReasons);
    }
    await look(page, page.getByRole('button', { name: 'Evidence for this result' }), async (opened) => {
      await expect(opened.locator('[data-level="evaluated"]')).toBeVisible();
    });
  });

  await test.step('what is stored', async () => {
    await page.goto(places.settings);
    await look(page, page.getByRole('button', { name: /^Evidence for what is kept of / }), async (opened) => {
      await expect(opened.locator('[data-fact="message-signatures"]')).toHaveAttribute(
        'data-status',
        'holds',
      );
    });
  });
});

test('a fact leads to the message that it speaks of', async ({ page }) => {
  await page.goto(places.process(processId, { net: 'demo', tab: 'evidence' }));
  const head = page.locator('[data-fact="head"]');
  const link = head.getByRole('link', { name: /^nonce / });
  const said = (await link.textContent())?.replace(/\D/g, '') ?? '';
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: `Message ${said}` })).toBeVisible();
});

test('evidence opens at its beginning, and fits a phone, also where all of it is at hand', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(places.balance({ process: processId, wallet, net: 'demo' }));
  await expect(page.locator('.answer [data-level="evaluated"]')).toBeVisible();
  await page.goto(places.process(processId, { net: 'demo' }));
  const opener = page
    .locator('[data-nonce="397"]')
    .getByRole('button', { name: /^Evidence for message 397/ });
  const seesAll = async (opened: Locator) => {
    await expect(opened.locator('.difference').first()).toBeAttached();
    await expect(opened.getByRole('heading', { name: 'Evidence for message 397' })).toBeInViewport();
    expect(await opened.evaluate((shown) => shown.scrollWidth - shown.clientWidth)).toBe(0);
  };
  await look(page, opener, seesAll);
  // What the first look has fetched is there when the second begins: a link in the middle of it would take the focus.
  await look(page, opener, seesAll);
});
