import { describe, expect, it } from 'vitest';
import type { Json } from '../../protocol/evaluationResult.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { MessageResult } from '../api.ts';
import { createEmissionSearch } from './emissionSearch.ts';
import type { ReceivedMessage } from './receivedMessages.ts';

const sender = { processId: `${'S'.repeat(42)}A`, moduleId: `${'M'.repeat(42)}A` };
const receiver = `${'R'.repeat(42)}A`;
const sentMs = 1_700_000_000_000;
const hourMs = 3_600_000;

const outboxOf = (anchor: string, quantity = '5', target = receiver): Json => ({
  Target: target,
  Anchor: anchor,
  Data: 'paid',
  Tags: [{ name: 'Quantity', value: quantity }],
});

const pushedTags = (quantity: string, pushedFor: string): Tags =>
  [
    ['Quantity', quantity],
    ['Data-Protocol', 'ao'],
    ['Type', 'Message'],
    ['From-Process', sender.processId],
    ['From-Module', sender.moduleId],
    ['Pushed-For', pushedFor],
  ].map(([name = '', value = '']) => ({ name, value }));

function received(nonce: number, anchor: string, quantity = '5', pushedFor = 'cause-1'): ReceivedMessage {
  const tags = pushedTags(quantity, pushedFor);
  const message = { target: receiver, anchor, data: 'paid', tags };
  const entry = { assignment: { nonce, timestampMs: sentMs }, message } as unknown as ScheduledMessage;
  return { processId: receiver, entry, senderId: sender.processId, depth: 1 };
}

const resultOf = (nonce: number, ...Messages: readonly Json[]): MessageResult => ({
  nonce,
  messageId: `cause-${nonce}`,
  assignmentId: null,
  cron: null,
  result: { Messages, Assignments: [], Spawns: [], Output: '' },
});

const causeAt = (timestampMs: number, tags: Tags = []) =>
  ({ assignment: { timestampMs }, message: { tags } }) as unknown as ScheduledMessage;

