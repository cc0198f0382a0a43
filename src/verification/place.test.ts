import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import { nextHashChain, seedHashChain } from '../protocol/hashChain.ts';
import type { AssignmentId } from '../protocol/ids.ts';
import { checkPlace } from './place.ts';
import { countsOf, expectFailure } from './testing/expectations.ts';
import { chainOf, ownProcess, scheduler, texts, user, verifier, verify } from './testing/ownSchedule.ts';
import { decode, process } from './testing/realSchedule.ts';
import { type ToldItem, tellItem } from './testing/schedulerText.ts';
import { signAssignment, signItem, signSchedule } from './testing/signing.ts';

describe('a scheduler that signs nonsense', () => {
  it.each([
    ['a nonce too high', { nonce: 3 }, 'nonces-gapless', 'nonce-gap', 3],
    ['a nonce twice', { nonce: 1 }, 'nonces-gapless', 'nonce-repeated', 1],
    ['an earlier time', { timestampMs: 1_700_000_000_999 }, 'time-order', 'time-reversed', 2],
    ['another chain', { hashChain: `${'x'.repeat(42)}A` }, 'hash-chain', 'hash-chain-broken', 2],
    ['a chain that is no hash', { hashChain: 'x' }, 'hash-chain', 'hash-chain-broken', 2],
    ['another process', { processId: process.id }, 'assignment-tags', 'wrong-process', 2],
  ] as const)('is caught at %s', async (_, place, fact, code, nonce) => {
    const { nodes, own } = await chainOf([{}, place]);
    await expectFailure(verify(nodes, { process: own }), { fact, code, nonce });
  });

  it('may give two entries the same time and block', async () => {
    const time = { timestampMs: 1_700_000_005_000 };
    const { nodes, own } = await chainOf([time, time]);
    await expect(verify(nodes, { process: own })).resolves.toBeDefined();
  });

  it('is told of where it gives an entry a lower block, which its gateway may have told it', async () => {
    const { nodes, own } = await chainOf([{ blockHeight: 1_500_001 }, { blockHeight: 1_500_000 }, {}]);
    const { tallies } = await verify(nodes, { process: own });
    expect(countsOf(tallies)).toMatchObject({ 'time-order': [3, 1, 0] });
    expect(tallies.find(({ name }) => name === 'time-order')?.notable).toMatchObject({
      reason: expect.stringMatching(
        /^The assignment at nonce 2 is at a lower block than the one before it: /,
      ),
      nonce: 2,
      expected: '1500001 or more',
      actual: '1500000',
    });
  });

  it('cannot begin at another nonce, or with a chain of its own', async () => {
    const { nodes, own } = await chainOf([{}]);
    await expectFailure(verify(nodes.slice(1), { process: own }), {
      code: 'nonce-gap',
      expected: '0',
      actual: '1',
    });
    const base = await signSchedule({ scheduler, user, messages: [] });
    const assignment = await signAssignment(scheduler, {
      processId: base.processId,
      nonce: 0,
      hashChain: nextHashChain(own.id as unknown as AssignmentId, seedHashChain(own.id)),
    });
    const lone = {
      message: base.nodes[0]?.message ?? null,
      assignment: tellItem(assignment, 'assignment', { showAnchor: true }),
    };
    await expectFailure(verify([lone], { process: ownProcess(base) }), {
      fact: 'hash-chain',
      code: 'hash-chain-broken',
    });
  });

  it('cannot change the epoch', async () => {
    const { nodes, own } = await chainOf([{}]);
    const entries = decode(nodes).map((entry) =>
      entry.assignment.nonce === 1 ? { ...entry, assignment: { ...entry.assignment, epoch: 1 } } : entry,
    );
    await expectFailure(verifier({ process: own }).verify(entries), {
      fact: 'nonces-gapless',
      code: 'epoch-changed',
      nonce: 1,
      expected: '0',
      actual: '1',
    });
  });
});

describe('an assignment without Message tag', () => {
  const nameless = async (nonce: number, message: ToldItem | null) => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    const assignment = await signAssignment(scheduler, {
      processId: base.processId,
      nonce,
      hashChain: seedHashChain(base.processId),
    });
    const node = { message, assignment: tellItem(assignment, 'assignment', { showAnchor: true }) };
    return verify([node], { process: ownProcess(base) });
  };

  it('must come with something', async () => {
    await expectFailure(nameless(0, null), {
      fact: 'assignment-tags',
      code: 'message-missing',
      expected: 'a message',
      actual: 'none',
    });
  });

  it('must come with the process', async () => {
    const message = tellItem(await signItem(user, {}), 'message');
    await expectFailure(nameless(0, message), { fact: 'assignment-tags', code: 'wrong-message' });
  });

  it('must be the first', async () => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    await expectFailure(nameless(1, base.nodes[0]?.message ?? null), {
      fact: 'assignment-tags',
      code: 'wrong-message',
    });
  });
});

