// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { packageCommand, root, run, SetupError } from './command.mjs';

const output = `${root}public/demo`;
const stampPath = `${root}.cache/demo-inputs.sha256`;
const checkpointStampPath = `${root}.cache/checkpoint-inputs.sha256`;

/** Whatever the demo network's bytes are computed from. Changes elsewhere cannot change them. */
const inputs = [
  'scripts/build-demo.ts',
  'scripts/demo',
  'src/devnet',
  'src/protocol',
  'src/base',
  'package-lock.json',
];

/** What the checkpoints' bytes are computed from; that the evaluation is right is checked by a committed hash, whatever the code. */
const checkpointInputs = [
  'scripts/build-checkpoints.ts',
  'scripts/demo/checkpoints.ts',
  'scripts/demo/checkpoint.json',
  'public/demo/items.bundle',
  'public/demo/index.json',
];

/**
 * Builds the demo network's data into public/demo where it is missing or older than what it is computed from.
 * @throws SetupError
 */
export async function ensureDemo() {
  await ensureArchive();
  await ensureCheckpoints();
}

async function ensureArchive() {
  const digest = await digestInputs(inputs);
  if ((await readStamp(stampPath)) === digest && (await isBuilt('items.bundle'))) return;
  console.log('Building the demo network: signing its processes, messages and assignments …');
  const { code } = await run(packageCommand('tsx/dist/cli.mjs', ['scripts/build-demo.ts']));
  if (code !== 0) {
    throw new SetupError('The demo network could not be built; what went wrong is above.');
  }
  await mkdir(`${root}.cache`, { recursive: true });
  await writeFile(stampPath, digest);
}

/** Evaluates the demo token as far as its compute unit published it. */
async function ensureCheckpoints() {
  const digest = await digestInputs(checkpointInputs);
  if ((await readStamp(checkpointStampPath)) === digest && (await isBuilt('checkpoints.json'))) return;
  console.log('Evaluating the checkpoint that the demo network’s compute unit published …');
  const { code } = await run(packageCommand('tsx/dist/cli.mjs', ['scripts/build-checkpoints.ts']));
  if (code !== 0) throw new SetupError('The checkpoint could not be made; what went wrong is above.');
  await writeFile(checkpointStampPath, digest);
}

/** @param {string} name */
async function isBuilt(name) {
  const names = await readdir(output).catch(() => /** @type {string[]} */ ([]));
  return names.includes(name);
}

/**
 * SHA-256 over path and content of every input file, tests left out.
 * @param {readonly string[]} inputs
 */
async function digestInputs(inputs) {
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

/** @param {string} path */
async function readStamp(path) {
  return readFile(path, 'utf8').catch(() => undefined);
}
