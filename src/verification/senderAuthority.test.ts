import { describe, expect, it } from 'vitest';
import type { AssignedItem, ScheduledMessage } from '../protocol/message.ts';
import type { Tags } from '../protocol/tags.ts';
import { checkSenderAuthority, sendingProcessOf } from './senderAuthority.ts';
import { ownProcess, verify } from './testing/ownSchedule.ts';
import { decode } from './testing/realSchedule.ts';
import { signSchedule, testKey } from './testing/signing.ts';

const sender = `${'S'.repeat(42)}A`;
const messenger = testKey(7);
const stranger = testKey(8);
const scheduler = testKey(1);

async function make(messageTags: Tags, authorities: readonly string[], signer = messenger) {
  const schedule = await signSchedule({ scheduler, user: signer, messages: [{ tags: messageTags }] });
  const own = ownProcess(schedule);
  const tags = [...own.tags, ...authorities.map((value) => ({ name: 'Authority', value }))];
  const [, entry] = decode(schedule.nodes);
  if (entry?.message == null) throw new Error('the schedule has no message');
  return { entry, owner: entry.message.id, process: { ...own, tags }, nodes: schedule.nodes };
}

const from = (value: string): Tags => [{ name: 'From-Process', value }];
/** As processes see the test keys, which are Ethereum's. */
const addressOf = async (key: typeof messenger) => {
  const { entry, process } = await make(from(sender), [], key);
  return checkSenderAuthority(entry, process, 'x')?.notable?.actual ?? '';
};

describe('who vouches for a message from a process', () => {
  it('is an authority of the receiving process', async () => {
    const { entry, process } = await make(from(sender), ['somebody', await addressOf(messenger)]);
    expect(checkSenderAuthority(entry, process, 'unit')).toEqual({
      name: 'sender-authority',
      source: 'unit',
      held: 1,
      unknown: 0,
      failed: 0,
    });
  });

  it('is nobody where a stranger only names a sender that is trusted: that the process believes it is said', async () => {
    const { entry, process } = await make(from(sender), [sender], stranger);
    const found = checkSenderAuthority(entry, process, 'unit');
    expect(found).toMatchObject({ held: 0, unknown: 1 });
    expect(found?.notable?.reason).toMatch(
      /nobody whom this process trusts has signed that\. The process believes it all the same/,
    );
  });

  it('is nobody where a stranger signed: who sent it is unknown, and the message is named', async () => {
    const authority = await addressOf(messenger);
    const { entry, process } = await make(from(sender), ['somebody', authority], stranger);
    expect(checkSenderAuthority(entry, process, 'unit')).toEqual({
      name: 'sender-authority',
      source: 'unit',
      held: 0,
      unknown: 1,
      failed: 0,
      notable: {
        reason: `The message at nonce 1 says that process ${sender} sent it, but nobody whom this process trusts has signed that.`,
        nonce: 1,
        itemId: entry.message?.id,
        expected: `somebody, ${authority}`,
        actual: await addressOf(stranger),
      },
    });
    expect(authority).toMatch(/^0x/);
  });

  it('is nobody where the process names no authority', async () => {
    const { entry, process } = await make(from(sender), []);
    expect(checkSenderAuthority(entry, process, 'unit')?.notable?.expected).toBe('no authority is named');
  });

  it('is not asked for where no process is named, or only the signer', async () => {
    for (const tags of [[], from(''), from(await addressOf(messenger))]) {
      const { entry, process } = await make(tags, []);
      expect(sendingProcessOf(entry)).toBeUndefined();
      expect(checkSenderAuthority(entry, process, 'unit')).toBeUndefined();
    }
  });

  it('is decided by the first of several tags, as processes decide it', async () => {
    const { entry } = await make([...from(sender), ...from('other')], []);
    expect(sendingProcessOf(entry)).toBe(sender);
  });

  it('is asked of an item that was only assigned, and of none that nobody has told', async () => {
    const { entry, process } = await make(from(sender), []);
    const assigned = entry.message as AssignedItem;
    const hydrated: ScheduledMessage = { assignment: entry.assignment, message: null, assigned };
    expect(checkSenderAuthority(hydrated, process, 'unit')).toMatchObject({ unknown: 1 });
    const untagged = { ...hydrated, assigned: { ...assigned, tags: null } };
    expect(checkSenderAuthority(untagged, process, 'unit')).toBeUndefined();
    const missing: ScheduledMessage = { assignment: entry.assignment, message: null };
    expect(checkSenderAuthority(missing, process, 'unit')).toBeUndefined();
  });

  it('is part of what is found about a schedule, and takes nothing from it', async () => {
    const { process, nodes } = await make(from(sender), [], stranger);
    const { tallies } = await verify(nodes, { process });
    expect(tallies.find(({ name }) => name === 'sender-authority')).toMatchObject({ unknown: 1 });
    const trusting = await make(from(sender), [await addressOf(stranger)], stranger);
    const found = await verify(trusting.nodes, { process: trusting.process });
    expect(found.tallies.find(({ name }) => name === 'sender-authority')).toMatchObject({
      held: 1,
      unknown: 0,
    });
  });
});
