// Evaluates a process in a terminal with the app's own engine. Usage: see `usage` below, or README.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Usage: npm run --silent replay -- --process ID --gateway URL --graphql URL --su URL
         [--cu URL] [--to-nonce N] [--memory-hash] [--env NAME=VALUE]… [--dry-run message.json] [--out results.jsonl]

Prints one JSON line a message, in order, then one with the report. --su, --gateway, --graphql and --cu may be given more than once.
Exit code: 0 when the schedule was evaluated and nothing failed, 2 when a fact fails, 1 for anything else.`;

class UsageError extends Error {}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        process: { type: 'string' },
        gateway: { type: 'string', multiple: true },
        graphql: { type: 'string', multiple: true },
        su: { type: 'string', multiple: true },
        cu: { type: 'string', multiple: true },
        'to-nonce': { type: 'string' },
        'memory-hash': { type: 'boolean' },
        env: { type: 'string', multiple: true },
        'dry-run': { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw new UsageError(error.message);
  }
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  for (const name of ['process', 'gateway', 'graphql', 'su']) {
    if (values[name] === undefined) throw new UsageError(`--${name} is missing.`);
  }
  const toNonce = values['to-nonce'] === undefined ? undefined : Number(values['to-nonce']);
  if (toNonce !== undefined && !(Number.isSafeInteger(toNonce) && toNonce >= 0)) {
    throw new UsageError(`--to-nonce ${values['to-nonce']} is not a whole number from 0.`);
  }
  const environment = (values.env ?? []).map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--env ${text} is not NAME=VALUE.`);
    return { name: text.slice(0, at), value: text.slice(at + 1) };
  });
  return { ...values, toNonce, environment, dryRun: readDryRun(values['dry-run']) };
}

function readDryRun(path) {
  if (path === undefined) return undefined;
  let message;
  try {
    message = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--dry-run ${path} cannot be read as JSON: ${error.message}`);
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new UsageError(`--dry-run ${path} does not hold one message object.`);
  }
  return message;
}

async function main() {
  const options = readOptions();
  if (!existsSync(new URL('../node_modules/vite', import.meta.url))) {
    const setup = fileURLToPath(new URL('./setup.mjs', import.meta.url));
    const { status } = spawnSync(process.execPath, [setup], { stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('The set-up did not finish; its output above says why.');
  }
  const { openHeadlessEngine } = await import('./lib/headlessEngine.mjs');
  const out = options.out === undefined ? process.stdout : createWriteStream(options.out);
  const write = (line) =>
    new Promise((resolve, reject) => out.write(`${line}\n`, (error) => (error ? reject(error) : resolve())));
  const engine = await openHeadlessEngine();
  const onSignal = () => void engine.close().finally(() => process.exit(1));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    await engine.page.exposeFunction('printLines', async (lines) => {
      for (const line of lines) await write(line);
    });
    const snapshot = await engine.page.evaluate(runReplay, {
      request: {
        kind: 'replay',
        network: {
          id: 'custom',
          name: 'command line',
          gateways: options.gateway,
          graphql: options.graphql,
          schedulerUnits: options.su,
          computeUnits: options.cu ?? [],
        },
        processId: options.process,
        fromNothing: true,
        hashMemory: options['memory-hash'] === true,
        ...(options.toNonce === undefined ? {} : { toNonce: options.toNonce }),
        ...(options.dryRun === undefined ? {} : { dryRun: options.dryRun }),
      },
      environment: options.environment,
    });
    return await report(snapshot, options, write);
  } finally {
    await engine.close();
    if (out !== process.stdout) await new Promise((resolve) => out.end(resolve));
  }
}

/** Runs inside the page. Results cross as finished lines, in the order in which the engine gives them. */
async function runReplay({ request, environment }) {
  const profile = environment.reduce(
    (known, { name, value }) => window.withEnvironmentString(known, name, value),
    window.dockerProfile,
  );
  const jobId = await window.selfsame.startJob({ ...request, profile }, (results) =>
    window.printLines(results.map((result) => JSON.stringify(result))),
  );
  let last;
  await window.selfsame.watchJob(jobId, (snapshot) => {
    last = snapshot;
  });
  return last;
}

async function report({ state, answer, error, facts, claims, progress }, options, write) {
  const failing = facts.filter((fact) => fact.status === 'fails');
  const done = state === 'done' && answer !== null;
  await write(
    JSON.stringify({
      report: {
        processId: options.process,
        nonce: done ? answer.nonce : progress.nonce,
        evidence: done && failing.length === 0 ? answer.level : null,
        facts,
        dryRun: done ? answer.dryRun : null,
        claims,
        metrics: done ? answer.metrics : {},
        ...(error === null ? {} : { error }),
      },
    }),
  );
  for (const fact of failing) process.stderr.write(`${fact.name} fails: ${fact.reason}\n`);
  if (failing.length > 0) return 2;
  if (done) return 0;
  process.stderr.write(`${error?.message ?? `The replay ended as "${state}".`}\n`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${usage}\n`);
  process.exitCode = 1;
}
