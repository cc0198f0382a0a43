import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { type DataItem, itemIdOf, tagsOf } from '../protocol/dataItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { findTag } from '../protocol/tags.ts';
import {
  idOf,
  type SignedSchedule,
  signItem,
  signSchedule,
  testKey,
} from '../verification/testing/signing.ts';
import { type ArchiveGateway, fetchArchivedEntries } from './archivedEntries.ts';

const scheduler = testKey(71);
const user = testKey(72);
const bundle = `${'B'.repeat(42)}A` as ItemId;
const other = `${'C'.repeat(42)}A` as ItemId;

function indexed(item: DataItem, change: Partial<GatewayTransaction> = {}): GatewayTransaction {
  const key = [scheduler, user].find(({ owner }) => owner.every((byte, index) => byte === item.owner[index]));
  return {
    id: itemIdOf(item.signature),
    signature: encodeBase64url(item.signature),
    anchor: encodeBase64url(item.anchor),
    recipient: encodeBase64url(item.target),
    ownerKey: encodeBase64url(item.owner),
    ownerAddress: key?.address ?? '',
    tags: tagsOf(item),
    dataBytes: item.data.length,
    blockHeight: 10,
    bundledIn: bundle,
    ...change,
  };
}

interface Published {
  readonly item: DataItem;
  readonly metadata: GatewayTransaction;
}

/** What it was asked for, in order. */
function gatewayOf(published: readonly Published[]): ArchiveGateway & { readonly asked: string[] } {
  const asked: string[] = [];
  const all = published.map(({ metadata }) => metadata);
  return {
    asked,
    fetchAssignments: async ({ owner, processId, nonces }) => {
      asked.push('assignments');
      return all.filter(
        ({ ownerAddress, tags }) =>
          ownerAddress === owner &&
          findTag(tags, 'Process') === processId &&
          nonces.includes(Number(findTag(tags, 'Nonce') ?? Number.NaN)),
      );
    },
    fetchByOwner: async ({ owner, tags: wanted }) => {
      asked.push('by-owner');
      return all.filter(
        ({ ownerAddress, tags }) =>
          ownerAddress === owner &&
          wanted.every(({ name, values }) => values.includes(findTag(tags, name) ?? '')),
      );
    },
    fetchTransactionMeta: async (ids) => {
      asked.push('items');
      return new Map(all.filter(({ id }) => ids.includes(id)).map((metadata) => [metadata.id, metadata]));
    },
    fetchRaw: async (id) => {
      asked.push('data');
      const found = published.find(({ metadata }) => metadata.id === id);
      if (found === undefined) throw new Error(`Nobody has published ${id}.`);
      return found.item.data;
    },
  };
}

