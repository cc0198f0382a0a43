import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assignedIdOf, dedupeIdOf, evaluatedIdOf } from './dedupe.ts';
import type { MessageId, ProcessId } from './ids.ts';
import type { Assignment, ScheduledMessage } from './message.ts';

// Everything expected below is put together by hand from legacynet.md §6.4, field by field, with Node's own SHA-384.

const processBytes = Buffer.alloc(32, 1);
const processId = processBytes.toString('base64url') as ProcessId;
const messageId = `${'M'.repeat(42)}A` as MessageId;

const assignment = { id: 'assignment', processId, messageId } as unknown as Assignment;
const pushedTag = { name: 'From-Process', value: 'p' };

function pushed(change: Partial<NonNullable<ScheduledMessage['message']>> = {}): ScheduledMessage {
  const message = {
    id: messageId,
    ownerKey: '',
    ownerAddress: '',
    tags: [pushedTag],
    signature: '',
    anchor: null,
    target: null,
    data: null,
    ...change,
  };
  return { assignment, message };
}

const sha384 = (...parts: readonly Uint8Array[]) =>
  createHash('sha384').update(Buffer.concat(parts)).digest();
const blob = (bytes: Uint8Array) => sha384(sha384(Buffer.from(`blob${bytes.length}`)), sha384(bytes));
/** Standard base64 of the deep hash of `["dataitem", "1", "1", owner, target, anchor, tags, data]`. */
const expectedHash = (...[owner, target, anchor, tags, data]: readonly Uint8Array[]) =>
  ['dataitem', '1', '1', owner, target, anchor, tags, data]
    .map((part) => (typeof part === 'string' ? Buffer.from(part) : (part ?? Buffer.alloc(0))))
    .reduce((hash, part) => sha384(hash, blob(part)), sha384(Buffer.from('list8')))
    .toString('base64');

const none = Buffer.alloc(0);
const number = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value);
  return bytes;
};
/** `From-Process` = `p`, as Avro: one record, 12 + 1 letters. */
const oneTag = Buffer.from([2, 24, ...Buffer.from('From-Process'), 2, 112, 0]);
/** Target flag and 32 bytes, anchor flag, number and length of tags, tags: 33 + 1 + 8 + 8 + 17 = 67 bytes. */
const head = Buffer.concat([Buffer.of(1), processBytes, Buffer.of(0), number(1), number(17), oneTag]);

it('what an entry assigns is named by its assignment, by the message itself before AOP-1, or is the process', () => {
  const entry = pushed();
  const unnamed = { ...assignment, messageId: null };
  expect(assignedIdOf({ assignment, message: null })).toBe(messageId);
  expect(assignedIdOf({ ...entry, assignment: unnamed })).toBe(messageId);
  expect(assignedIdOf({ assignment: unnamed, message: null })).toBe(processId);
});

