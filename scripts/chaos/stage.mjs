// @ts-check
import { setTimeout as wait } from 'node:timers/promises';
import { launchBrowser } from './browser.mjs';

/** @typedef {'evaluator' | 'engine' | 'page' | 'browser'} Victim */

/** @type {readonly Victim[]} */
export const victims = ['evaluator', 'engine', 'page', 'browser'];

/**
 * One browser profile with one page, and the ways to kill what runs in it.
 * @param {string} url
 * @param {string} profile
 */
export async function openStage(url, profile) {
  let browser = await launchBrowser(profile);
  let page = await openPage();

  async function openPage() {
    const opened = await browser.context.newPage();
    await opened.goto(url);
    await opened.waitForFunction(() => window.selfsame !== undefined);
    return opened;
  }

  /** @type {Readonly<Record<Victim, () => Promise<void>>>} */
  const kills = {
    async evaluator() {
      const [engine] = page.workers();
      await engine?.evaluate(() => Reflect.get(self, 'killEvaluators')());
    },
    async engine() {
      await page.evaluate(() => window.selfsame?.close());
    },
    page: () => page.close(),
    browser: () => browser.kill(),
  };
  /** @type {Readonly<Record<Victim, () => Promise<void>>>} */
  const revivals = {
    // The engine itself has to notice, and to go on.
    evaluator: async () => undefined,
    async engine() {
      await page.reload();
      await page.waitForFunction(() => window.selfsame !== undefined);
    },
    async page() {
      page = await openPage();
    },
    async browser() {
      browser = await launchBrowser(profile);
      page = await openPage();
    },
  };

  return {
    get page() {
      return page;
    },
    /** @param {Victim} victim */
    kill: (victim) => kills[victim](),
    /** @param {Victim} victim */
    async revive(victim) {
      await revivals[victim]();
      // What was on its way into the database when its sender died arrives or is rolled back.
      await wait(50);
    },
    close: () => browser.kill(),
  };
}
