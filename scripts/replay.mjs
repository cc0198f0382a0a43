// @ts-check
// Evaluates a process in a terminal with the app's own engine. `npm run replay -- --help` tells the options.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readCommand, UsageError, usage } from './replay/options.mjs';
import { reportOf } from './replay/report.mjs';

/** @typedef {import('./replay/options.mjs').ReplayCommand} ReplayCommand */
/** @typedef {import('../src/engine/api.ts').JobSnapshot} JobSnapshot */

/**
 * @param {ReplayCommand} command
 * @returns {Promise<0 | 1 | 2>} the exit code
 */
async function replay({ request, environment, out: path }) {
  if (!existsSync(new URL('../node_modules/vite', import.meta.url))) {
    const setup = fileURLToPath(new URL('./setup.mjs', import.meta.url));
    const { status } = spawnSync(process.execPath, [setup], { stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('The set-up did not finish; its output above says why.');
  }
  const { openHeadlessEngine } = await import('./lib/headlessEngine.mjs');
  const out = path === undefined ? process.stdout : createWriteStream(path);
  /** @type {(line: string) => Promise<void>} */
  const write = (line) =>
    new Promise((resolve, reject) => {
      out.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
    });
  const engine = await openHeadlessEngine();
  const onSignal = () => void engine.close().finally(() => process.exit(1));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    await engine.page.exposeFunction('printLines', async (/** @type {readonly string[]} */ lines) => {
      for (const line of lines) await write(line);
    });
    const snapshot = await engine.page.evaluate(replayInPage, { request, environment });
    if (snapshot === undefined) throw new Error('The engine told nothing of the replay.');
    const { line, code, problems } = reportOf(request.processId, snapshot);
    await write(line);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    return code;
  } finally {
    await engine.close();
    if (out !== process.stdout) await new Promise((resolve) => out.end(() => resolve(undefined)));
  }
}

/**
 * Runs inside the page. Results cross as finished lines, in the order in which the engine gives them.
 * @param {Pick<ReplayCommand, 'request' | 'environment'>} command
 * @returns {Promise<JobSnapshot | undefined>}
 */
async function replayInPage({ request, environment }) {
  const { selfsame: engine, withEnvironmentString, dockerProfile } = window;
  if (engine === undefined || withEnvironmentString === undefined || dockerProfile === undefined) {
    throw new Error('This page has no engine.');
  }
  const profile = environment.reduce(
    (known, { name, value }) => withEnvironmentString(known, name, value),
    dockerProfile,
  );
  /** @type {(lines: readonly string[]) => Promise<void>} */
  const printLines = Reflect.get(window, 'printLines');
  const jobId = await engine.startJob({ ...request, profile }, (results) =>
    printLines(results.map((result) => JSON.stringify(result))),
  );
  /** @type {JobSnapshot | undefined} */
  let last;
  await engine.watchJob(jobId, (snapshot) => {
    last = snapshot;
  });
  return last;
}

try {
  const command = readCommand(process.argv.slice(2));
  if (command === undefined) console.log(usage);
  else process.exitCode = await replay(command);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${usage}\n`);
  process.exitCode = 1;
}
