// @ts-check
// Kills a replay at random points in a real browser, and looks at what is left. Usage: see `usage` below, or docs/STORAGE.md.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from './chaos/random.mjs';
import { ensureDemo } from './setup/demo.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureModules } from './setup/modules.mjs';

const usage = `Usage: npm run chaos -- [--points N] [--seed S]

Replays processes of the demo network in a headless Chromium and kills, at N random points, the evaluator's worker, the engine's
worker, the page, or the whole browser. After each, the database is inspected and the replay goes on. Exit code 0 where every
replay ended in the state of an undisturbed one, no point lost more than 5 s and 200 messages, and the database stayed whole.`;

async function main() {
  const { values } = parseArgs({
    options: {
      points: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const points = wholeNumber('points', values.points);
  const random = createRandom(wholeNumber('seed', values.seed));
  await ensureDependencies();
  await ensureModules({ all: false });
  await ensureDemo();
  const [{ serveCopy }, { openStage }, { tryPoints }] = await Promise.all([
    import('./chaos/servedCopy.mjs'),
    import('./chaos/stage.mjs'),
    import('./chaos/points.mjs'),
  ]);
  const served = await serveCopy();
  const stage = await openStage(served.url, join(served.folder, 'profile'));
  try {
    return await tryPoints({ stage, random, points });
  } finally {
    await stage.close();
    await served.close();
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function wholeNumber(name, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} ${text} is not a whole number from 1.\n\n${usage}`);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
