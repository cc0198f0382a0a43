// @ts-check
// Measures the built app in Chromium and writes docs/BENCHMARKS.md. `npm run bench -- --help` tells the options.
import { SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';

try {
  await ensureDependencies();
  await ensureModules({ all: true });
  await ensureDemo();
  const { tsImport } = await import('tsx/esm/api');
  await tsImport('./bench/bench.ts', import.meta.url);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
