import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../base/bytes.ts';
import { addressOfKey } from '../protocol/address.ts';
import { itemIdOf } from '../protocol/dataItem.ts';
import type { FetchExact } from './schedulerItem.ts';
import { countsOf, expectFailure } from './testing/expectations.ts';
import { chainOf, ownProcess, scheduler, texts, user, verify } from './testing/ownSchedule.ts';
import { type ToldItem, tellItem } from './testing/schedulerText.ts';
import { signItem, signSchedule, testKey } from './testing/signing.ts';

describe('a schedule signed with Ethereum keys', () => {
  it('is believed, and its scheduler may be named by either kind of address', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: texts('a', 'b') });
    const own = ownProcess(schedule);
    const { tallies } = await verify(schedule.nodes, { process: own });
    expect(countsOf(tallies)['assignment-signatures']).toEqual([3, 0, 0]);
    const address = addressOfKey(scheduler.owner);
    expect(address).toMatch(/^0x/);
    await expect(verify(schedule.nodes, { process: { ...own, scheduler: address } })).resolves.toBeDefined();
  });
});

describe('a stranger', () => {
  it('cannot assign, even with everything else in order', async () => {
    const schedule = await signSchedule({ scheduler: testKey(3), user, messages: texts('a') });
    const own = { ...ownProcess(schedule), scheduler: scheduler.address };
    await expectFailure(verify(schedule.nodes, { process: own }), {
      fact: 'scheduler-authorised',
      code: 'scheduler-not-authorised',
      nonce: 0,
      expected: scheduler.address,
      actual: testKey(3).address,
    });
  });

  it('cannot assign under the scheduler’s address', async () => {
    const schedule = await signSchedule({ scheduler: testKey(3), user, messages: texts('a') });
    const nodes = schedule.nodes.map((node) => ({
      ...node,
      assignment: { ...node.assignment, owner: { ...node.assignment.owner, address: scheduler.address } },
    }));
    const own = { ...ownProcess(schedule), scheduler: scheduler.address };
    await expectFailure(verify(nodes, { process: own }), {
      fact: 'assignment-signatures',
      code: 'owner-mismatch',
      nonce: 0,
    });
  });
});

describe('what a module is given', () => {
  const binary = Uint8Array.from([0x68, 0xff, 0x69]);

  /** The entry at `nonce` told otherwise; gateways have every item. */
  async function toldOtherwise(nonce: 0 | 1, change: Partial<ToldItem>, data?: Bytes) {
    const content = { processData: encodeUtf8('boot'), ...(nonce === 0 && data && { processData: data }) };
    const schedule = await signSchedule({ scheduler, user, messages: [{}], ...content });
    const item = nonce === 0 ? schedule.process : await signItem(user, { target: schedule.processId });
    const nodes = schedule.nodes.map((node, index) =>
      index === nonce && node.message !== null ? { ...node, message: { ...node.message, ...change } } : node,
    );
    return verify(nodes, { process: ownProcess(schedule), fetchExact: async () => item });
  }

  it.each<[string, 0 | 1, Partial<ToldItem>, Bytes | undefined, string]>([
    ['a process’s data left out', 0, { data: null }, undefined, 'data'],
    ['a process’s empty data left out', 0, { data: null }, new Uint8Array(0), 'data'],
    ['a message’s empty data left out', 1, { data: null }, undefined, 'data'],
    ['an anchor told as empty where there is none', 1, { anchor: '' }, undefined, 'anchor'],
    ['a process’s anchor told as empty', 0, { anchor: '' }, undefined, 'anchor'],
    ['a process’s signature left out', 0, { signature: '' }, undefined, 'signature'],
    ['a message’s signature left out', 1, { signature: '' }, undefined, 'signature'],
  ])(
    'is what a scheduler unit tells of what was signed: %s leaves it unknown, whatever a gateway has',
    async (_, nonce, change, data, field) => {
      const { tallies } = await toldOtherwise(nonce, change, data);
      expect(countsOf(tallies)['message-signatures']).toEqual([1, 1, 0]);
      const tally = tallies.find(({ name }) => name === 'message-signatures');
      expect(tally?.notable).toMatchObject({ nonce, reason: expect.stringContaining(`tell its ${field}`) });
    },
  );

  it('is a process without data where that is not text', async () => {
    const { tallies } = await toldOtherwise(0, {}, binary);
    expect(countsOf(tallies)['message-signatures']).toEqual([2, 0, 0]);
  });
});

