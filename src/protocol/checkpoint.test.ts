import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeCheckpointTags, encodeCheckpointTags } from './checkpoint.ts';
import { packMemory, unpackMemory } from './checkpointMemory.ts';
import { type AssignmentId, decodeItemId, type ModuleId, type ProcessId } from './ids.ts';
import { findTag, type Tags } from './tags.ts';

const idOf = (letter: string) => decodeItemId(letter.repeat(42).concat('A'));
const checkpoint = {
  processId: idOf('p') as ProcessId,
  moduleId: idOf('m') as ModuleId,
  nonce: 7,
  epoch: 0,
  timestampMs: 1_700_000_000_000,
  blockHeight: 1_500_000,
  memorySha256: 'ab'.repeat(32),
  assignmentId: idOf('a') as AssignmentId,
  hashChain: 'chain',
};

describe('tags of a checkpoint', () => {
  const tags = encodeCheckpointTags(checkpoint);

  // legacynet.md §8.1.
  it('are those of the reference, in its order', () => {
    const names =
      'Data-Protocol Variant Type Module Process Nonce Timestamp Block-Height Content-Type SHA-256 Content-Encoding Unit-Identifier Ordinate Assignment Hash-Chain';
    expect(tags.map(({ name }) => name)).toEqual(names.split(' '));
    expect(findTag(encodeCheckpointTags({ ...checkpoint, epoch: 2 }), 'Epoch')).toBe('2');
  });

  it('are read again', () => {
    const { epoch: _, ...claim } = checkpoint;
    expect(decodeCheckpointTags(tags, idOf('i'))).toEqual({ ...claim, cron: undefined });
  });

  const without = (name: string): Tags => tags.filter((tag) => tag.name !== name);
  it.each(['Assignment', 'Hash-Chain', 'Variant', 'Ordinate', 'Unit-Identifier'])('may lack %s', (name) => {
    expect(decodeCheckpointTags(without(name), idOf('i')).nonce).toBe(7);
  });

  it.each([
    ...['Type', 'Data-Protocol', 'Content-Encoding', 'Process', 'Module', 'Nonce', 'Timestamp'],
    ...['Block-Height', 'SHA-256'],
  ])('are no checkpoint’s without %s', (name) => {
    expect(() => decodeCheckpointTags(without(name), idOf('i'))).toThrow(
      expect.objectContaining({
        code: 'not-a-checkpoint',
        details: expect.objectContaining({ tag: name }) as unknown,
      }) as Error,
    );
  });

  it.each([
    ['Type', 'Assignment'],
    ['Content-Encoding', 'zstd'],
    ['Nonce', '-1'],
    ['Nonce', '1e3'],
    ['SHA-256', 'short'],
  ])('are no checkpoint’s with %s %s', (name, value) => {
    expect(() => decodeCheckpointTags([...without(name), { name, value }], idOf('i'))).toThrow(
      expect.objectContaining({ code: 'not-a-checkpoint' }) as Error,
    );
  });
});

describe('memory of a checkpoint', () => {
  const memory = new Uint8Array(3 * 65_536);
  memory.set([1, 2, 3], 4095);
  memory.set([0, 0, 0, 128], 70_000);
  memory[memory.length - 1] = 9;
  const sha256 = createHash('sha256').update(memory).digest('hex');

  it('is unpacked to those of its pages that are not zero, and hashed whole', async () => {
    const unpacked = await unpackMemory(new Uint8Array(gzipSync(memory)), memory.length);
    expect(unpacked).toMatchObject({ memoryBytes: memory.length, memorySha256: sha256 });
    expect([...unpacked.indices]).toEqual([0, 1, 17, 47]);
    for (const [slot, index] of unpacked.indices.entries()) {
      expect(unpacked.bytes.subarray(slot * 4096, (slot + 1) * 4096)).toEqual(
        memory.subarray(index * 4096, (index + 1) * 4096),
      );
    }
  });

  it('is packed into what other code unpacks to the same bytes', async () => {
    const unpacked = await unpackMemory(new Uint8Array(gzipSync(memory)), memory.length);
    const packed = await packMemory(unpacked);
    expect(packed.memorySha256).toBe(sha256);
    expect(Buffer.compare(gunzipSync(await packed.data.arrayBuffer()), memory)).toBe(0);
  });

  it('is refused where more of it would have to be held than is allowed, however much is zero', async () => {
    const packed = new Uint8Array(gzipSync(memory));
    const held = 4 * 4096;
    expect((await unpackMemory(packed, memory.length, held)).bytes).toHaveLength(held);
    await expect(unpackMemory(packed, memory.length, held - 1)).rejects.toMatchObject({
      code: 'checkpoint-unreadable',
      message: expect.stringContaining(`more than ${held - 1} bytes of it are not zero`),
    });
  });

  it.each([
    ['more than is allowed', gzipSync(memory), memory.length - 1],
    ['half of it', gzipSync(memory).subarray(0, 40), memory.length],
    ['no gzip', Buffer.from('memory'), memory.length],
    ['no whole pages', gzipSync(memory.subarray(1)), memory.length],
    ['nothing', gzipSync(new Uint8Array(0)), memory.length],
  ])('is refused where it is %s', async (_, packed, maximumBytes) => {
    await expect(unpackMemory(new Uint8Array(packed), maximumBytes)).rejects.toMatchObject({
      layer: 'protocol',
      code: 'checkpoint-unreadable',
    });
  });
});
