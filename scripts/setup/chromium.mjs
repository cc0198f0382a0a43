// @ts-check
import { existsSync } from 'node:fs';
import { run, SetupError } from './command.mjs';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Path of a Chromium: `CHROMIUM_PATH`, else where systems usually put one.
 * @returns {string | undefined} undefined where none is found
 */
export function findChromium() {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') return chosen;
  return usualPlaces.find((path) => existsSync(path));
}

/**
 * Arguments for a Chromium that a script drives: no GPU, no requests of its own, and no sandbox for root, which Chromium
 * refuses to run otherwise.
 * @returns {string[]}
 */
export function chromiumArguments() {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    ...sandbox,
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-quic',
    '--disable-sync',
    '--no-first-run',
  ];
}

/**
 * Installs Debian's Chromium where there is none and we may.
 * @returns {Promise<string>} its path
 * @throws SetupError
 */
export async function ensureChromium() {
  const present = findChromium();
  if (present !== undefined) {
    if (existsSync(present)) return present;
    throw new SetupError(`CHROMIUM_PATH says ${present}, and there is no such file.`);
  }
  const advice =
    'Install Chromium (on Debian and Ubuntu: `apt-get install chromium`), or set CHROMIUM_PATH to the program of a ' +
    'Chromium or Chrome of version 133 or later.';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new SetupError(`No Chromium was found, and it cannot be installed from here. ${advice}`);
  }
  console.error('Installing Chromium …');
  await run(['apt-get', 'update', '-qq'], { quiet: true });
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'];
  const { code, output } = await run(install, {
    quiet: true,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  const installed = findChromium();
  if (code === 0 && installed !== undefined) return installed;
  throw new SetupError(`${output.trimEnd()}\napt-get could not install Chromium. ${advice}`);
}