describe('an assigned item', () => {
  const assigned = async () => {
    const base = await signSchedule({ scheduler, user, messages: [] });
    const item = await signItem(user, {
      target: base.processId,
      anchor: encodeUtf8('a'.repeat(32)),
      tags: [{ name: 'Action', value: 'x' }],
      data: encodeUtf8('\ufeffhello'),
    });
    const messageId = tellItem(item, 'message').id;
    const { nodes, own } = await chainOf([{ messageId }]);
    return {
      nodes: nodes.map((node, index) => (index === 1 ? { ...node, message: null } : node)),
      own,
      item,
      messageId,
    };
  };

  it('is believed from a gateway, and becomes part of the entry', async () => {
    const { nodes, own, item, messageId } = await assigned();
    const asked: unknown[] = [];
    const fetchExact = async (...args: readonly unknown[]) => {
      asked.push(args);
      return item;
    };
    const { messages, tallies, statuses } = await verify(nodes, { process: own, fetchExact });
    expect(asked).toEqual([[messageId, 'assigned']]);
    expect(countsOf(tallies)['assigned-items']).toEqual([1, 0, 0]);
    expect(statuses).toEqual(['holds', 'holds']);
    expect(messages[1]?.assigned).toEqual({
      id: messageId,
      ownerKey: encodeBase64url(user.owner),
      ownerAddress: user.address,
      tags: [{ name: 'Action', value: 'x' }],
      signature: encodeBase64url(item.signature),
      anchor: encodeBase64url(item.anchor),
      target: encodeBase64url(item.target),
      // The reference reads a response as text, which takes the byte order mark away.
      data: 'hello',
    });
  });

  it.each(['nothing', 'another item', 'a changed item'] as const)(
    'stays unknown when the gateway gives %s',
    async (what) => {
      const { nodes, own, item, messageId } = await assigned();
      const answers = {
        nothing: undefined,
        'another item': await signItem(user, {}),
        'a changed item': { ...item, data: encodeUtf8('x') },
      };
      const { messages, tallies } = await verify(nodes, {
        process: own,
        fetchExact: async () => answers[what],
      });
      expect(tallies.find(({ name }) => name === 'assigned-items')).toMatchObject({
        held: 0,
        unknown: 1,
        notable: {
          reason:
            what === 'nothing'
              ? 'No gateway gave the assigned item as it was signed.'
              : 'The assigned item, as a gateway tells it, is no data item whose signature holds, and no gateway gave it as a transaction.',
          nonce: 1,
          itemId: messageId,
        },
      });
      expect(messages[1]?.assigned).toBeUndefined();
    },
  );

  it.each(['another item', 'a changed item'] as const)(
    'fails when the gateway gives %s, and says that it came in a bundle',
    async (what) => {
      const { nodes, own, item, messageId } = await assigned();
      const other = await signItem(user, {});
      const told = what === 'another item' ? other : { ...item, data: encodeUtf8('x') };
      const asked: unknown[] = [];
      const fetchExact: FetchExact = async (_, role) => {
        asked.push(role);
        return { ...told, isBundled: true };
      };
      const differs =
        what === 'another item'
          ? { code: 'id-mismatch', expected: messageId, actual: itemIdOf(other.signature) }
          : {
              code: 'signature-invalid',
              expected: `a signature by ${user.address} over what is told`,
              actual: 'a signature of something else',
            };
      const failure = { fact: 'assigned-items', nonce: 1, itemId: messageId, ...differs };
      await expectFailure(verify(nodes, { process: own, fetchExact }), failure);
      expect(asked).toEqual(['assigned']);
    },
  );

  it('stays unknown where it came in a bundle, signed in a way that is not known here', async () => {
    const { nodes, own, item, messageId } = await assigned();
    // No type of ANS-104 has a key of that length.
    const unsupported = { ...item, owner: new Uint8Array(7), isBundled: true };
    const { tallies } = await verify(nodes, { process: own, fetchExact: async () => unsupported });
    expect(tallies.find(({ name }) => name === 'assigned-items')?.notable).toEqual({
      reason: 'It is signed in a way that Selfsame cannot check.',
      nonce: 1,
      itemId: messageId,
    });
  });
});

describe('bytes that are no text', () => {
  const binary = Uint8Array.from([104, 255, 105]);

  it('leave the process unknown in its own schedule, until a gateway gives them', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: [], processData: binary });
    const own = ownProcess(schedule);
    expect(schedule.nodes[0]?.message?.data).toBeNull();
    const { tallies } = await verify(schedule.nodes, { process: own });
    expect(tallies.find(({ name }) => name === 'message-signatures')?.notable).toEqual({
      reason: 'The scheduler unit does not tell its data.',
      nonce: 0,
      itemId: schedule.processId,
    });
    const asked: unknown[] = [];
    const fetchExact = async (...args: readonly unknown[]) => {
      asked.push(args);
      return schedule.process;
    };
    const { statuses } = await verify(schedule.nodes, { process: own, fetchExact });
    expect(statuses).toEqual(['holds']);
    expect(asked).toEqual([[schedule.processId, 'process']]);
  });

  it('leave a message unknown, until a gateway gives them', async () => {
    const schedule = await signSchedule({ scheduler, user, messages: [{ data: binary }] });
    const own = ownProcess(schedule);
    expect((await verify(schedule.nodes, { process: own })).statuses).toEqual(['holds', 'unknown']);
    const exact = await signItem(user, { target: schedule.processId, data: binary });
    const asked: unknown[] = [];
    const fetchExact = async (...args: readonly unknown[]) => {
      asked.push(args);
      return exact;
    };
    const { statuses, messages } = await verify(schedule.nodes, { process: own, fetchExact });
    expect(statuses).toEqual(['holds', 'holds']);
    expect(asked).toEqual([[schedule.nodes[1]?.message?.id, 'message']]);
    // Processes are evaluated with what the scheduler unit tells, damaged as it is.
    expect(messages[1]?.message?.data).toBe('h\ufffdi');
  });
});
