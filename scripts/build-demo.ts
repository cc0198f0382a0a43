import { mkdir, writeFile } from 'node:fs/promises';
import { playDemoNetwork } from './demo/demoNetwork.ts';
import { openDemoSources, publicFolder } from './demo/demoSources.ts';
import { encodeDemoNetwork } from './demo/encodeDemoNetwork.ts';

/** Writes the demo network's data to public/demo. The same sources always give the same bytes. */
const sources = await openDemoSources();
const files = encodeDemoNetwork(await playDemoNetwork(sources), sources.recorded);
await mkdir(`${publicFolder}demo`, { recursive: true });
for (const [name, bytes] of files) await writeFile(publicFolder + name, bytes);
console.log(
  `Demo network: ${files.size} files, ${[...files.values()].reduce((sum, { length }) => sum + length, 0)} bytes`,
);
