import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { encodeBase64url } from '../../src/base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../../src/base/bytes.ts';
import { archiveAssets } from '../../src/devnet/archiveIndex.ts';
import type {
  ArchivedCheckpoint,
  ArchivedCheckpoints,
  CheckpointLieName,
} from '../../src/devnet/checkpoints.ts';
import { encodeDataItem } from '../../src/protocol/dataItem.ts';
import type { Tags } from '../../src/protocol/tags.ts';
import { units } from './cast.ts';
import { signItem } from './signedItem.ts';

/** A demo process's memory at one nonce, and what its checkpoint says (legacynet.md §8.1). */
export interface DemoMemory {
  readonly memory: Bytes;
  readonly tags: Tags;
}

export interface CheckpointLieSources {
  /** Ids that the lies name in place of the true ones. */
  readonly anotherProcess: string;
  readonly anotherModule: string;
  /** A balance that stands in the memory once, as text; the lie makes its first digit a 9. */
  readonly balance: string;
}

// Packed already; a name that ends in .gz makes some static hosts send it as if it were to be unpacked on its way.
const trueMemory = 'demo/checkpoint.bin';
const changedMemory = 'demo/changed-checkpoint.bin';

/**
 * The files of the demo network's compute unit: its checkpoint, and those that only lies tell. Their ids depend on the gzip of who builds
 * them, so nothing else names them.
 */
export async function encodeCheckpoints(
  { memory, tags }: DemoMemory,
  { anotherProcess, anotherModule, balance }: CheckpointLieSources,
): Promise<ReadonlyMap<string, Bytes>> {
  const changed = changeDigit(memory, balance);
  const assets = new Map([
    [trueMemory, new Uint8Array(gzipSync(memory, { level: 9 }))],
    [changedMemory, new Uint8Array(gzipSync(changed, { level: 9 }))],
  ]);
  const archive = async (
    asset: string,
    change: Readonly<Record<string, string>>,
  ): Promise<ArchivedCheckpoint> => {
    const data = assets.get(asset) ?? new Uint8Array(0);
    const said = tags.map(({ name, value }) => ({ name, value: change[name] ?? value }));
    const { item } = await signItem(units.computeUnit, { tags: said, data });
    const header = encodeBase64url(encodeDataItem({ ...item, data: new Uint8Array(0) }));
    return { header, asset, dataBytes: data.length };
  };
  const nonce = Number(tags.find(({ name }) => name === 'Nonce')?.value);
  const lies: Readonly<Record<CheckpointLieName, ArchivedCheckpoint>> = {
    'changed-checkpoint': await archive(changedMemory, { 'SHA-256': sha256(changed) }),
    'checkpoint-of-another-process': await archive(trueMemory, { Process: anotherProcess }),
    'checkpoint-of-another-module': await archive(trueMemory, { Module: anotherModule }),
    'checkpoint-from-the-future': await archive(trueMemory, { Nonce: String(nonce + 10_000) }),
    'checkpoint-of-other-bytes': await archive(trueMemory, { 'SHA-256': sha256(changed) }),
  };
  const described: ArchivedCheckpoints = { honest: [await archive(trueMemory, {})], lies };
  return new Map([...assets, [archiveAssets.checkpoints, encodeUtf8(JSON.stringify(described))]]);
}

function changeDigit(memory: Bytes, balance: string): Bytes {
  const text = Buffer.from(`${balance}\0`);
  const place = Buffer.from(memory.buffer, memory.byteOffset, memory.length).indexOf(text);
  if (place === -1) throw new Error(`The balance ${balance} does not stand in the demo token's memory.`);
  const changed = memory.slice();
  changed[place] = '9'.charCodeAt(0);
  return changed;
}

function sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}
