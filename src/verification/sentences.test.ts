import { describe, expect, it } from 'vitest';
import { nextHashChain, seedHashChain } from '../protocol/hashChain.ts';
import type { ProcessId } from '../protocol/ids.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import { checkAssignmentTags, checkPlace, type SchedulePosition } from './place.ts';
import { verifyProcess } from './processItem.ts';
import { verifySchedulerItem } from './schedulerItem.ts';
import { verify } from './testing/ownSchedule.ts';
import { decode, process, processAsTold, told } from './testing/realSchedule.ts';

// No code compares these sentences. People read them when something is wrong, so they must say what, where and at which nonce.

const [first, , third] = decode(told);
if (first === undefined || third?.message == null) throw new Error('the vectors are not what they were');
const { assignment, message } = third;
const at = (change: Partial<ScheduledMessage['assignment']>): ScheduledMessage => ({
  ...third,
  assignment: { ...assignment, ...change },
});
const before: SchedulePosition = {
  nonce: 1,
  epoch: 0,
  assignmentId: first.assignment.id,
  hashChain: seedHashChain(process.id),
  timestampMs: assignment.timestampMs,
  blockHeight: assignment.blockHeight,
  spawnBlockHeight: 1_440_000,
};
const tags = (entry: ScheduledMessage) => () => checkAssignmentTags(entry, process, '');
const place =
  (entry: ScheduledMessage, position = before) =>
  () =>
    checkPlace(entry, process, position, '');

describe('a reader is told', () => {
  it.each<[string, () => unknown]>([
    [
      'The assignment at nonce 2 is for another process.',
      tags(at({ processId: `${'P'.repeat(42)}A` as ProcessId })),
    ],
    [
      'The assignment at nonce 2 neither names a message nor comes with one.',
      tags({ ...at({ messageId: null }), message: null }),
    ],
    [
      'The assignment at nonce 2 came with another message than it names.',
      tags({ ...third, message: { ...message, id: `${'M'.repeat(42)}A` as typeof message.id } }),
    ],
    [
      'The assignment at nonce 2 names no message, as only a process’s own may.',
      tags(at({ messageId: null })),
    ],
    ['The assignment at nonce 5 is not the next one: 3 are missing.', place(at({ nonce: 5 }))],
    ['The assignment at nonce 1 has had its turn already.', place(at({ nonce: 1 }))],
    ['The assignment at nonce 2 is of another epoch.', place(at({ epoch: 1 }))],
    [
      'The assignment at nonce 2 is earlier than the one before it.',
      place(at({ timestampMs: before.timestampMs - 1 })),
    ],
    ['The assignment at nonce 2 does not join the one before it.', place(at({ hashChain: 'x' }))],
  ])('%s', (sentence, work) => {
    expect(work).toThrow(expect.objectContaining({ message: sentence }));
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'The assignment at nonce 0 is signed by mx8zvkz0jWNwAiBnBqkGcZqqfcFYptbrL4RIKMd4anc, but the process names _GQ33BkPtZrqxA84vM8Zk-N2aO0toNNu_C-l-rawrBA as its scheduler.',
      () => verify(told, { process: processAsTold }),
    ],
    [
      'Process wrong was asked for, and 4QTyVpvWlwjfsYAvkTSIWjp5XVGf-Rg_Co8K1lPNbvo came.',
      () => verifyProcess(process, 'wrong' as ProcessId, { source: '' }),
    ],
    [
      'The process 4QTyVpvWlwjfsYAvkTSIWjp5XVGf-Rg_Co8K1lPNbvo has a signature, key or target that is not base64url.',
      () => verifyProcess({ ...process, item: { ...process.item, target: '!' } }, process.id, { source: '' }),
    ],
    [
      'The process 4QTyVpvWlwjfsYAvkTSIWjp5XVGf-Rg_Co8K1lPNbvo comes with an owner address that is not its key’s.',
      () =>
        verifyProcess({ ...process, item: { ...process.item, ownerAddress: '' } }, process.id, {
          source: '',
        }),
    ],
    [
      'The process 4QTyVpvWlwjfsYAvkTSIWjp5XVGf-Rg_Co8K1lPNbvo is not the hash of the signature it came with.',
      () =>
        verifyProcess({ ...process, item: { ...process.item, signature: 'AAAA' } }, process.id, {
          source: '',
        }),
    ],
    [
      'The process 4QTyVpvWlwjfsYAvkTSIWjp5XVGf-Rg_Co8K1lPNbvo has a signature that does not hold.',
      () => verifyProcess({ ...process, item: { ...process.item, anchor: 'a' } }, process.id, { source: '' }),
    ],
  ])('%s', async (sentence, work) => {
    await expect(work()).rejects.toThrow(expect.objectContaining({ message: sentence }));
  });

  it('why the chain of an old process is not held against it', () => {
    const old = { ...before, spawnBlockHeight: 1_439_999 };
    const chainOf = (position: SchedulePosition) => checkPlace(at({}), process, position, '').tallies.at(-1);
    expect(chainOf(old)).toMatchObject({
      name: 'hash-chain',
      unknown: 1,
      notable: {
        reason: 'Hash chains of processes from before height 1440000 were written wrongly, and this one is.',
        nonce: 2,
        itemId: assignment.id,
        expected: nextHashChain(old.assignmentId, old.hashChain),
        actual: assignment.hashChain,
      },
    });
    expect(chainOf({ ...old, hashChain: 'broken' })?.notable).toMatchObject({ expected: 'a chain value' });
  });

  it('at which nonce an item fails', async () => {
    const anchored = { ...first.assignment, anchor: 'x' };
    const check = { role: 'assignment', fact: 'assignment-signatures', nonce: 0 } as const;
    await expect(verifySchedulerItem(anchored, check)).rejects.toThrow(
      `The assignment ${first.assignment.id} at nonce 0 has a signature that does not hold.`,
    );
  });
});
