// @ts-check
// `npm run conformance`: see README.md in this folder.
import { packageCommand, run } from '../scripts/setup/command.mjs';

// Node 20 keeps both behind flags.
const flags = process.versions.node.startsWith('20.')
  ? ['--experimental-wasm-memory64', '--experimental-websocket']
  : [];
const [command, ...rest] = process.argv.slice(2);
const script = command === 'record' ? 'conformance/record.ts' : 'conformance/run.ts';
const parameters = command === 'record' || command === undefined ? rest : [command, ...rest];
const [node = '', tsx = ''] = packageCommand('tsx/dist/cli.mjs', []);
const { code } = await run([node, tsx, ...flags, script, ...parameters]);
process.exitCode = code;
