import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Bytes } from '../src/base/bytes.ts';
import { buildDemoNetwork } from './demo/demoNetwork.ts';

/** Writes the demo network's data to public/demo. The same sources always give the same bytes. */
const root = fileURLToPath(new URL('../', import.meta.url));
const files = await buildDemoNetwork({
  readPublic: async (name): Promise<Bytes> => new Uint8Array(await readFile(`${root}public/${name}`)),
  readSource: (name) => readFile(`${root}scripts/demo/${name}`, 'utf8'),
});
await mkdir(`${root}public/demo`, { recursive: true });
for (const [name, bytes] of files) await writeFile(`${root}public/${name}`, bytes);
console.log(`${files.size} files, ${[...files.values()].reduce((sum, { length }) => sum + length, 0)} bytes`);
