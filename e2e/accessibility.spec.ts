import type { Page } from '@playwright/test';
import { devnetOrigin } from '../src/devnet/hosts.ts';
import { expectAccessible, findViolations, loadAxe } from './fixtures/axe.ts';
import { demoWith, netOf, places, token } from './fixtures/places.ts';
import { expect, test } from './fixtures/test.ts';

interface Screen {
  readonly name: string;
  /** Goes there and waits until it shows what it is for. */
  readonly open: (page: Page) => Promise<void>;
}

const evaluated = (page: Page) =>
  expect(page.getByRole('region', { name: 'Answer' }).locator('[data-level="evaluated"]')).toBeVisible();

// In this order: the first evaluation is what the later screens show.
const screens: readonly Screen[] = [
  {
    name: 'home',
    open: async (page) => {
      await page.goto(places.home);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  },
  {
    name: 'balance, empty',
    open: async (page) => {
      await page.goto(places.balance());
      await expect(page.getByRole('button', { name: 'Evaluate' })).toBeVisible();
    },
  },
  {
    name: 'balance, evaluated, with its ledger',
    open: async (page) => {
      await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net: 'demo' }));
      await evaluated(page);
      await page.getByRole('button', { name: 'Show evidence' }).click();
      await expect(page.getByRole('region', { name: 'Evidence ledger' })).toBeVisible();
    },
  },
  {
    name: 'balance, refused',
    open: async (page) => {
      await page.goto(places.balance({ process: 'not-an-id', wallet: token.wallet, net: 'demo' }));
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'process, schedule',
    open: async (page) => {
      await page.goto(places.process(token.processId, { net: 'demo' }));
      await expect(page.locator('[data-nonce]').first()).toBeVisible();
    },
  },
  {
    name: 'process, code',
    open: async (page) => {
      await page.goto(places.process(token.processId, { net: 'demo', tab: 'code' }));
      await expect(page.locator('.code-list > li').first()).toBeVisible();
    },
  },
  {
    name: 'process, tags',
    open: async (page) => {
      await page.goto(places.process(token.processId, { net: 'demo', tab: 'tags' }));
      await expect(page.getByRole('table', { name: 'Tags' }).first()).toBeVisible();
    },
  },
  {
    name: 'process, evidence',
    open: async (page) => {
      await page.goto(places.process(token.processId, { net: 'demo', tab: 'evidence' }));
      await expect(page.locator('[data-fact]').first()).toBeVisible();
    },
  },
  {
    name: 'message',
    open: async (page) => {
      await page.goto(places.message(token.processId, 3, { net: 'demo' }));
      await expect(page.getByRole('heading', { level: 2, name: 'Result' })).toBeVisible();
    },
  },
  {
    name: 'liars, one lie told',
    open: async (page) => {
      await page.goto(places.liars);
      const row = page.locator('[data-lie="dropped-message"]');
      await row.getByRole('button', { name: 'Tell' }).click();
      await expect(row).toHaveAttribute('data-outcome', 'told');
      await row.getByText('Expected and actual').click();
    },
  },
  {
    name: 'settings',
    open: async (page) => {
      await page.goto(places.settings);
      await expect(page.getByRole('heading', { level: 2, name: 'Storage' })).toBeVisible();
    },
  },
  {
    name: 'process, receipts',
    open: async (page) => {
      await page.goto(places.process(token.processId, { net: 'demo', tab: 'receipts', nonce: '60' }));
      await page.getByRole('button', { name: 'Evaluate and sign' }).click();
      await expect(page.locator('[data-receipt]').first()).toBeVisible();
      await expect(page.locator('[data-job-state="done"]')).toBeVisible();
    },
  },
  {
    name: 'receipt, evaluated again',
    open: async (page) => {
      await page.getByRole('link', { name: 'Evaluate again' }).first().click();
      await expect(page.getByRole('region', { name: 'Verdict' })).toBeVisible();
    },
  },
  {
    name: 'receipt, unreadable',
    open: async (page) => {
      await page.goto(places.verify('1.abc', { net: 'demo' }));
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'comparison of compute units',
    open: async (page) => {
      const computeUnits = [devnetOrigin('compute-unit'), devnetOrigin('compute-unit', 'wrong-balance')];
      const net = netOf(demoWith({ computeUnits }));
      await page.goto(places.compare(token.processId, 200, { net, ask: 'balances' }));
      await expect(page.locator('[data-boundary]')).toBeVisible();
    },
  },
  {
    name: 'dry-run',
    open: async (page) => {
      await page.goto(places.ask(token.processId, { action: 'Info', tags: 'X-Note: kept' }));
      await expect(page.getByRole('region', { name: 'Answer' })).toBeVisible();
    },
  },
  {
    name: 'dry-run, before and after',
    open: async (page) => {
      await page.goto(places.message(token.processId, 60));
      await page.getByRole('link', { name: 'State before and after' }).click();
      await expect(page.getByRole('table', { name: 'Before and after' })).toBeVisible();
    },
  },
  {
    name: 'keyboard help',
    open: async (page) => {
      await page.goto(places.home);
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    },
  },
  {
    name: 'not found',
    open: async (page) => {
      await page.goto('./#/no/such/page');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  },
];

test('every screen, light and dark', async ({ page }) => {
  await loadAxe(page);
  for (const { name, open } of screens) {
    await test.step(name, async () => {
      await open(page);
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page, `${name}, ${colorScheme}`);
      }
    });
  }
});

