import { beforeAll, describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { type DataItem, tagsOf } from '../protocol/dataItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import { findTag } from '../protocol/tags.ts';
import { idOf, type SignedSchedule, signItem, signSchedule } from '../verification/testing/signing.ts';
import type { ArchiveGateway } from './archive.ts';
import { createArchivedSchedule } from './archivedSchedule.ts';
import { gatewayOf, type Published, publish, scheduler, user } from './testing/fakeArchive.ts';

const contents = ['one', 'two', 'three'].map((text) => ({ data: encodeUtf8(text) }));
let signed: SignedSchedule;
let items: readonly DataItem[];
beforeAll(async () => {
  signed = await signSchedule({ scheduler, user, messages: contents });
  const { processId: target, process, assignments } = signed;
  const messages = await Promise.all(contents.map((content) => signItem(user, { target, ...content })));
  items = [process, ...messages, ...assignments];
});

const whole = () => items.map((item) => publish(item));
const messageAt = (nonce: number) => items[nonce] as DataItem;

function archiveOf(gateway: ArchiveGateway, mayBeSigned: (id: string) => boolean = () => true) {
  return createArchivedSchedule({
    ...{ gateway, url: 'https://gateway.test', scheduler: scheduler.address },
    standsInBecause: new SourceError('unreachable', 'It is gone.'),
    mayBeSigned: async ({ id }) => mayBeSigned(id),
  });
}

/** Of the scheduler’s key, though nothing of the schedule. */
async function claimAt(nonce: number): Promise<Published> {
  const { processId } = signed;
  const tags = [
    { name: 'Process', value: processId },
    { name: 'Nonce', value: String(nonce) },
    { name: 'Message', value: processId },
  ];
  return publish(await signItem(scheduler, { tags }));
}

describe('the latest entry of an archived schedule', () => {
  it('is the last that the index has with a signature that may hold, whatever it only claims', async () => {
    const claim = await claimAt(2 ** 40);
    const archive = archiveOf(gatewayOf([claim, ...whole()]), (id) => id !== claim.metadata.id);
    const latest = await archive.fetchLatest(signed.processId);
    expect(latest?.assignment.nonce).toBe(3);
    expect(await archive.fetchTimestamp(signed.processId)).toEqual({
      timestampMs: latest?.assignment.timestampMs,
      blockHeight: latest?.assignment.blockHeight,
    });
  });

  it('is the last that it claims where none has such a signature: that is not a process without messages', async () => {
    const latest = await archiveOf(gatewayOf(whole()), () => false).fetchLatest(signed.processId);
    expect(latest?.assignment.nonce).toBe(3);
  });

  it('is told without its message where the index lacks that', async () => {
    const lacking = whole().filter(({ item }) => item !== messageAt(3));
    const archive = archiveOf(gatewayOf(lacking));
    const latest = await archive.fetchLatest(signed.processId);
    expect(latest).toMatchObject({ message: null, assignment: { nonce: 3, messageId: idOf(messageAt(3)) } });
  });

  it('is none where there is only the process', async () => {
    const only = whole().filter(({ metadata: { tags } }) =>
      tags.every(({ name, value }) => name !== 'Nonce' || value === '0'),
    );
    expect(await archiveOf(gatewayOf(only)).fetchLatest(signed.processId)).toBeUndefined();
    expect(await archiveOf(gatewayOf([])).fetchLatest(signed.processId)).toBeUndefined();
  });

  it('is not searched for without end where an index always tells one more', async () => {
    const [first] = signed.assignments;
    const { metadata } = publish(first as DataItem);
    const at = (nonce: number): GatewayTransaction => ({
      ...metadata,
      tags: metadata.tags.map((tag) => (tag.name === 'Nonce' ? { ...tag, value: String(nonce) } : tag)),
    });
    let count = 0;
    const endless: ArchiveGateway = {
      ...gatewayOf([]),
      fetchAssignments: async ({ nonces }) => {
        count += 1;
        return [at(nonces[0] ?? 0)];
      },
    };
    await expect(archiveOf(endless).fetchLatest(signed.processId)).rejects.toMatchObject({
      code: 'no-progress',
    });
    expect(count).toBeLessThan(100);
  });
});

describe('pages of an archived schedule', () => {
  const read = async (gateway: ArchiveGateway) => {
    const nonces: number[] = [];
    const request = { processId: signed.processId, afterNonce: null };
    try {
      for await (const { entries } of archiveOf(gateway).fetchPages(request))
        nonces.push(...entries.map(({ entry }) => entry.assignment.nonce));
    } catch (error) {
      return { nonces, error };
    }
    return { nonces };
  };

  it.each([
    ['an assignment', () => signed.assignments[2]],
    ['a message', () => messageAt(2)],
  ])('reach up to %s that the index lacks, and then say so', async (_, lacking) => {
    const gateway = gatewayOf(whole().filter(({ item }) => item !== lacking()));
    expect(await read(gateway)).toMatchObject({
      nonces: [0, 1],
      error: { layer: 'source', code: 'not-indexed' },
    });
  });

  it('end where the index does', async () => {
    expect(await read(gatewayOf(whole()))).toEqual({ nonces: [0, 1, 2, 3] });
  });
});

it('a process is told with the spawn that its scheduler signed, and not where no index shows that', async () => {
  const { processId, process } = signed;
  const [first] = signed.assignments;
  const tagOf = (name: string) => Number(findTag(tagsOf(first as DataItem), name));
  expect(await archiveOf(gatewayOf(whole())).fetchProcess(processId)).toMatchObject({
    id: processId,
    blockHeight: tagOf('Block-Height'),
    timestampMs: tagOf('Timestamp'),
  });
  const alone = archiveOf(gatewayOf([publish(process)])).fetchProcess(processId);
  await expect(alone).rejects.toMatchObject({
    code: 'not-found',
    details: { what: `when process ${processId} was spawned` },
  });
  await expect(archiveOf(gatewayOf([])).fetchProcess(processId)).rejects.toMatchObject({
    code: 'not-found',
    details: { what: `process ${processId}` },
  });
});

it('a process that one index does not know is not unknown where another could not be asked', async () => {
  const unasked = new SourceError('unreachable', 'It is away.');
  const gateway: ArchiveGateway = {
    ...gatewayOf([]),
    fetchTransactionMeta: async () => Object.assign(new Map(), { unasked }),
  };
  await expect(archiveOf(gateway).fetchProcess(signed.processId)).rejects.toBe(unasked);
});
