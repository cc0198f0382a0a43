// @ts-check
// `npm test`: all that the project checks about itself, on a fresh clone too. The last line is the sum of every stage.
import { ensureChromium } from './setup/chromium.mjs';
import { SetupError } from './setup/command.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';
import { checksOfSources, stages } from './test/stages.mjs';

/** @type {import('./test/stages.mjs').Counts} */
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const summary = [];

await runStage(setupStage());
await runBeside(checksOfSources, 2);
for (const stage of stages) await runStage(stage);

console.log(`\n${summary.join('\n')}\n\n${sayCounts(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * One that shows what it does as it goes.
 * @param {import('./test/stages.mjs').Stage} stage
 */
async function runStage(stage) {
  console.log(heading(stage));
  console.log(await sumUp(stage));
}

/**
 * So many at once, each of which shows what it found when it is done.
 * @param {readonly import('./test/stages.mjs').Stage[]} list
 * @param {number} atOnce
 */
async function runBeside(list, atOnce) {
  const waiting = list.values();
  const lane = async () => {
    for (const stage of waiting) {
      const sum = await sumUp(stage);
      console.log(heading(stage));
      console.log(sum);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** @param {import('./test/stages.mjs').Stage} stage */
function heading({ name }) {
  return `\n── ${name} ──`;
}

/**
 * Runs a stage, and counts it.
 * @param {import('./test/stages.mjs').Stage} stage
 * @returns {Promise<string>} what it said, where that was not shown yet, and its sum
 */
async function sumUp({ name, run }) {
  const startedMs = performance.now();
  const { output = '', ...counts } = await run();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  total.passed += counts.passed;
  total.failed += counts.failed;
  const line = `${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${sayCounts(counts)} (${seconds} s)`;
  summary.push(line);
  return output + line;
}

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