test('every screen, on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await loadAxe(page);
  for (const { name, open } of screens) {
    await test.step(name, async () => {
      await open(page);
      await expectAccessible(page, `${name}, on a phone`);
      await page.setViewportSize({ width: 360, height: 740 });
      for (const textSize of ['100%', '200%']) {
        const overflow = await page.evaluate((size) => {
          document.documentElement.style.fontSize = size;
          return document.documentElement.scrollWidth - document.documentElement.clientWidth;
        }, textSize);
        const what = `${name}, text at ${textSize}, scrolls sideways by so many pixels`;
        expect.soft(overflow, what).toBe(0);
      }
      await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
      await page.setViewportSize({ width: 390, height: 844 });
    });
  }
});

test('what work came to is said aloud, with its word of evidence, and its beginning at once', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      const text = document.querySelector('[data-live="progress"]')?.textContent ?? '';
      if (text !== '' && text !== said.at(-1)) said.push(text);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.goto(places.balance({ process: token.processId, wallet: token.wallet, net: 'demo' }));
  const region = page.locator('[data-live="progress"]');
  await expect(region).toHaveText(
    /^Done, nonce 397 of 397\. Evidence: evaluated\. Amount: \d+\.\d+ TALLY\.$/,
  );
  // The page has not been open for five seconds when it begins.
  const said = await page.evaluate(() => (window as unknown as { said: readonly string[] }).said);
  expect(said[0]).not.toContain('Done');
});

test('rows of a schedule grow with the reader’s text, on a phone and on a desk', async ({ page }) => {
  await page.goto(places.process(token.processId));
  const row = page.locator('[data-nonce="396"]');
  await expect(row).toContainText('holds');
  // What the browser's own setting for text does to every size in rem.
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() =>
        row.evaluate((element) => {
          const next = document.querySelector('[data-nonce="395"]')?.getBoundingClientRect().top ?? 0;
          const cells = [...element.querySelectorAll('td')].map((cell) => cell.getBoundingClientRect());
          const lowest = Math.max(...cells.map(({ bottom }) => bottom));
          return {
            isBelow: lowest <= next + 1,
            isTall: next - element.getBoundingClientRect().top > 80,
          };
        }),
      )
      .toMatchObject({ isBelow: true, isTall: true });
  }
});

test('axe would notice', async ({ context, page }) => {
  await context.route('**/axe/page.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><html lang="en"><title>a</title><main><h1>a</h1><img src="data:,">',
    }),
  );
  await loadAxe(page);
  await page.goto('/axe/page.html');
  expect((await findViolations(page)).join()).toContain('image-alt');
});
