// @ts-check
// Serves the demo network on loopback ports, so that other tools can be pointed at it. `npm run devnet -- --help` tells the options.
import { packageCommand, run, SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';

try {
  await ensureDependencies();
  await ensureModules({ all: false });
  await ensureDemo();
  const command = packageCommand('tsx/dist/cli.mjs', ['scripts/devnet.ts', ...process.argv.slice(2)]);
  process.exitCode = (await run(command)).code;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