describe('the dedupe id', () => {
  it('is none for a message that no process sent', async () => {
    const own = pushed({ tags: [{ name: 'Action', value: 'x' }] });
    await expect(dedupeIdOf(own)).resolves.toBeUndefined();
    await expect(evaluatedIdOf(own)).resolves.toBe(messageId);
  });

  it('is the message id for an assignment without message', async () => {
    const bare = { assignment, message: null };
    await expect(dedupeIdOf(bare)).resolves.toBe(messageId);
    await expect(evaluatedIdOf(bare)).resolves.toBe(messageId);
  });

  it('is the assignment id where nothing else is known', async () => {
    const bare = { assignment: { ...assignment, messageId: null }, message: null };
    await expect(dedupeIdOf(bare)).resolves.toBeUndefined();
    await expect(evaluatedIdOf(bare)).resolves.toBe('assignment');
  });

  it('takes a short message whole for its owner', async () => {
    expect(head).toHaveLength(67);
    await expect(dedupeIdOf(pushed())).resolves.toBe(expectedHash(head, none, none, none, none));
    await expect(evaluatedIdOf(pushed())).resolves.toBe(expectedHash(head, none, none, none, none));
  });

  it('counts the anchor, and every letter of a short message', async () => {
    const anchor = 'a'.repeat(32);
    const body = Buffer.concat([
      Buffer.of(1),
      processBytes,
      Buffer.of(1),
      Buffer.from(anchor),
      number(1),
      number(17),
      oneTag,
      Buffer.from('dü'),
    ]);
    await expect(dedupeIdOf(pushed({ anchor, data: 'dü' }))).resolves.toBe(
      expectedHash(body, none, none, none, none),
    );
  });

  // The body is 67 + data bytes; from byte 512 on, data is read as if it were fields: flags at 512 and 513, numbers in 514 to 529.
  const data = (tail: Uint8Array) => Buffer.concat([Buffer.alloc(512 - 67, 0x61), tail]);
  const owner = Buffer.concat([head, Buffer.alloc(512 - 67, 0x61)]);
  const hashOfTail = (tail: string) => dedupeIdOf(pushed({ data: data(Buffer.from(tail)).toString() }));

  it('takes the rest of a long message for fields, where flags are not 1', async () => {
    // Flags 'x' and 'y'; count '01234567'; length: 3 and seven zero bytes; then 3 bytes of tags, then data.
    const tail = `xy01234567\u0003\0\0\0\0\0\0\0abcdef`;
    await expect(hashOfTail(tail)).resolves.toBe(
      expectedHash(owner, none, none, Buffer.from('abc'), Buffer.from('def')),
    );
  });

  it('does not see the bytes of those fields, so that different messages collide', async () => {
    const one = await hashOfTail(`xy01234567\u0003\0\0\0\0\0\0\0abcdef`);
    await expect(hashOfTail(`XY76543210\u0003\0\0\0\0\0\0\0abcdef`)).resolves.toBe(one);
    await expect(hashOfTail(`xy01234567\u0003\0\0\0\0\0\0\0abcdeg`)).resolves.not.toBe(one);
  });

  it('takes fields from a long message, where flags are 1', async () => {
    const target = 't'.repeat(32);
    const anchor = 'u'.repeat(32);
    const tail = `\u0001${target}\u0001${anchor}01234567\u0001\0\0\0\0\0\0\0gdata`;
    await expect(hashOfTail(tail)).resolves.toBe(
      expectedHash(owner, Buffer.from(target), Buffer.from(anchor), Buffer.from('g'), Buffer.from('data')),
    );
  });

  it('takes what is there where a long message ends within the fields', async () => {
    // The length is the text itself read as a number: far beyond the end, so that all that follows counts as tags.
    await expect(hashOfTail('xy01234567zzzzzzzzrest')).resolves.toBe(
      expectedHash(owner, none, none, Buffer.from('rest'), none),
    );
    await expect(hashOfTail('xy0123')).resolves.toBe(expectedHash(owner, none, none, none, none));
    await expect(hashOfTail('\u0001short')).resolves.toBe(
      expectedHash(owner, Buffer.from('short'), none, none, none),
    );
  });

  it.each([
    ['an anchor of another length', pushed({ anchor: 'short' })],
    ['more than 4096 bytes of tags', pushed({ tags: [pushedTag, { name: 'x', value: 'v'.repeat(4076) }] })],
  ])('does not exist for %s, at which the reference stops for ever', async (_, entry) => {
    await expect(dedupeIdOf(entry)).rejects.toMatchObject({
      layer: 'protocol',
      code: 'undedupable-message',
      details: { itemId: messageId },
    });
  });

  it('exists for exactly 4096 bytes of tags', async () => {
    // 17 bytes of the first record and the end, 1 + 1 of the second's name, 2 of its length, 4075 of its value.
    const entry = pushed({ tags: [pushedTag, { name: 'x', value: 'v'.repeat(4096 - 17 - 2 - 2) }] });
    await expect(dedupeIdOf(entry)).resolves.toHaveLength(64);
  });
});
