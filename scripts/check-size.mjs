// @ts-check
// The size budget: what a browser loads before the first page can be used, gzipped. Reads the build's manifest.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { root } from './setup/command.mjs';

const budgetBytes = 180 * 1024;

/** The page that a visitor without a link sees: part of the entry, or a chunk of its own. */
const firstPage = 'src/app/home/HomeScreen.tsx';

/**
 * @typedef {object} Chunk
 * @property {string} file
 * @property {readonly string[]} [imports] loaded with it
 * @property {readonly string[]} [dynamicImports] loaded when needed
 * @property {readonly string[]} [css]
 */

/** @type {Readonly<Record<string, Chunk>>} */
const manifest = JSON.parse(await readFile(`${root}dist/.vite/manifest.json`, 'utf8'));

const files = new Set(['index.html']);
addChunk('index.html');
if (firstPage in manifest) addChunk(firstPage);

const rows = await Promise.all([...files].map(async (file) => ({ file, bytes: await gzipBytes(file) })));
rows.sort((a, b) => b.bytes - a.bytes);
const totalBytes = rows.reduce((sum, row) => sum + row.bytes, 0);

for (const row of [...rows, { file: 'first load, gzipped', bytes: totalBytes }]) {
  console.log(`${(row.bytes / 1024).toFixed(1).padStart(8)} KB  ${row.file}`);
}
console.log(`${(budgetBytes / 1024).toFixed(1).padStart(8)} KB  budget`);
if (totalBytes > budgetBytes) {
  console.error(`The first load is ${((totalBytes - budgetBytes) / 1024).toFixed(1)} KB over its budget.`);
  process.exitCode = 1;
}

/** @param {string} name a key of the manifest */
function addChunk(name) {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`The build's manifest has no "${name}".`);
  if (files.has(chunk.file)) return;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  for (const imported of chunk.imports ?? []) addChunk(imported);
}

/** @param {string} file */
async function gzipBytes(file) {
  return gzipSync(await readFile(`${root}dist/${file}`), { level: 9 }).length;
}
