import { setTimeout as wait } from 'node:timers/promises';
import { demoProcesses } from '../../src/devnet/processes.ts';
import type { Browser, Tab } from './browser.ts';

/** Something that a visitor does, and what has to come of it. Several in a row are one visit: what one has kept, the next one finds. */
export interface Journey {
  readonly name: string;
  /** @returns what was seen, in a few words. @throws Error what was expected, and what came */
  run(browser: Browser, url: string): Promise<string>;
}

const [token] = demoProcesses;
const patienceMs = 120_000;

/** What a page shows of its work. */
interface Seen {
  readonly state: string | null;
  readonly level: string | null;
  readonly amount: string;
  readonly text: string;
}

const look = (): Seen => ({
  state: document.querySelector('[data-job-state]')?.getAttribute('data-job-state') ?? null,
  level: document.querySelector('.answer [data-level]')?.getAttribute('data-level') ?? null,
  amount: document.querySelector('[data-amount]')?.textContent ?? '',
  text: document.querySelector('main')?.textContent ?? '',
});

/** Looks again until it is so. A page that is being loaded has nothing to look at. */
async function until(tab: Tab, isSo: (seen: Seen) => boolean, what: string): Promise<Seen> {
  const endMs = Date.now() + patienceMs;
  let last: unknown;
  while (Date.now() < endMs) {
    try {
      const seen = await tab.evaluate(look, undefined);
      if (isSo(seen)) return seen;
      last = seen.text.slice(0, 1000);
    } catch (error) {
      last = error;
    }
    await wait(200);
  }
  throw new Error(`Expected ${what}; what came is: ${String(last)}`);
}

/** As the first screen links to it. */
async function openExample(tab: Tab, url: string): Promise<void> {
  await tab.goto(url);
  await until(tab, ({ text }) => text.includes('Examples'), 'the first screen');
  await tab.evaluate(() => document.querySelector<HTMLElement>('a.example-title')?.click(), undefined);
}

const isEvaluated = ({ state, level }: Seen) => state === 'done' && level === 'evaluated';

/** Presses the first button of these names as soon as one is there. */
async function press(tab: Tab, ...names: readonly string[]): Promise<void> {
  const endMs = Date.now() + patienceMs;
  while (Date.now() < endMs) {
    const isPressed = await tab.evaluate((wanted) => {
      const buttons = [...document.querySelectorAll<HTMLElement>('main button:enabled')];
      const button = buttons.find(({ textContent }) => wanted.includes(textContent ?? ''));
      button?.click();
      return button !== undefined;
    }, names);
    if (isPressed) return;
    await wait(200);
  }
  throw new Error(`There is no button ${names.join(' or ')}.`);
}

async function balanceOf(tab: Tab): Promise<string> {
  const { amount, text } = await until(tab, isEvaluated, 'an evaluated balance');
  // The demo network's compute unit tells what the reference loader answered.
  if (!text.includes(`agrees: ${amount}`))
    throw new Error(`${amount} is not what the reference said: ${text}`);
  return amount;
}

async function inTab<Value>(browser: Browser, use: (tab: Tab) => Promise<Value>): Promise<Value> {
  const tab = await browser.openTab();
  try {
    return await use(tab);
  } finally {
    await tab.close();
  }
}

export const journeys: readonly Journey[] = [
  {
    name: 'from the first screen to a balance, and on from there after a reload',
    run: (browser, url) =>
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
      run: (browser, url) =>
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
    run: (browser, url) =>
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
    run: async (browser, url) => {
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
];
