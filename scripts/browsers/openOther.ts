import { existsSync } from 'node:fs';
import { SetupError } from '../setup/command.mjs';
import type { Browser } from './browser.ts';
import { openFirefox } from './firefox.ts';
import { openWebKit } from './webkit.ts';

const others = {
  firefox: {
    path: '/usr/bin/firefox-esr',
    variable: 'FIREFOX_PATH',
    packages: 'firefox-esr',
    open: openFirefox,
  },
  webkit: {
    path: '/usr/bin/WebKitWebDriver',
    variable: 'WEBKIT_DRIVER_PATH',
    packages: 'webkit2gtk-driver xvfb',
    open: openWebKit,
  },
} as const;

/** Browsers beside Chromium that scripts here can drive. */
export type OtherBrowser = keyof typeof others;

export const otherBrowsers = Object.keys(others) as readonly OtherBrowser[];

export function isOtherBrowser(name: string): name is OtherBrowser {
  return Object.hasOwn(others, name);
}

/** @throws SetupError where it is not on this machine: a browser that is not there has passed nothing */
export async function openOther(name: OtherBrowser): Promise<Browser> {
  const { path, variable, packages, open } = others[name];
  const chosen = process.env[variable] ?? path;
  if (!existsSync(chosen)) {
    throw new SetupError(
      `There is no ${chosen}. On Debian: \`apt-get install ${packages}\`; elsewhere set ${variable}.`,
    );
  }
  return open(chosen);
}
