import { describe, expect, it } from 'vitest';
import type { DataItem } from '../protocol/dataItem.ts';
import type { ProcessId } from '../protocol/ids.ts';
import { checkSpawn, readSignedSpawn } from './spawn.ts';
import { process } from './testing/realSchedule.ts';
import { idOf, signItem, testKey } from './testing/signing.ts';
import { signSpawnBundle } from './testing/spawnBundle.ts';

const scheduler = testKey(11);
const user = testKey(12);
const spawn = { timestampMs: 1_715_000_000_123, blockHeight: 1_450_000 };

async function setting() {
  const item = await signItem(user, { tags: [{ name: 'Type', value: 'Process' }] });
  const other = await signItem(user, { tags: [{ name: 'Type', value: 'Message' }] });
  const process = { id: idOf<ProcessId>(item), scheduler: scheduler.address };
  return { item, other, process, bundle: await signSpawnBundle({ key: scheduler, items: [item], ...spawn }) };
}

it('what a scheduler signed of a spawn is read', async () => {
  const { process, bundle } = await setting();
  expect(await readSignedSpawn(process, bundle)).toEqual(spawn);
});

const others: Readonly<
  Record<string, (given: Awaited<ReturnType<typeof setting>>) => Promise<DataItem> | DataItem>
> = {
  'signed by somebody else': ({ item }) => signSpawnBundle({ key: user, items: [item], ...spawn }),
  'changed after it was signed': ({ bundle }) => ({
    ...bundle,
    tagBytes: Uint8Array.from(bundle.tagBytes, (byte, index) =>
      index === bundle.tagBytes.length - 3 ? 0x39 : byte,
    ),
  }),
  'of another item': ({ other }) => signSpawnBundle({ key: scheduler, items: [other], ...spawn }),
  'of a message and its process together': ({ item, other }) =>
    signSpawnBundle({ key: scheduler, items: [item, other], ...spawn }),
  'of nothing': () => signSpawnBundle({ key: scheduler, items: [], ...spawn }),
  'no bundle': ({ bundle }) =>
    signItem(scheduler, { tags: [{ name: 'Timestamp', value: '1' }], data: bundle.owner }),
  'without a time': ({ bundle }) => signItem(scheduler, { data: bundle.data }),
};

it.each(Object.entries(others))('an item %s says nothing of it', async (_, make) => {
  const given = await setting();
  expect(await readSignedSpawn(given.process, await make(given))).toBeUndefined();
});

it('a height that is missing says nothing', async () => {
  const given = await setting();
  const tags = [{ name: 'Timestamp', value: '1' }];
  const item = await signItem(scheduler, { tags, data: given.bundle.data });
  expect(await readSignedSpawn(given.process, item)).toBeUndefined();
});

describe('the spawn that a scheduler unit tells', () => {
  const told = { ...process, ...spawn };
  const itemId = process.id;

  it('holds where the scheduler signed it', () => {
    expect(checkSpawn(told, spawn, 'gateway')).toEqual({
      ...{ name: 'spawn', source: 'gateway', held: 1, unknown: 0, failed: 0 },
      notable: {
        itemId,
        reason:
          'Time and block of the spawn, by which the process is evaluated, are what the scheduler signed.',
      },
    });
  });

  it('is unknown where nobody shows what it signed', () => {
    expect(checkSpawn(told, undefined, 'gateway')).toEqual({
      ...{ name: 'spawn', source: 'gateway', held: 0, unknown: 1, failed: 0 },
      notable: {
        itemId,
        reason:
          'The schedule does not begin with the process itself, and no gateway shows what the scheduler signed when that was spawned: its time and block, which the module is told first, are the scheduler unit’s word.',
      },
    });
  });

  it.each([{ timestampMs: 1 }, { blockHeight: 1 }])('is unknown, with both, where it signed %o', (change) => {
    const signed = { ...spawn, ...change };
    expect(checkSpawn(told, signed, 'gateway')).toEqual({
      ...{ name: 'spawn', source: 'gateway', held: 0, unknown: 1, failed: 0 },
      notable: {
        itemId,
        reason:
          'The scheduler has signed another time or block of the spawn than its unit tells, by which the process is evaluated.',
        expected: `${signed.timestampMs} ms, block ${signed.blockHeight}`,
        actual: '1715000000123 ms, block 1450000',
      },
    });
  });
});

it('a time or height that is no whole number says nothing', async () => {
  const { process, bundle } = await setting();
  for (const value of ['-1', '1e9', '9007199254740993', '', '12 ']) {
    const tags = [
      { name: 'Timestamp', value },
      { name: 'Block-Height', value: '7' },
    ];
    expect(
      await readSignedSpawn(process, await signItem(scheduler, { tags, data: bundle.data })),
    ).toBeUndefined();
  }
});
