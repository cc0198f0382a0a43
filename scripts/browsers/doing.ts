import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Tab } from './browser.ts';

/** Longer than anything that a visitor waits for takes on a busy machine. */
export const patienceMs = 120_000;

/** What a page shows of its work. */
export interface Seen {
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

/**
 * Asks again until there is an answer.
 * @throws Error what was expected, and what came last
 */
export async function untilTold<Value>(
  ask: () => Promise<Value | undefined>,
  what: string,
  last: () => unknown = () => 'nothing',
): Promise<Value> {
  const endMs = Date.now() + patienceMs;
  let thrown: unknown;
  while (Date.now() < endMs) {
    try {
      // A page that is being loaded has nothing to look at, and may throw.
      const answer = await ask();
      if (answer !== undefined) return answer;
      thrown = undefined;
    } catch (error) {
      thrown = error;
    }
    await wait(200);
  }
  throw new Error(`Expected ${what}; what came is: ${String(thrown ?? last())}`);
}

export async function until(tab: Tab, isSo: (seen: Seen) => boolean, what: string): Promise<Seen> {
  let text = '';
  return untilTold(
    async () => {
      const seen = await tab.evaluate(look, undefined);
      text = seen.text.slice(0, 1000);
      return isSo(seen) ? seen : undefined;
    },
    what,
    () => text,
  );
}

/** @returns the text of the first element that fits */
export function untilShown(tab: Tab, selector: string, what: string): Promise<string> {
  const textOf = (wanted: string) => document.querySelector(wanted)?.textContent;
  return untilTold(() => tab.evaluate(textOf, selector), what);
}

/** As the first screen links to it. */
export async function openExample(tab: Tab, url: string): Promise<void> {
  await tab.goto(url);
  await until(tab, ({ text }) => text.includes('Examples'), 'the first screen');
  await tab.evaluate(() => document.querySelector<HTMLElement>('a.example-title')?.click(), undefined);
}

export const isEvaluated = ({ state, level }: Seen) => state === 'done' && level === 'evaluated';

/** Presses the first button of these names as soon as one is there. */
export async function press(tab: Tab, ...names: readonly string[]): Promise<void> {
  await click(tab, 'main button:enabled', names);
}

/** The first link of that text. */
export async function follow(tab: Tab, name: string): Promise<void> {
  await click(tab, 'main a', [name]);
}

async function click(tab: Tab, selector: string, names: readonly string[]): Promise<void> {
  const tryTo = (wanted: { readonly selector: string; readonly names: readonly string[] }) => {
    const found = [...document.querySelectorAll<HTMLElement>(wanted.selector)].find((each) =>
      wanted.names.includes(each.getAttribute('aria-label') ?? each.textContent),
    );
    found?.click();
    return found === undefined ? undefined : true;
  };
  await untilTold(() => tab.evaluate(tryTo, { selector, names }), `${names.join(' or ')}, to be pressed`);
}

export async function balanceOf(tab: Tab): Promise<string> {
  const { amount, text } = await until(tab, isEvaluated, 'an evaluated balance');
  // The demo network's compute unit tells what the reference loader answered.
  if (!text.includes(`agrees: ${amount}`))
    throw new Error(`${amount} is not what the reference said: ${text}`);
  return amount;
}

export async function inTab<Value>(browser: Browser, use: (tab: Tab) => Promise<Value>): Promise<Value> {
  const tab = await browser.openTab();
  try {
    return await use(tab);
  } finally {
    await tab.close();
  }
}
