import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDevnet } from '../../src/devnet/devnet.ts';
import { type DemoProcess, demoProcesses } from '../../src/devnet/processes.ts';
import { ReferenceLoader } from '../../src/evaluation/testing/referenceLoader.ts';
import type { ModuleFormat } from '../../src/protocol/module.ts';
import { publicFolder } from '../demo/demoSources.ts';
import { type LoopbackDevnet, serveLoopback } from '../demo/loopback.ts';
import { run } from '../setup/command.mjs';
import { type ReferenceProcess, readReferenceProcess } from './referenceInputs.ts';

const { values } = parseArgs({
  options: { process: { type: 'string', multiple: true }, 'to-nonce': { type: 'string' } },
});
const chosen: readonly DemoProcess[] = demoProcesses.filter(
  ({ id, name }) =>
    values.process === undefined || values.process.some((text) => text === id || text === name),
);
const toNonce = values['to-nonce'] === undefined ? Number.POSITIVE_INFINITY : Number(values['to-nonce']);

const folder = await mkdtemp(join(tmpdir(), 'selfsame-compare-'));
const served = await serveLoopback({
  devnet: createDevnet({ loadAsset: async (name) => new Uint8Array(await readFile(publicFolder + name)) }),
  port: 0,
});
try {
  let differing = 0;
  for (const { id, name } of chosen) differing += await compareProcess(id, name, served);
  process.exitCode = differing === 0 && chosen.length > 0 ? 0 : 1;
} finally {
  await served.close();
  await rm(folder, { recursive: true });
}

/** Returns how many messages differ. */
async function compareProcess(id: string, name: string, servers: LoopbackDevnet): Promise<number> {
  const ours = await replay(id, servers);
  const reference = await readReferenceProcess(id, servers);
  using loader = new ReferenceLoader(
    await unpackModule(reference, servers),
    reference.moduleFormat as ModuleFormat,
  );
  const inputs = reference.inputs.filter(({ nonce }) => nonce <= toNonce);
  let differing = Math.abs(ours.length - inputs.length);
  for (const [index, { nonce, json }] of inputs.entries()) {
    const { text, memory } = await loader.evaluate(json, reference.environmentJson);
    const memorySha256 = memory === undefined ? undefined : createHash('sha256').update(memory).digest('hex');
    const line = ours[index];
    const same =
      line?.nonce === nonce &&
      line.text === text &&
      (memorySha256 === undefined || line.memorySha256 === memorySha256);
    if (same) continue;
    differing += 1;
    console.log(`${name}, nonce ${nonce}: the reference loader gives\n  ${text}\n  memory ${memorySha256}`);
    console.log(`Selfsame gives\n  ${line?.text}\n  memory ${line?.memorySha256}`);
  }
  console.log(`${name}: ${inputs.length} messages, ${differing} differ in result or memory.`);
  return differing;
}

interface Line {
  readonly nonce: number;
  /** The text of `result` as printed. */
  readonly text: string;
  readonly memorySha256: string;
}

async function replay(id: string, servers: LoopbackDevnet): Promise<readonly Line[]> {
  const out = join(folder, 'results.jsonl');
  const limit = Number.isFinite(toNonce) ? ['--to-nonce', String(toNonce)] : [];
  const { gateway, graphql, schedulerUnit } = servers;
  const places = ['--process', id, '--gateway', gateway, '--graphql', graphql, '--su', schedulerUnit];
  const command = ['scripts/replay.mjs', ...places, '--memory-hash', '--out', out, ...limit];
  const { code } = await run([process.execPath, ...command]);
  if (code !== 0) throw new Error(`The replay of ${id} ended with exit code ${code}.`);
  const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
  return lines.filter((text) => !text.startsWith('{"report"')).map(readLine);
}

function readLine(json: string): Line {
  const { nonce, memorySha256, result } = JSON.parse(json) as Omit<Line, 'text'> & { result: unknown };
  return { nonce, memorySha256, text: JSON.stringify(result) };
}

/** The loader reads its module from a file. */
async function unpackModule({ moduleId }: ReferenceProcess, { gateway }: LoopbackDevnet): Promise<string> {
  const response = await fetch(`${gateway}/raw/${moduleId}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const path = join(folder, `${moduleId}.wasm`);
  await writeFile(path, bytes);
  return path;
}
