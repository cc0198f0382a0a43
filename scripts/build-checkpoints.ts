import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { gunzipSync } from 'node:zlib';
import { type ArchiveIndex, archiveAssets } from '../src/devnet/archiveIndex.ts';
import { createDevnet } from '../src/devnet/devnet.ts';
import { demoNetwork } from '../src/devnet/network.ts';
import { demoProcesses } from '../src/devnet/processes.ts';
import { demoEngine, runJob } from '../src/engine/testing/demoEngine.ts';
import expected from './demo/checkpoint.json' with { type: 'json' };
import { encodeCheckpoints } from './demo/checkpoints.ts';
import { publicFolder } from './demo/demoSources.ts';

/**
 * Writes what the demo network's compute unit published: the token's memory at one nonce. It is evaluated here, because it is too large to be
 * committed, and has to be what the reference loader came to: `scripts/record-demo.ts` writes its hash into scripts/demo/checkpoint.json.
 */
setFlagsFromString('--experimental-wasm-memory64');

const read = async (name: string) => new Uint8Array(await readFile(publicFolder + name));
const none = new TextEncoder().encode('{"honest":[],"lies":{}}');
const engine = demoEngine(undefined, {
  fetch: createDevnet({
    loadAsset: async (name) => (name === archiveAssets.checkpoints ? none : await read(name)),
  }),
});
const [token, room] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };
const { nonce: toNonce, memorySha256 } = expected;
const { error } = await runJob(engine, { kind: 'replay', network, processId: token.id, toNonce });
const { tags, data } = await engine.exportCheckpoint({ processId: token.id }).catch((cause: unknown) => {
  throw new Error(`The demo token could not be evaluated: ${error?.message ?? 'nothing was evaluated'}`, {
    cause,
  });
});
const memory = new Uint8Array(gunzipSync(await data.arrayBuffer()));
const actual = createHash('sha256').update(memory).digest('hex');
if (actual !== memorySha256) {
  throw new Error(
    `The demo token's memory at nonce ${toNonce} is ${actual}, not the reference's ${memorySha256}.`,
  );
}

const { tokens, modules } = JSON.parse(
  new TextDecoder().decode(await read(archiveAssets.index)),
) as ArchiveIndex;
const balance = tokens[0]?.changes.findLast(
  ({ account, nonce }) => account === token.wallet && nonce <= toNonce,
)?.balance;
const [anotherModule] = modules
  .filter(({ id }) => !tags.some(({ value }) => value === id))
  .map(({ id }) => id);
if (balance === undefined || anotherModule === undefined)
  throw new Error('The demo network lacks what lies name.');
const files = await encodeCheckpoints({ memory, tags }, { anotherProcess: room.id, anotherModule, balance });
for (const [name, bytes] of files) await writeFile(publicFolder + name, bytes);
console.log(
  `Checkpoint of ${token.name} at nonce ${toNonce}: ${[...files.values()].reduce((sum, { length }) => sum + length, 0)} bytes`,
);
