import { setTimeout as wait } from 'node:timers/promises';
import type { ServedBuild } from '../../e2e/fixtures/servedBuild.ts';
import { demoProcesses } from '../../src/devnet/processes.ts';
import type { Browser } from './browser.ts';
import {
  balanceOf,
  follow,
  inTab,
  isEvaluated,
  openExample,
  patienceMs,
  press,
  until,
  untilShown,
  untilTold,
} from './doing.ts';

/** Something that a visitor does, and what has to come of it. Several in a row are one visit: what one has kept, the next one finds. */
export interface Journey {
  readonly name: string;
  /** @returns what was seen, in a few words. @throws Error what was expected, and what came */
  run(browser: Browser, served: Pick<ServedBuild, 'url' | 'goAway'>): Promise<string>;
}

const [token] = demoProcesses;

export const journeys: readonly Journey[] = [
  {
    name: 'from the first screen to a balance, and on from there after a reload',
    run: (browser, { url }) =>
      inTab(browser, async (tab) => {
        await openExample(tab, url);
        const amount = await balanceOf(tab);
        await tab.reload();
        const { text } = await until(
          tab,
          (seen) => isEvaluated(seen) && seen.text.includes('continued from nonce'),
          'the same from what was kept',
        );
        if (!text.includes(amount)) throw new Error(`After the reload it is not ${amount}: ${text}`);
        return amount;
      }),
  },
  ...demoProcesses.map(
    ({ name, id }): Journey => ({
      name: `${name}, evaluated from its first message to its last`,
      run: (browser, { url }) =>
        inTab(browser, async (tab) => {
          await tab.goto(`${url}#/process/${id}?net=demo`);
          // The other where a journey before has evaluated it.
          await press(tab, 'Evaluate', 'Look for new messages');
          const { text } = await until(
            tab,
            ({ text: seen }) => /evaluated through nonce \d+/.test(seen),
            'its state',
          );
          return /evaluated through nonce \d+/.exec(text)?.[0] ?? '';
        }),
    }),
  ),
  {
    name: 'every lie that a server can tell, told and caught as foretold',
    run: (browser, { url }) =>
      inTab(browser, async (tab) => {
        await tab.goto(`${url}#/liars`);
        await press(tab, 'Tell all of them');
        let before = 0;
        let lastMs = Date.now();
        for (;;) {
          const { untold, told, foretold, unforetold } = await tab.evaluate(
            () => ({
              untold: document.querySelectorAll('[data-outcome="untold"], [data-outcome="running"]').length,
              told: document.querySelectorAll('[data-outcome="told"]').length,
              foretold: document.querySelectorAll('[data-foretold="yes"]').length,
              unforetold: [...document.querySelectorAll('[data-foretold="no"]')].map(
                (row) => row.textContent,
              ),
            }),
            undefined,
          );
          if (untold === 0 && told > 0) {
            if (told !== foretold)
              throw new Error(`${told - foretold} of ${told} otherwise: ${unforetold.join('; ')}`);
            return `${told} told, ${foretold} as foretold`;
          }
          if (told > before) lastMs = Date.now();
          else if (Date.now() - lastMs > patienceMs) throw new Error(`Nothing more was told after ${told}.`);
          before = told;
          await wait(500);
        }
      }),
  },
  {
    name: 'a second tab shows what the first one has evaluated',
    run: async (browser, { url }) => {
      const tabs = [await browser.openTab(), await browser.openTab()];
      try {
        const place = `${url}#/process/${token.id}?net=demo`;
        for (const tab of tabs) await tab.goto(place);
        for (const tab of tabs) {
          await until(
            tab,
            ({ text }) => /Evaluated in this browser through nonce \d+/.test(text),
            'what the other tabs have kept',
          );
        }
        return 'both show what is kept';
      } finally {
        for (const tab of tabs) await tab.close();
      }
    },
  },
  {
    name: 'a dry-run that came as a link is answered',
    run: (browser, { url }) =>
      inTab(browser, async (tab) => {
        const tags = `Recipient: ${token.wallet}`;
        const asked = new URLSearchParams({ net: 'demo', action: 'Balance', tags });
        await tab.goto(`${url}#/process/${token.id}/ask?${asked}`);
        await untilShown(tab, '[data-level="evaluated"]', 'an evaluated answer');
        const told = await untilShown(tab, '.outbox > li', 'what it sends');
        await openExample(tab, url);
        // Shown with a denomination of 12, told without.
        const units = (await balanceOf(tab)).replace('.', '');
        if (!told.includes(units)) throw new Error(`It tells another balance than ${units}: ${told}`);
        return units;
      }),
  },
  {
    name: 'a receipt is signed, and what it says is found again',
    run: (browser, { url }) =>
      inTab(browser, async (tab) => {
        await tab.goto(`${url}#/process/${token.id}?net=demo&tab=receipts&nonce=60`);
        await press(tab, 'Evaluate and sign');
        await follow(tab, 'Evaluate again');
        await untilShown(tab, '[data-verdict="same"]', 'that the same was found');
        return untilShown(tab, '[data-signer="own"]', 'that this browser’s key signed it');
      }),
  },
  {
    name: 'a process goes out in a file, is forgotten, and comes back from it',
    run: (browser, { url }) =>
      inTab(browser, async (tab) => {
        await tab.goto(`${url}#/settings`);
        await tab.evaluate(() => {
          const createUrl = URL.createObjectURL.bind(URL);
          URL.createObjectURL = (file) => {
            Object.assign(globalThis, { handedOut: file });
            return createUrl(file);
          };
        }, undefined);
        await press(tab, 'Export Tally');
        const byteCount = await untilTold(
          () =>
            tab.evaluate(() => {
              const { handedOut } = globalThis as { readonly handedOut?: Blob };
              return handedOut?.size;
            }, undefined),
          'a file',
        );
        await press(tab, 'Forget Tally');
        await press(tab, 'Forget');
        const isForgotten = () => document.querySelector('[aria-label="Forget Tally"]') === null || undefined;
        await untilTold(() => tab.evaluate(isForgotten, undefined), 'that it is forgotten');
        await tab.evaluate(() => {
          const { handedOut } = globalThis as { readonly handedOut?: Blob };
          const chosen = new DataTransfer();
          if (handedOut !== undefined) chosen.items.add(new File([handedOut], 'tally.selfsame'));
          const input = document.querySelector<HTMLInputElement>('input[accept=".selfsame"]');
          if (input === null) throw new Error('There is nowhere to import it.');
          input.files = chosen.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }, undefined);
        await until(tab, ({ text }) => text.includes('checked and kept'), 'that it is kept again');
        return `${byteCount} bytes`;
      }),
  },
  {
    name: 'with its host gone, the app opens and evaluates what it has kept',
    run: (browser, served) =>
      inTab(browser, async (tab) => {
        await tab.goto(`${served.url}#/settings`);
        await untilShown(tab, '[data-offline="kept"]', 'that the app is kept');
        await served.goAway();
        await tab.reload();
        await openExample(tab, served.url);
        return balanceOf(tab);
      }),
  },
];
