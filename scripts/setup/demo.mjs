// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { packageCommand, root, run, SetupError } from './command.mjs';

const output = `${root}public/demo`;
const stampPath = `${root}.cache/demo-inputs.sha256`;

/** Whatever the demo network's bytes are computed from. Changes elsewhere cannot change them. */
const inputs = [
  'scripts/build-demo.ts',
  'scripts/demo',
  'src/devnet',
  'src/protocol',
  'src/base',
  'package-lock.json',
];

/**
 * Builds the demo network's data into public/demo where it is missing or older than what it is computed from.
 * @throws SetupError
 */
export async function ensureDemo() {
  const digest = await digestInputs();
  if ((await readStamp()) === digest && (await readdir(output).catch(() => [])).length > 0) return;
  console.log('Building the demo network: signing its processes, messages and assignments …');
  const { code } = await run(packageCommand('tsx/dist/cli.mjs', ['scripts/build-demo.ts']));
  if (code !== 0) {
    throw new SetupError('The demo network could not be built; what went wrong is above.');
  }
  await mkdir(`${root}.cache`, { recursive: true });
  await writeFile(stampPath, digest);
}

/** SHA-256 over path and content of every input file, tests left out. */
async function digestInputs() {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const path of await listFiles(input)) {
      hash.update(`${path}\0`).update(await readFile(root + path));
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path from the root
 * @returns {Promise<readonly string[]>} the file itself, or every file below the folder, sorted
 */
async function listFiles(path) {
  const entries = await readdir(root + path, { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile() && !/\.(test|contract)\.ts$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length))
    .sort();
}

async function readStamp() {
  return readFile(stampPath, 'utf8').catch(() => undefined);
}
