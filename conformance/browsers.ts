import { chromium } from '@playwright/test';
import type { Tab } from '../scripts/browsers/browser.ts';
import { type OtherBrowser, openOther } from '../scripts/browsers/openOther.ts';
import { chromiumArguments, findChromium } from '../scripts/setup/chromium.mjs';

/** What is asked of a page here, in any browser. */
export type ScriptedPage = Pick<Tab, 'goto' | 'evaluate'>;

export interface ScriptedBrowser extends AsyncDisposable {
  readonly name: string;
  readonly version: string;
  readonly page: ScriptedPage;
}

/** @param other undefined: Chromium. @throws SetupError where it is not on this machine */
export async function openBrowser(other: OtherBrowser | undefined): Promise<ScriptedBrowser> {
  if (other === undefined) return openChromium();
  const browser = await openOther(other);
  const { name, version } = browser;
  return {
    name,
    version,
    page: await browser.openTab(),
    [Symbol.asyncDispose]: () => browser[Symbol.asyncDispose](),
  };
}

async function openChromium(): Promise<ScriptedBrowser> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...chromiumArguments(), '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  const page = await browser.newPage();
  return {
    name: 'Chromium',
    version: browser.version(),
    page: {
      goto: async (url) => void (await page.goto(url)),
      evaluate: (run, argument) => page.evaluate(run as never, argument),
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
