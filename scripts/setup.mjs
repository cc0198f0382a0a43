// @ts-check
// Everything a fresh clone lacks: dependencies, AO modules, the demo network's data. Quick where all is there.
// Needs nothing but Node and npm, since it is what installs the rest.
import { SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';

try {
  await ensureDependencies();
  await ensureModules({ all: process.argv.includes('--all-modules') });
  await ensureDemo();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