describe('entries that are read from Arweave', () => {
  let signed: SignedSchedule;
  let messages: readonly DataItem[];
  beforeAll(async () => {
    const contents = ['', 'one', 'two'].map((text) => ({ data: encodeUtf8(text) }));
    signed = await signSchedule({ scheduler, user, messages: contents });
    const { processId } = signed;
    messages = await Promise.all(
      contents.map((content) => signItem(user, { target: processId, ...content })),
    );
  });

  const publish = (item: DataItem, change?: Partial<GatewayTransaction>): Published => ({
    item,
    metadata: indexed(item, change),
  });
  const whole = () => [signed.process, ...signed.assignments, ...messages].map((item) => publish(item));
  const range = (nonces: readonly number[]) => ({
    processId: signed.processId,
    scheduler: scheduler.address,
    nonces,
  });

  it('take two questions, and one for each message that has data', async () => {
    const gateway = gatewayOf(whole());
    const { entries, hasGap } = await fetchArchivedEntries(gateway, range([0, 1, 2, 3]));
    expect(entries.map(({ node }) => node)).toEqual(signed.nodes.map(withoutAssignmentData));
    expect(hasGap).toBe(false);
    expect(gateway.asked).toEqual(['assignments', 'items', 'data', 'data', 'data']);
  });

  it('end before the first that the index lacks, and say whether there are later ones', async () => {
    const [zero, one, two, three] = signed.assignments.map((item) => publish(item));
    const rest = [signed.process, ...messages].map((item) => publish(item));
    const read = async (known: readonly (Published | undefined)[]) => {
      const published = [...rest, ...known.filter((each) => each !== undefined)];
      const { entries, hasGap } = await fetchArchivedEntries(gatewayOf(published), range([0, 1, 2, 3]));
      return { count: entries.length, hasGap };
    };
    expect(await read([zero, one, two, three])).toEqual({ count: 4, hasGap: false });
    expect(await read([zero, one, three])).toEqual({ count: 2, hasGap: true });
    expect(await read([zero, one, two])).toEqual({ count: 3, hasGap: false });
    expect(await read([one])).toEqual({ count: 0, hasGap: true });
    expect(await read([])).toEqual({ count: 0, hasGap: false });
  });

  it('keep two assignments of one nonce, for whoever verifies to see', async () => {
    const [, one] = signed.assignments;
    const twin = one && { ...one, signature: Uint8Array.from(one.signature, (byte) => byte ^ 1) };
    const published = [...whole(), ...(twin === undefined ? [] : [publish(twin)])];
    const { entries } = await fetchArchivedEntries(gatewayOf(published), range([0, 1, 2]));
    expect(entries.map(({ entry }) => entry.assignment.nonce)).toEqual([0, 1, 1, 2]);
  });

  it('of much data are fewer, and at least one', async () => {
    const large = 50 * 1024 ** 2;
    const published = [signed.process, ...signed.assignments]
      .map((item) => publish(item))
      .concat(messages.map((item) => publish(item, { dataBytes: large })));
    const count = async (nonces: readonly number[]) =>
      (await fetchArchivedEntries(gatewayOf(published), range(nonces))).entries.length;
    expect(await count([0, 1, 2, 3])).toBe(2);
    expect(await count([2, 3])).toBe(1);
    expect(await count([3])).toBe(1);
  });

  it.each([
    ['the message', (item: DataItem, all: readonly DataItem[]) => item !== all[1], {}],
    ['its signature', () => true, { signature: null }],
    ['its key', () => true, { ownerKey: '' }],
  ])('are not made up where the index lacks %s', async (_, isKnown, change) => {
    const published = [
      ...[signed.process, ...signed.assignments].map((item) => publish(item)),
      ...messages
        .filter((item) => isKnown(item, messages))
        .map((item) => publish(item, item === messages[1] ? change : {})),
    ];
    await expect(fetchArchivedEntries(gatewayOf(published), range([1, 2]))).rejects.toMatchObject({
      layer: 'source',
      code: 'not-indexed',
      details: { nonce: 2 },
    });
  });

  describe('came along', () => {
    const tell = async (change: Partial<GatewayTransaction>, more: readonly Published[] = []) => {
      const gateway = gatewayOf([
        ...[signed.process, ...signed.assignments].map((item) => publish(item)),
        ...messages.map((item) => publish(item, item === messages[0] ? change : {})),
        ...more,
      ]);
      const { entries } = await fetchArchivedEntries(gateway, range([1]));
      return { isSent: entries[0]?.entry.message !== null, asked: gateway.asked };
    };

    it('where they lie in one bundle with their assignment, which settles it', async () => {
      const { isSent, asked } = await tell({});
      expect({ isSent, isAsked: asked.includes('by-owner') }).toEqual({ isSent: true, isAsked: false });
    });

    it('where they lie in another, and no earlier assignment names them', async () => {
      expect(await tell({ bundledIn: other })).toMatchObject({ isSent: true });
    });

    it('never where they are addressed elsewhere, or of layer 1', async () => {
      expect(await tell({ recipient: other })).toMatchObject({ isSent: false });
      expect(await tell({ bundledIn: null })).toMatchObject({ isSent: false });
    });

    it('once only', async () => {
      const [message] = messages;
      const again = await signItem(scheduler, {
        tags: [
          { name: 'Process', value: signed.processId },
          { name: 'Nonce', value: '0' },
          { name: 'Message', value: message === undefined ? '' : idOf(message) },
        ],
      });
      expect(await tell({ bundledIn: other }, [publish(again)])).toMatchObject({ isSent: false });
    });
  });
});

/** A unit tells no data of an assignment. */
function withoutAssignmentData({ message, assignment }: SignedSchedule['nodes'][number]) {
  const { data: _, ...rest } = assignment;
  return { message, assignment: rest };
}
