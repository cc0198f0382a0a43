import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { type CheckpointClaim, encodeCheckpointTags } from '../protocol/checkpoint.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { AssignmentId, ItemId, ModuleId, ProcessId } from '../protocol/ids.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import {
  checkCheckpointMemory,
  checkCheckpointPlace,
  readCheckpointTags,
  verifyCheckpointItem,
} from './networkCheckpoint.ts';
import { decode, process, told } from './testing/realSchedule.ts';
import { idOf, signItem, testKey } from './testing/signing.ts';

const [, , entry] = decode(told);
if (entry === undefined) throw new Error('the vectors are not what they were');
const { assignment } = entry;
const key = testKey(6);
const packed = encodeUtf8('packed memory');
const memorySha256 = 'ab'.repeat(32);
const otherId = `${'O'.repeat(42)}A`;

/** What a compute unit says of the state after the real schedule's nonce 2. */
const said = {
  processId: process.id,
  moduleId: process.moduleId,
  nonce: 2,
  epoch: 0,
  timestampMs: assignment.timestampMs,
  blockHeight: assignment.blockHeight,
  memorySha256,
  assignmentId: assignment.id,
  hashChain: assignment.hashChain,
};
const { epoch: _, ...saidInTags } = said;
const claim: CheckpointClaim = { ...saidInTags, cron: undefined };

async function publish(change: Partial<typeof said> = {}, data = packed) {
  const tags = encodeCheckpointTags({ ...said, ...change });
  const item = await signItem(key, { tags, data });
  const id = idOf<ItemId>(item);
  const metadata: GatewayTransaction = {
    id,
    signature: encodeBase64url(item.signature),
    anchor: '',
    recipient: '',
    ownerKey: encodeBase64url(key.owner),
    ownerAddress: key.address,
    tags,
    dataBytes: data.length,
    blockHeight: null,
    bundledIn: null,
  };
  return { id, metadata };
}

const options = { source: 'gateway', fetchTransaction: async () => undefined };

describe('a published checkpoint', () => {
  it('is read from tags and data that its owner signed', async () => {
    const { id, metadata } = await publish();
    await expect(verifyCheckpointItem(metadata, packed, id, process, options)).resolves.toEqual(claim);
  });

  it.each([
    ['wrong-process', { processId: otherId as ProcessId }, process.id, 'is of another process'],
    ['wrong-module', { moduleId: otherId as ModuleId }, process.moduleId, 'was made by another module'],
  ])('of something else is refused: %s', async (code, change, expected, what) => {
    const { id, metadata } = await publish(change);
    await expect(verifyCheckpointItem(metadata, packed, id, process, options)).rejects.toMatchObject({
      code,
      message: `The checkpoint ${id} ${what}.`,
      details: { fact: 'checkpoint', itemId: id, expected, actual: otherId },
    });
  });

  it('is refused with other data than were signed', async () => {
    const { id, metadata } = await publish();
    await expect(
      verifyCheckpointItem(metadata, encodeUtf8('other memory'), id, process, options),
    ).rejects.toMatchObject({
      code: 'signature-invalid',
      message: `The checkpoint ${id} was not signed with these bytes and this metadata.`,
      details: { fact: 'checkpoint' },
    });
  });

  it('is refused where nobody can say who signed it, since nothing else would vouch for it, and accuses nobody', async () => {
    const { id, metadata } = await publish();
    const unsigned = { ...metadata, signature: null };
    const failing = verifyCheckpointItem(unsigned, packed, id, process, options);
    await expect(failing).rejects.toMatchObject({
      layer: 'source',
      code: 'signature-untold',
      message: `No gateway tells how the checkpoint ${id} was signed, or it was signed in a way that cannot be checked here.`,
      details: { itemId: id },
    });
  });

  it('is refused where it is no checkpoint', async () => {
    const item = await signItem(key, { data: packed });
    const { metadata } = await publish();
    const id = idOf<ItemId>(item);
    const plain = { ...metadata, id, tags: [], signature: encodeBase64url(item.signature) };
    await expect(verifyCheckpointItem(plain, packed, id, process, options)).rejects.toMatchObject({
      code: 'not-a-checkpoint',
    });
  });
});

describe('a checkpoint that came in a file', () => {
  it('names no item that could be looked up where it does not hold', async () => {
    const { metadata } = await publish({ processId: otherId as ProcessId });
    expect(() => readCheckpointTags(metadata.tags, undefined, process)).toThrow(
      expect.objectContaining({
        code: 'wrong-process',
        message: 'The checkpoint in the file is of another process.',
        details: { fact: 'checkpoint', expected: process.id, actual: otherId },
      }),
    );
  });

  it('is refused where its tags are those of something else', () => {
    expect(() => readCheckpointTags([], undefined, process)).toThrow(
      expect.objectContaining({
        code: 'not-a-checkpoint',
        message: 'A part of the file is no checkpoint that can be read: its Type tag is missing.',
        details: { tag: 'Type', actual: null },
      }),
    );
  });
});

describe('the place of a checkpoint', () => {
  const id = otherId as ItemId;
  const place = (change: Partial<CheckpointClaim> = {}, at: ScheduledMessage | undefined = entry) =>
    checkCheckpointPlace({ ...claim, ...change }, id, at, 30);

  it('is a message of the schedule', () => {
    expect(place()).toBe(entry);
    expect(place({ assignmentId: undefined, hashChain: undefined })).toBe(entry);
  });

  it.each([
    [null, 'at most no message'],
    [30, 'at most nonce 30'],
  ])('is not after the schedule’s end (%s)', (latest, expected) => {
    const failing = () => checkCheckpointPlace({ ...claim, nonce: 99 }, id, undefined, latest);
    expect(failing).toThrow(
      expect.objectContaining({
        code: 'checkpoint-from-the-future',
        message: `The checkpoint ${id} includes messages that the schedule does not have.`,
        details: { fact: 'checkpoint', itemId: id, nonce: 99, expected, actual: 'nonce 99' },
      }),
    );
  });

  const time = `${assignment.timestampMs} at block ${assignment.blockHeight}`;
  it.each<[string, Partial<CheckpointClaim>, string, string, string]>([
    [
      'wrong-assignment',
      { assignmentId: otherId as AssignmentId },
      assignment.id,
      otherId,
      'names another assignment',
    ],
    ['hash-chain-differs', { hashChain: otherId }, assignment.hashChain, otherId, 'names another hash chain'],
    ['wrong-time', { timestampMs: 5 }, time, `5 at block ${assignment.blockHeight}`, 'names another time'],
    ['wrong-time', { blockHeight: 5 }, time, `${assignment.timestampMs} at block 5`, 'names another time'],
  ])('is refused where it does not fit: %s', (code, change, expected, actual, what) => {
    expect(() => place(change)).toThrow(
      expect.objectContaining({
        code,
        message: `The checkpoint ${id} ${what}.`,
        details: { fact: 'checkpoint', itemId: id, nonce: 2, expected, actual },
      }),
    );
  });
});

describe('the memory of a checkpoint', () => {
  it('has the hash that its owner signed', () => {
    expect(() => checkCheckpointMemory(claim, otherId as ItemId, memorySha256)).not.toThrow();
    const actual = 'cd'.repeat(32);
    expect(() => checkCheckpointMemory(claim, otherId as ItemId, actual)).toThrow(
      expect.objectContaining({
        code: 'checkpoint-bytes-differ',
        message: `The checkpoint ${otherId} holds another memory than its SHA-256 tag names.`,
        details: { fact: 'checkpoint', itemId: otherId, nonce: 2, expected: memorySha256, actual },
      }),
    );
  });
});
