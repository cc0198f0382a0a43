// @ts-check
// `npm test`: all that the project checks about itself, on a fresh clone too. The last line is the sum of every stage.
import { ensureChromium } from './setup/chromium.mjs';
import { SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';
import { stages } from './test/stages.mjs';

/** @type {import('./test/stages.mjs').Counts} */
const total = { passed: 0, failed: 0 };
const summary = [];

for (const stage of [setupStage(), ...stages]) {
  console.log(`\n── ${stage.name} ──`);
  const startedMs = performance.now();
  const counts = await stage.run();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  total.passed += counts.passed;
  total.failed += counts.failed;
  summary.push(
    `${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${stage.name}: ${sayCounts(counts)} (${seconds} s)`,
  );
  console.log(summary.at(-1));
}

console.log(`\n${summary.join('\n')}\n\n${sayCounts(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @param {import('./test/stages.mjs').Counts} counts */
function sayCounts({ passed, failed, flaky = 0 }) {
  return `${passed} passed, ${failed} failed${flaky === 0 ? '' : `, ${flaky} FLAKY (see above)`}`;
}

/** @returns {import('./test/stages.mjs').Stage} */
function setupStage() {
  return {
    name: 'setup',
    run: async () => {
      try {
        await ensureDependencies();
        await ensureModules({ all: true });
        await ensureDemo();
        console.log(`Chromium: ${await ensureChromium()}`);
        return { passed: 1, failed: 0 };
      } catch (error) {
        console.error(error instanceof SetupError ? error.message : error);
        return { passed: 0, failed: 1 };
      }
    },
  };
}
