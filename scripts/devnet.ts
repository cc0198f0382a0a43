import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createDevnet } from '../src/devnet/devnet.ts';
import { lies } from '../src/devnet/lies.ts';
import { demoProcesses } from '../src/devnet/processes.ts';
import { publicFolder } from './demo/demoSources.ts';
import { type LoopbackDevnet, serveLoopback } from './demo/loopback.ts';

const usage = `Usage: npm run devnet -- [--port N] [--lie NAME] [--json]

Serves the demo network on four neighbouring loopback ports until it is stopped.
  --port N     the first port, 4600 where it is left out; 0 takes any that are free
  --lie NAME   one unit lies: ${lies.map(({ name }) => name).join(', ')}
  --json       prints one JSON line with the URLs and process ids instead of text`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4600' },
    lie: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const port = Number(values.port);
const lie = lies.find(({ name }) => name === values.lie);

if (values.help) console.log(usage);
else if (!(Number.isInteger(port) && port >= 0 && port <= 65_532)) fail(`--port ${values.port} is no port.`);
else if (values.lie !== undefined && lie === undefined) fail(`Nobody knows the lie ${values.lie}.`);
else await serve();

async function serve(): Promise<void> {
  const devnet = createDevnet({
    loadAsset: async (name) => new Uint8Array(await readFile(publicFolder + name)),
  });
  const served = await serveLoopback({ devnet, port, ...(lie === undefined ? {} : { lie: lie.name }) });
  console.log(values.json ? describeAsJson(served) : describeAsText(served));
}

function describeAsJson({ close: _, ...urls }: LoopbackDevnet): string {
  return JSON.stringify({ ...urls, lie: lie?.name ?? null, processes: demoProcesses });
}

function describeAsText({ gateway, graphql, router, schedulerUnit, computeUnit }: LoopbackDevnet): string {
  const replays = demoProcesses.map(
    ({ id, name }) =>
      `${name}:\n  npm run --silent replay -- --process ${id} --gateway ${gateway} --graphql ${graphql} --su ${schedulerUnit} --cu ${computeUnit}`,
  );
  return [
    lie === undefined
      ? 'The demo network is served here:'
      : `The demo network is served here. ${lie.explanation}`,
    `  gateway         ${gateway}`,
    `  GraphQL         ${graphql}`,
    `  scheduler unit  ${schedulerUnit}`,
    `  router          ${router}`,
    `  compute unit    ${computeUnit}`,
    '',
    ...replays,
    '',
    'Ctrl+C stops it.',
  ].join('\n');
}

function fail(sentence: string): void {
  console.error(`${sentence}\n\n${usage}`);
  process.exitCode = 1;
}