describe('the search for what was emitted', () => {
  it('finds a message at its place in the outbox, and is then over', () => {
    const wanted = received(8, 'a2');
    const search = createEmissionSearch(sender, [wanted]);
    search.look({ result: resultOf(0, outboxOf('a0')), cause: causeAt(sentMs) });
    expect(search.isOver).toBe(false);
    search.look({ result: resultOf(1, outboxOf('a1'), outboxOf('a2')), cause: causeAt(sentMs) });
    expect(search.isOver).toBe(true);
    expect(search.outcomes(undefined).get(wanted)).toEqual({ kind: 'emitted', senderNonce: 1, index: 1 });
  });

  it('accepts the message at the beginning of a chain of pushes as the cause', () => {
    const wanted = received(8, 'a1', '5', 'root');
    const search = createEmissionSearch(sender, [wanted]);
    const cause = causeAt(sentMs, [{ name: 'Pushed-For', value: 'root' }]);
    search.look({ result: resultOf(1, outboxOf('a1')), cause });
    expect(search.outcomes(undefined).get(wanted)).toMatchObject({ kind: 'emitted' });
  });

  it('takes for that what the messenger has written last, not what a process says of it', () => {
    const tags = ['own', 'root'].map((value) => ({ name: 'Pushed-For', value }));
    const outcomeFor = (pushedFor: string) => {
      const wanted = received(8, 'a1', '5', pushedFor);
      const search = createEmissionSearch(sender, [wanted]);
      search.look({ result: resultOf(1, outboxOf('a1')), cause: causeAt(sentMs, tags) });
      return search.outcomes(undefined).get(wanted)?.kind;
    };
    expect(['root', 'own'].map(outcomeFor)).toEqual(['emitted', 'not-emitted']);
  });

  it('knows no cause of what a timer emitted, and of a duplicate nothing at all', () => {
    const wanted = received(8, 'a1');
    const search = createEmissionSearch(sender, [wanted]);
    search.look({ result: { ...resultOf(1, outboxOf('a1')), messageId: null }, cause: undefined });
    search.look({ result: { ...resultOf(2), result: null }, cause: undefined });
    expect(search.outcomes(undefined).get(wanted)).toMatchObject({
      kind: 'not-emitted',
      nearestNonce: 1,
      differences: [{ field: 'pushed-for', actual: 'cause-1' }],
    });
  });

  it('tells a payment that was made once from its repetition', () => {
    const [first, again] = [received(8, 'a1'), received(9, 'a1')];
    const search = createEmissionSearch(sender, [first, again]);
    search.look({ result: resultOf(1, outboxOf('a1')), cause: causeAt(sentMs) });
    expect(search.isOver).toBe(false);
    const outcomes = search.outcomes(undefined);
    expect(outcomes.get(first)).toMatchObject({ kind: 'emitted' });
    expect(outcomes.get(again)).toEqual({
      kind: 'not-emitted',
      reason: `Process ${sender.processId} sent this once, and that is the message at nonce 8: here it is repeated.`,
      differences: [],
      nearestNonce: null,
    });
  });

  it('finds both of two equal messages where both were made', () => {
    const pair = [received(8, 'a1'), received(9, 'a1')];
    const search = createEmissionSearch(sender, pair);
    search.look({ result: resultOf(1, outboxOf('a1'), outboxOf('a1')), cause: causeAt(sentMs) });
    expect([...search.outcomes(undefined).values()]).toEqual([
      { kind: 'emitted', senderNonce: 1, index: 0 },
      { kind: 'emitted', senderNonce: 1, index: 1 },
    ]);
  });

  it('shows a forged message beside what comes nearest: the same anchor before the same amount', () => {
    const forged = received(8, 'a2', '777');
    const search = createEmissionSearch(sender, [forged]);
    search.look({ result: resultOf(1, outboxOf('a1', '777')), cause: causeAt(sentMs) });
    search.look({ result: resultOf(1, outboxOf('a2', '5')), cause: causeAt(sentMs) });
    search.look({ result: resultOf(1, outboxOf('a3', '777')), cause: causeAt(sentMs) });
    search.look({ result: resultOf(2, outboxOf('a4', '1', 'somebody else')), cause: causeAt(sentMs) });
    expect(search.outcomes(undefined).get(forged)).toEqual({
      kind: 'not-emitted',
      reason: `Process ${sender.processId} sent nothing like it; what comes nearest was emitted at its nonce 1. Its schedule ends there, as its scheduler unit tells it.`,
      nearestNonce: 1,
      differences: [{ field: 'tags', expected: 'Quantity: 5', actual: 'Quantity: 777' }],
    });
  });

  it('says where nothing at all was sent', () => {
    const wanted = received(8, 'a1');
    const search = createEmissionSearch(sender, [wanted]);
    search.look({ result: resultOf(1, outboxOf('a1', '5', 'somebody else')), cause: causeAt(sentMs) });
    expect(search.outcomes(undefined).get(wanted)).toEqual({
      kind: 'not-emitted',
      reason: `Process ${sender.processId} sent nothing to ${receiver} up to then. Its schedule ends there, as its scheduler unit tells it.`,
      nearestNonce: null,
      differences: [],
    });
    search.look({ result: resultOf(2), cause: causeAt(sentMs + 2 * hourMs) });
    expect(search.outcomes(undefined).get(wanted)).toMatchObject({
      reason: `Process ${sender.processId} sent nothing to ${receiver} up to then.`,
    });
  });

  it('ends where the sender is later than any clock could explain', () => {
    const search = createEmissionSearch(sender, [received(8, 'a1')]);
    search.look({ result: resultOf(1), cause: causeAt(sentMs + hourMs) });
    expect(search.isOver).toBe(false);
    search.look({ result: resultOf(2), cause: causeAt(sentMs + hourMs + 1) });
    expect(search.isOver).toBe(true);
  });

  it('concludes nothing where it could not go on, but from what was found', () => {
    const [found, lost] = [received(8, 'a1'), received(9, 'a2')];
    const search = createEmissionSearch(sender, [found, lost]);
    search.look({ result: resultOf(1, outboxOf('a1'), outboxOf('a9')), cause: causeAt(sentMs) });
    const outcomes = search.outcomes('The budget is used up.');
    expect(outcomes.get(found)).toMatchObject({ kind: 'emitted' });
    expect(outcomes.get(lost)).toEqual({ kind: 'unknown', reason: 'The budget is used up.' });
  });
});
