import { decodeCheckpointTags } from '../../../protocol/checkpoint.ts';
import { unpackMemory } from '../../../protocol/checkpointMemory.ts';
import type { Tags } from '../../../protocol/tags.ts';
import { decodeBundle } from '../../bring/testing/wholeBundle.ts';
import type { ToyLineOfProcess } from './setting.ts';
import type { ExportedFile, World } from './world.ts';

const mostMemoryBytes = 64 * 1024 ** 2;

/** Holds what has left against the truth: everything in it is what the scheduler unit says, or what an evaluator alone comes to. */
export async function readExported(
  { setting, violations }: World,
  line: ToyLineOfProcess,
  file: Blob,
): Promise<ExportedFile> {
  const { entries, checkpoint } = await decodeBundle(file);
  const told = setting.schedules.get(line.processId) ?? [];
  const other = entries.findIndex((text, nonce) => text !== JSON.stringify(told[nonce]?.node));
  if (other !== -1) violations.push(`${line.name}: a file has another entry at nonce ${other}`);
  let checkpointNonce: number | null = null;
  if (checkpoint !== null) {
    const { nonce } = decodeCheckpointTags(JSON.parse(checkpoint.tagsJson) as Tags, undefined);
    const { memorySha256 } = await unpackMemory(checkpoint.data, mostMemoryBytes);
    if (memorySha256 !== line.truth[nonce]?.memorySha256)
      violations.push(`${line.name}: a file has memory at nonce ${nonce} that never was`);
    if (nonce >= entries.length) violations.push(`${line.name}: a file has a checkpoint beyond its schedule`);
    checkpointNonce = nonce;
  }
  return { line, file, entryCount: entries.length, checkpointNonce };
}
