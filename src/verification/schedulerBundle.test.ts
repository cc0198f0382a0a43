import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import type { DataItem } from '../protocol/dataItem.ts';
import { seedHashChain } from '../protocol/hashChain.ts';
import type { ExactRole, FetchExact } from './schedulerItem.ts';
import { countsOf, expectFailure } from './testing/expectations.ts';
import { ownProcess, scheduler, user, verify } from './testing/ownSchedule.ts';
import { type ToldNode, tellItem } from './testing/schedulerText.ts';
import { idOf, signItem, signOldEntry, signSchedule, tellOldEntry } from './testing/signing.ts';

const text = encodeUtf8('Hello.');
const noText = Uint8Array.of(0xff, 0xfe);

async function setting({
  data = text,
  bundled,
}: {
  data?: typeof text;
  bundled?: (message: DataItem) => readonly DataItem[];
} = {}) {
  const base = await signSchedule({ scheduler, user, messages: [] });
  const { processId } = base;
  const message = await signItem(user, { target: processId, data });
  const place = { processId, nonce: 0, hashChain: seedHashChain(processId) };
  const bundle = await signOldEntry(scheduler, place, bundled?.(message) ?? [message]);
  const node = tellOldEntry(bundle, tellItem(message, 'message'));
  return { process: ownProcess(base), message, bundle, node };
}

/** A gateway that has these; and what it was asked for. */
function gateway(shown: readonly DataItem[]) {
  const asked: ExactRole[] = [];
  const fetchExact: FetchExact = async (id, role) => {
    asked.push(role);
    const item = shown.find((each) => idOf(each) === id);
    return item && role === 'bundle' ? { ...item, data: new Uint8Array(0) } : item;
  };
  return { asked, fetchExact };
}

const both = (held: number, open: number) => ({
  'assignment-signatures': [held, open, 0],
  'assignment-tags': [held, open, 0],
});

describe('what a scheduler signed before AOP-1', () => {
  it('is made again of the message, where a gateway tells the bundle’s anchor', async () => {
    const { process, bundle, node } = await setting();
    const { asked, fetchExact } = gateway([bundle]);
    const { tallies, statuses } = await verify([node], { process, fetchExact });
    expect(countsOf(tallies)).toMatchObject({ ...both(1, 0), 'message-signatures': [1, 0, 0] });
    expect(statuses).toEqual(['holds']);
    expect(asked).toEqual(['bundle']);
  });

  it('is made again of a message that is no text, too', async () => {
    const { process, message, bundle, node } = await setting({ data: noText });
    const { asked, fetchExact } = gateway([bundle, message]);
    const { tallies } = await verify([node], { process, fetchExact });
    expect(countsOf(tallies)).toMatchObject({ ...both(1, 0), 'message-signatures': [1, 0, 0] });
    expect(asked).toEqual(['message', 'bundle']);
  });

  it('is asked for whole where the message is not known as it was signed', async () => {
    const { process, bundle, node } = await setting({ data: noText });
    const { asked, fetchExact } = gateway([bundle]);
    const { tallies } = await verify([node], { process, fetchExact });
    expect(countsOf(tallies)).toMatchObject({ ...both(1, 0), 'message-signatures': [0, 1, 0] });
    expect(asked).toEqual(['message', 'assignment']);
  });

  it('is unknown where no gateway has it, or none is there', async () => {
    const { process, node } = await setting();
    for (const fetchExact of [gateway([]).fetchExact, undefined]) {
      const { tallies } = await verify([node], { process, fetchExact });
      expect(countsOf(tallies)).toMatchObject({ ...both(0, 1), 'message-signatures': [1, 0, 0] });
      const reasons = ['assignment-signatures', 'assignment-tags'].map(
        (fact) => tallies.find(({ name }) => name === fact)?.notable?.reason,
      );
      expect(reasons).toEqual([
        'Before AOP-1 the scheduler signed a whole bundle, and the scheduler unit tells only its tags.',
        'Before AOP-1 assignments did not name their message.',
      ]);
    }
  });

  it('is unknown where a gateway’s copy does not hold', async () => {
    const { process, bundle, node } = await setting();
    const { fetchExact } = gateway([{ ...bundle, anchor: new Uint8Array(32) }]);
    const { tallies } = await verify([node], { process, fetchExact });
    expect(countsOf(tallies)).toMatchObject(both(0, 1));
  });

  it.each<[string, (message: DataItem, other: DataItem) => readonly DataItem[]]>([
    ['another message', (_, other) => [other]],
    ['the message and another', (message, other) => [message, other]],
    ['nothing', () => []],
  ])('fails where it is a bundle of %s', async (_, content) => {
    const other = await signItem(user, { target: `${'x'.repeat(42)}A`, data: text });
    const { process, message, bundle, node } = await setting({ bundled: (item) => content(item, other) });
    const { fetchExact } = gateway([bundle]);
    const error = await expectFailure(verify([node], { process, fetchExact }), {
      ...{ code: 'wrong-message', fact: 'assignment-tags', nonce: 0 },
      expected: content(message, other).map(idOf).join(', ') || 'no item',
      actual: idOf(message),
    });
    expect(error.message).toBe(
      'The assignment at nonce 0 is a bundle of something else than the message that it came with.',
    );
  });

  it('fails where what is called a bundle is none', async () => {
    const { process, node } = await setting();
    const assignment = await signItem(scheduler, {
      tags: node.assignment.tags,
      anchor: Uint8Array.of(...new Array(32).fill(200)),
      data: encodeUtf8('no bundle'),
    });
    const message = node.message ?? expect.fail('There should be a message.');
    const { fetchExact } = gateway([assignment]);
    await expectFailure(verify([tellOldEntry(assignment, message)], { process, fetchExact }), {
      ...{ code: 'wrong-message', expected: 'no item' },
    });
  });

  it.each<[string, (node: ToldNode) => ToldNode['assignment']]>([
    [
      'time',
      ({ assignment }) => ({
        ...assignment,
        tags: assignment.tags.map((tag) => (tag.name === 'Timestamp' ? { ...tag, value: '1' } : tag)),
      }),
    ],
    ['anchor', ({ assignment }) => ({ ...assignment, anchor: 'another anchor of 32 characters.' })],
  ])('fails where the unit tells another %s', async (_, change) => {
    const { process, bundle, node } = await setting();
    const { fetchExact } = gateway([bundle]);
    const lie = { ...node, assignment: change(node) };
    await expectFailure(verify([lie], { process, fetchExact }), {
      code: 'text-differs',
      fact: 'assignment-signatures',
    });
  });
});
