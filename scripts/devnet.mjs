// @ts-check
// Serves the demo network on loopback ports, so that other tools can be pointed at it. `npm run devnet -- --help` tells the options.
import { SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';

try {
  await ensureDependencies();
  await ensureModules({ all: false });
  await ensureDemo();
  // In this process, so that whoever stops it stops the servers as well.
  const { tsImport } = await import('tsx/esm/api');
  await tsImport('./devnet.ts', import.meta.url);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
