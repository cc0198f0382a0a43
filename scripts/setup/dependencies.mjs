// @ts-check
import { readFile } from 'node:fs/promises';
import { npmCommand, root, run, SetupError } from './command.mjs';

/**
 * Installs what package-lock.json lists, where node_modules holds anything else. Compares with the list that npm itself
 * leaves in node_modules, so that a package added by `npm install` does not set off a second installation.
 * @throws SetupError
 */
export async function ensureDependencies() {
  if (await isInstalled()) return;
  console.log('Installing the dependencies …');
  // Not `npm ci`: it refuses a lockfile without the optional binaries of other platforms, and that is what npm writes where
  // a registry does not carry them all. Whatever the lockfile does list, `npm install` takes from it.
  const { code } = await run(npmCommand(['install', '--no-audit', '--no-fund']));
  if (code === 0) return;
  throw new SetupError(
    'npm could not install the dependencies (its own words are above). The first installation needs the npm registry; ' +
      'check the connection and `npm config get registry`, then run the same command again.',
  );
}

/** @returns {Promise<boolean>} */
async function isInstalled() {
  const wanted = await readPackages('package-lock.json');
  const present = await readPackages('node_modules/.package-lock.json');
  if (wanted === undefined) throw new SetupError('package-lock.json is missing or is not JSON.');
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional === true) return true;
    return present[path]?.version === entry.version;
  });
}

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {boolean} [optional] for other platforms, mostly
 */

/**
 * @param {string} path from the root
 * @returns {Promise<Readonly<Record<string, LockEntry>> | undefined>} undefined where there is no such list
 */
async function readPackages(path) {
  try {
    return JSON.parse(await readFile(root + path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
