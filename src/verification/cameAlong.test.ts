import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import { evaluatedIdOf } from '../protocol/dedupe.ts';
import type { AssignedItem, ScheduledMessage } from '../protocol/message.ts';
import { checkCameAlong } from './cameAlong.ts';
import { expectFailure } from './testing/expectations.ts';
import { chainOf, scheduler, user, verify } from './testing/ownSchedule.ts';
import { decode } from './testing/realSchedule.ts';
import { tellItem } from './testing/schedulerText.ts';
import { idOf, signAssignment, signItem, signSchedule } from './testing/signing.ts';

const elsewhere = `${'x'.repeat(42)}A`;
const pushed = [{ name: 'From-Process', value: elsewhere }];
const anchor = encodeUtf8('an anchor of exactly 32 letters.');

/** A schedule of two: one item comes along with its assignment, and is then assigned once more. */
async function setting({ tags = pushed, target }: { tags?: typeof pushed; target?: string } = {}) {
  const base = await signSchedule({ scheduler, user, messages: [] });
  const item = await signItem(user, {
    target: target ?? base.processId,
    tags,
    anchor,
    data: encodeUtf8('Hello.'),
  });
  const message = tellItem(item, 'message');
  const place = { processId: base.processId, nonce: 1, hashChain: 'unread', messageId: idOf(item) };
  const assignment = tellItem(await signAssignment(scheduler, place), 'assignment');
  const [sent, alone] = decode([
    { message, assignment },
    { message: null, assignment },
  ]);
  if (sent?.message == null || alone === undefined) throw new Error('a scheduler unit tells two');
  const assigned: AssignedItem = { ...sent.message, anchor: Buffer.from(anchor).toString('base64url') };
  return { sent, alone: { ...alone, assigned } };
}

const amongst = (ids: readonly string[]) => async (id: string) => ids.includes(id);
const statusOf = async (entry: ScheduledMessage, ids: readonly string[] = []) => {
  const tally = await checkCameAlong(entry, amongst(ids));
  if (tally === undefined) return 'certain';
  expect(tally).toMatchObject({ name: 'assigned-items', source: 'schedule', held: 0, unknown: 1, failed: 0 });
  return tally.notable;
};

describe('that a message came along with its assignment', () => {
  it('is certain the first time', async () => {
    const { sent } = await setting();
    expect(await statusOf(sent, [elsewhere])).toBe('certain');
  });

  it.each([
    ['a message', []],
    ['a pushed one', pushed],
  ])('is unknown where it was assigned before, as %s', async (_, tags) => {
    const { sent } = await setting({ tags });
    expect(await statusOf(sent, [sent.message?.id ?? ''])).toEqual({
      reason:
        'The scheduler unit tells that this message came along, and it was assigned before: units take no message twice, and whether it was assigned once more only, nobody signed.',
      nonce: 1,
      itemId: sent.message?.id,
    });
  });
});

describe('that an item was only assigned', () => {
  it('is unknown where it is addressed to the process, which it may have been sent to', async () => {
    const { alone } = await setting();
    expect(await statusOf(alone)).toEqual({
      reason:
        'The scheduler unit tells only the assignment of an item that is addressed to this process: whether it came along, which the module can see, nobody signed.',
      nonce: 1,
      itemId: alone.assignment.messageId,
    });
  });

  it('is unknown, too, where another message said the same: as that one’s duplicate it would be skipped', async () => {
    const { sent, alone } = await setting();
    expect(await statusOf(alone, [await evaluatedIdOf(sent)])).toMatchObject({ nonce: 1 });
  });

  it.each([
    ['a message', []],
    ['a pushed one', pushed],
  ])('is certain where it was assigned before, as %s', async (_, tags) => {
    const { alone } = await setting({ tags });
    expect(await statusOf(alone, [alone.assignment.messageId ?? ''])).toBe('certain');
  });

  it('is certain where it is addressed elsewhere, or of layer 1, or unknown altogether', async () => {
    const { alone } = await setting({ target: elsewhere });
    expect(await statusOf(alone)).toBe('certain');
    const own = (await setting()).alone;
    expect(await statusOf({ ...own, assigned: { ...own.assigned, isTransaction: true } })).toBe('certain');
    const { assigned: _, ...untold } = own;
    expect(await statusOf(untold)).toBe('certain');
  });
});

it('a message that is addressed elsewhere cannot have come along, however well it is signed', async () => {
  const { own, nodes } = await chainOf([]);
  const item = await signItem(user, { target: elsewhere, data: encodeUtf8('x') });
  const { nodes: more } = await chainOf([{ messageId: idOf(item) }]);
  const lie = {
    assignment: more[1]?.assignment ?? expect.fail('one is assigned'),
    message: tellItem(item, 'message'),
  };
  const error = await expectFailure(verify([...nodes, lie], { process: own }), {
    ...{ code: 'wrong-target', fact: 'assignment-tags', nonce: 1, itemId: idOf(item) },
    ...{ expected: own.id, actual: elsewhere },
  });
  expect(error.message).toBe(
    'The assignment at nonce 1 came with a message that is addressed elsewhere, as if it had been sent to this process.',
  );
  const nobodys = await signItem(user, { data: encodeUtf8('x') });
  const { nodes: others } = await chainOf([{ messageId: idOf(nobodys) }]);
  const second = {
    assignment: others[1]?.assignment ?? lie.assignment,
    message: tellItem(nobodys, 'message'),
  };
  await expectFailure(verify([...nodes, second], { process: own }), {
    code: 'wrong-target',
    actual: 'nobody',
  });
});
