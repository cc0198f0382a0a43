import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadArchive } from '../../src/devnet/archive.ts';
import { checkpointLieNames } from '../../src/devnet/checkpoints.ts';
import { findTag } from '../../src/protocol/tags.ts';
import expected from './checkpoint.json' with { type: 'json' };
import { publicFolder } from './demoSources.ts';
import { itemSignatureHolds, sha256Base64url } from './independent.ts';

const archive = await loadArchive(async (name) => new Uint8Array(await readFile(publicFolder + name)));
const [honest] = archive.checkpoints.honest;
if (honest === undefined) throw new Error('The demo network has no checkpoint.');

describe('the checkpoint of the demo token', () => {
  it('holds the memory that the reference loader came to', async () => {
    const memory = gunzipSync(await honest.loadData());
    expect(createHash('sha256').update(memory).digest('hex')).toBe(expected.memorySha256);
    expect(findTag(honest.tags, 'SHA-256')).toBe(expected.memorySha256);
    expect(findTag(honest.tags, 'Nonce')).toBe(String(expected.nonce));
  });

  it('is signed, like those that lies tell, by the judgement of other code', async () => {
    const lies = checkpointLieNames.map((name) => archive.checkpoints.lies[name]);
    for (const published of [honest, ...lies]) {
      if (published === undefined) expect.fail('A lie has no checkpoint.');
      const item = { ...published.item, data: await published.loadData() };
      expect(itemSignatureHolds(item)).toBe(true);
      expect(published.id).toBe(sha256Base64url(item.signature));
    }
  });

  it('is told with one digit of one balance changed, and with the hash of that', async () => {
    const lie = archive.checkpoints.lies['changed-checkpoint'];
    if (lie === undefined) expect.fail('The lie has no checkpoint.');
    const [memory, changed] = await Promise.all(
      [honest, lie].map(async (each) => gunzipSync(await each.loadData())),
    );
    if (memory === undefined || changed === undefined) expect.fail('There is no memory.');
    const places: number[] = [];
    for (const [place, byte] of memory.entries()) if (byte !== changed[place]) places.push(place);
    expect(places).toHaveLength(1);
    expect(findTag(lie.tags, 'SHA-256')).toBe(createHash('sha256').update(changed).digest('hex'));
  });
});
