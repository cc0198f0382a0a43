import { readFile } from 'node:fs/promises';
import { publicFolder } from '../scripts/demo/demoSources.ts';
import { type LoopbackDevnet, serveLoopback } from '../scripts/demo/loopback.ts';
import { run } from '../scripts/setup/command.mjs';
import { createDevnet } from '../src/devnet/devnet.ts';
import { demoProcesses } from '../src/devnet/processes.ts';
import { expect, test } from './fixtures/test.ts';

interface Line {
  readonly nonce: number;
  readonly result: { readonly Messages: readonly unknown[] };
  readonly memorySha256?: string;
}

interface Report {
  readonly report: {
    readonly evidence: string | null;
    readonly nonce: number;
    readonly facts: readonly { readonly name: string; readonly status: string }[];
  };
}

const room = demoProcesses[1].id;
const token = demoProcesses[0].id;

async function withDevnet<Value>(
  lie: string | undefined,
  use: (devnet: LoopbackDevnet) => Promise<Value>,
): Promise<Value> {
  const devnet = createDevnet({
    loadAsset: async (name) => new Uint8Array(await readFile(publicFolder + name)),
  });
  const served = await serveLoopback({ devnet, port: 0, ...(lie === undefined ? {} : { lie }) });
  try {
    return await use(served);
  } finally {
    await served.close();
  }
}

function replay(id: string, { gateway, graphql, schedulerUnit }: LoopbackDevnet, ...more: string[]) {
  const places = ['--process', id, '--gateway', gateway, '--graphql', graphql, '--su', schedulerUnit];
  const command = [process.execPath, 'scripts/replay.mjs', ...places, ...more];
  return run(command, { quiet: true, env: { SELFSAME_AS_BUILT: '1' } });
}

const jsonLines = (output: string): readonly string[] =>
  output.split('\n').filter((line) => line.startsWith('{'));

test('the terminal gets one line a message and a report, and exit code 0', async () => {
  const { code, output } = await withDevnet(undefined, (devnet) =>
    replay(room, devnet, '--to-nonce', '5', '--memory-hash'),
  );
  expect(code, output).toBe(0);
  const lines = jsonLines(output);
  const messages = lines.slice(0, -1).map((line) => JSON.parse(line) as Line);
  expect(messages.map(({ nonce }) => nonce)).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { memorySha256 } of messages) expect(memorySha256).toMatch(/^[0-9a-f]{64}$/);
  const { report } = JSON.parse(lines.at(-1) ?? '') as Report;
  expect(report).toMatchObject({ evidence: 'evaluated', nonce: 5 });
});

test('a lie ends with exit code 2, and names the fact', async () => {
  const { code, output } = await withDevnet('changed-process-tag', (devnet) => replay(token, devnet));
  expect(code, output).toBe(2);
  const { report } = JSON.parse(jsonLines(output).at(-1) ?? '') as Report;
  expect(report.evidence).toBeNull();
  expect(report.facts).toContainEqual(
    expect.objectContaining({ name: 'process-signature', status: 'fails' }),
  );
});

test('what cannot be asked ends with exit code 1 and a sentence', async () => {
  const missing = await run([process.execPath, 'scripts/replay.mjs', '--process', room], { quiet: true });
  expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('--gateway is missing.') });
  const unknown = await withDevnet(undefined, (devnet) => replay('not-an-id', devnet));
  expect(unknown.code).toBe(1);
  expect(unknown.output).toContain('43 characters');
});
