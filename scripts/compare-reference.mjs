// @ts-check
// `npm run compare`: the demo network's processes through `npm run replay` in Chromium and through the reference loader in Node,
// message by message: the text of every result, and the SHA-256 of the whole memory after it.
import { packageCommand, run } from './setup/command.mjs';

// Node 20 keeps memory64 behind a flag. The loader hands over a copy of memory, some 100 MB, after every message.
const memory64 = process.versions.node.startsWith('20.') ? ['--experimental-wasm-memory64'] : [];
const flags = ['--expose-gc', ...memory64];
const [node = '', tsx = ''] = packageCommand('tsx/dist/cli.mjs', []);
const { code } = await run([node, tsx, ...flags, 'scripts/compare/compare.ts', ...process.argv.slice(2)]);
process.exitCode = code;
