// @ts-check
// How much sooner two workers verify a kept line than one. Usage: npm run bench:segments -- [--rounds N]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveCopy } from './chaos/servedCopy.mjs';
import { openStage } from './chaos/stage.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const served = await serveCopy();
const stage = await openStage(served.url, join(served.folder, 'profile'));
try {
  const count = await stage.page.evaluate(prepareLine);
  console.log(
    `${count} checkpoints, ${await stage.page.evaluate(() => navigator.hardwareConcurrency)} cores`,
  );
  const ratios = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const one = await stage.page.evaluate(verifyLine, 1);
    const two = await stage.page.evaluate(verifyLine, 2);
    ratios.push(one / two);
    console.log(
      `1 worker ${one.toFixed(0)} ms, 2 workers ${two.toFixed(0)} ms, ratio ${(one / two).toFixed(2)}`,
    );
  }
  const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
  console.log(`1 to 2 workers: ${middle.toFixed(2)} (median of ${ratios.length})`);
} finally {
  await stage.close();
  await served.close();
}

/** Runs inside the page: evaluates the demo's token, with checkpoints close together. */
async function prepareLine() {
  const { selfsame: engine, demoNetwork: network, demoProcesses: [process] = [] } = window;
  if (engine === undefined || network === undefined || process === undefined) throw new Error('No engine.');
  await engine.changeStorageRules({ reachWithinMs: 300 });
  const jobId = await engine.startJob({ kind: 'replay', network, processId: process.id });
  await engine.watchJob(jobId, () => undefined);
  const { processes } = await engine.readStorage();
  return processes[0]?.checkpointCount ?? 0;
}

/**
 * Runs inside the page.
 * @param {number} workers
 * @returns {Promise<number>} ms
 */
async function verifyLine(workers) {
  const { selfsame: engine, demoNetwork: network, demoProcesses: [process] = [] } = window;
  if (engine === undefined || network === undefined || process === undefined) throw new Error('No engine.');
  const startMs = performance.now();
  const reports = await engine.verifySegments({ network, processId: process.id, workers });
  const elapsedMs = performance.now() - startMs;
  const broken = reports.filter(({ holds }) => !holds);
  if (reports.length === 0 || broken.length > 0) throw new Error(JSON.stringify(broken));
  return elapsedMs;
}