describe('an assignment that is a bundle and names its message', () => {
  it('is believed in that, as any other', async () => {
    const { nodes, own } = await chainOf([{ extraTags: [{ name: 'Bundle-Format', value: 'binary' }] }]);
    const { tallies } = await verify(nodes, { process: own });
    expect(countsOf(tallies)).toMatchObject({ 'assignment-tags': [2, 0, 0] });
  });
});

describe('a process from before chains were reliable', () => {
  it('may have a broken chain, which then is unknown', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: texts('a'), blockHeight: 1_439_999 });
    const { id: messageId } = tellItem(await signItem(user, {}), 'message');
    const broken = await signAssignment(scheduler, {
      processId: schedule.processId,
      nonce: 2,
      hashChain: 'broken',
      blockHeight: 1_439_999,
      messageId,
    });
    const after = await signAssignment(scheduler, {
      processId: schedule.processId,
      nonce: 3,
      hashChain: 'also broken',
      blockHeight: 1_600_000,
      messageId,
    });
    const nodes = [broken, after].map((assignment) => ({
      message: null,
      assignment: tellItem(assignment, 'assignment', { showAnchor: true }),
    }));
    // What the unit says about the spawn does not help it: the signed height of nonce 0 counts.
    const own = ownProcess(schedule, '9999999');
    const { tallies } = await verify([...schedule.nodes, ...nodes], { process: own });
    const chain = tallies.find(({ name }) => name === 'hash-chain');
    expect(chain).toMatchObject({ held: 2, unknown: 2, notable: { nonce: 2, actual: 'broken' } });
  });

  it('is judged by the signed height of its first entry, not by what the unit says', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: [], blockHeight: 1_440_000 });
    const broken = await signAssignment(scheduler, {
      processId: schedule.processId,
      nonce: 1,
      hashChain: 'broken',
      messageId: schedule.processId,
    });
    const node = { message: null, assignment: tellItem(broken, 'assignment', { showAnchor: true }) };
    await expectFailure(verify([...schedule.nodes, node], { process: ownProcess(schedule, '1') }), {
      fact: 'hash-chain',
      code: 'hash-chain-broken',
      nonce: 1,
    });
  });

  it('is judged by what the unit says where it is not in its own schedule', async () => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    const message = await signItem(user, { target: base.processId, data: encodeUtf8('x') });
    const assignment = await signAssignment(scheduler, {
      processId: base.processId,
      nonce: 0,
      hashChain: 'broken',
      messageId: tellItem(message, 'message').id,
    });
    const node = {
      message: tellItem(message, 'message'),
      assignment: tellItem(assignment, 'assignment', { showAnchor: true }),
    };
    const { tallies } = await verify([node], { process: ownProcess(base, '1439999') });
    expect(countsOf(tallies)['hash-chain']).toEqual([0, 1, 0]);
    await expectFailure(verify([node], { process: ownProcess(base, '1440000') }), {
      code: 'hash-chain-broken',
    });
    // A gateway knows neither, and signs nothing: what it says of the height excuses no broken chain.
    const told = { ...ownProcess(base, '1439999'), timestampMs: 0 };
    await expectFailure(verify([node], { process: told }), { code: 'hash-chain-broken' });
  });
});

describe('an entry after one whose chain was no chain value', () => {
  it('cannot join it, and is told that anything else was expected', async () => {
    const { nodes, own } = await chainOf([{}]);
    const [first, second] = decode(nodes);
    if (first === undefined || second === undefined) throw new Error('the schedule is too short');
    const { id: assignmentId, timestampMs, blockHeight } = first.assignment;
    const before = {
      nonce: 0,
      epoch: 0,
      assignmentId,
      timestampMs,
      blockHeight,
      spawnBlockHeight: 1_500_000,
    };
    expect(() => checkPlace(second, own, { ...before, hashChain: 'no chain value' }, '')).toThrow(
      expect.objectContaining({
        code: 'hash-chain-broken',
        details: expect.objectContaining({ expected: 'a chain value', actual: second.assignment.hashChain }),
      }),
    );
  });
});
