import { expect, it } from 'vitest';
import type { DataItem } from '../protocol/dataItem.ts';
import type { ProcessId } from '../protocol/ids.ts';
import { readSignedSpawn } from './spawn.ts';
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
