import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReferenceProcess, readReferenceProcess } from '../../../scripts/compare/referenceInputs.ts';
import { type LoopbackDevnet, serveLoopback } from '../../../scripts/demo/loopback.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { modulePath, wasm64 } from '../../evaluation/testing/modules.ts';
import { ReferenceLoader } from '../../evaluation/testing/referenceLoader.ts';
import { findTag } from '../../protocol/tags.ts';
import type { MessageResult, UnsignedCheckpoint } from '../api.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';

const [token] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };
const nonce = 60;
/** Transfers, balances and refusals. */
const following = 12;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a checkpoint in the network’s own form', () => {
  let served: LoopbackDevnet;
  let reference: ReferenceProcess;
  let exported: UnsignedCheckpoint;
  let memory: Uint8Array;
  const own: MessageResult[] = [];

  beforeAll(async () => {
    served = await serveLoopback({ devnet: demoDevnet, port: 0 });
    reference = await readReferenceProcess(token.id, served);
    const engine = demoEngine();
    const replay = { kind: 'replay', network, processId: token.id } as const;
    await runJob(engine, { ...replay, toNonce: nonce });
    exported = await engine.exportCheckpoint({ processId: token.id });
    memory = gunzipSync(new Uint8Array(await exported.data.arrayBuffer()));
    await runJob(engine, { ...replay, toNonce: nonce + following, hashMemory: true }, (results) => {
      own.push(...results);
    });
  });
  afterAll(() => served.close());

  it('is what a compute unit finds by its tags, and holds the memory that they name', () => {
    const tag = (name: string) => findTag(exported.tags, name);
    expect(tag('Process')).toBe(token.id);
    expect(tag('Nonce')).toBe(String(nonce));
    expect(tag('Content-Encoding')).toBe('gzip');
    expect(tag('SHA-256')).toBe(sha256(memory));
  });

  it('leads the reference loader on to the same results and the same memory', async () => {
    using loader = new ReferenceLoader(modulePath('aos2_0_6'), wasm64, { memory });
    const inputs = reference.inputs.filter(
      (input) => input.nonce > nonce && input.nonce <= nonce + following,
    );
    expect(inputs).toHaveLength(following);
    const answers = [];
    for (const input of inputs) {
      const answer = await loader.evaluate(input.json, reference.environmentJson);
      answers.push({ nonce: input.nonce, text: answer.text, memorySha256: sha256(answer.memory ?? memory) });
    }
    expect(
      own.map(({ nonce, result, memorySha256 }) => ({ nonce, text: JSON.stringify(result), memorySha256 })),
    ).toEqual(answers);
    // Each of them did something: a loader that kept to its memory would prove nothing.
    expect(new Set(answers.map((answer) => answer.memorySha256)).size).toBe(following);
  });

  it('leads it elsewhere where one byte of the heap is another', async () => {
    const changed = memory.slice();
    const place = changed.findLastIndex((byte) => byte !== 0);
    changed[place] = (changed[place] ?? 0) ^ 1;
    using loader = new ReferenceLoader(modulePath('aos2_0_6'), wasm64, { memory: changed });
    const [input] = reference.inputs.filter((each) => each.nonce === nonce + 1);
    const answer = await loader.evaluate(input?.json ?? '', reference.environmentJson);
    expect(sha256(answer.memory ?? memory)).not.toBe(own[0]?.memorySha256);
  });
});
