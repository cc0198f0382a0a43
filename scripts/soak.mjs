// @ts-check
// A tab that is lent for a while, and everything that happens to it meanwhile. `npm run soak -- --help` tells the options.
import { SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';

try {
  await ensureDependencies();
  await ensureModules({ all: false });
  await ensureDemo();
  const { tsImport } = await import('tsx/esm/api');
  await tsImport('./soak/soak.ts', import.meta.url);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
