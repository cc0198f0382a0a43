// @ts-check
// The built app in Firefox and WebKit. `npm run test:browsers [-- firefox | webkit]`.
import { packageCommand, run, SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';

try {
  await ensureDependencies();
  await ensureModules({ all: false });
  await ensureDemo();
  // Node 20 keeps WebSocket behind a flag.
  const flags = process.versions.node.startsWith('20.') ? ['--experimental-websocket'] : [];
  const [node = '', tsx = ''] = packageCommand('tsx/dist/cli.mjs', []);
  const { code } = await run([node, tsx, ...flags, 'scripts/browsers/run.ts', ...process.argv.slice(2)]);
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
