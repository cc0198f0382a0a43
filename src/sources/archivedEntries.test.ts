import { beforeAll, describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import { ProtocolError, SourceError } from '../base/errors.ts';
import { encodeBundle } from '../protocol/bundle.ts';
import type { DataItem } from '../protocol/dataItem.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import {
  idOf,
  type SignedSchedule,
  signAssignment,
  signItem,
  signSchedule,
} from '../verification/testing/signing.ts';
import type { ArchiveGateway } from './archive.ts';
import { fetchArchivedEntries } from './archivedEntries.ts';
import { gatewayOf, other, type Published, publish, scheduler, user } from './testing/fakeArchive.ts';

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

  const whole = () => [signed.process, ...signed.assignments, ...messages].map((item) => publish(item));
  const range = (nonces: readonly number[]) => ({
    processId: signed.processId,
    scheduler: scheduler.address,
    nonces,
  });

  it('take three questions, and one for each message that has data', async () => {
    const gateway = gatewayOf(whole());
    const { entries, hasGap } = await fetchArchivedEntries(gateway, range([0, 1, 2, 3]));
    expect(entries.map(({ node }) => node)).toEqual(signed.nodes.map(withoutAssignmentData));
    expect(hasGap).toBe(false);
    expect(gateway.asked).toEqual(['assignments', 'items', 'by-owner', 'data', 'data', 'data']);
  });

  it('have their fields in the order of a unit, whose text leaves in a file (legacynet.md §1.3)', async () => {
    const { entries } = await fetchArchivedEntries(gatewayOf(whole()), range([0, 1]));
    const message = ['id', 'owner', 'data', 'tags', 'signature', 'anchor', 'target'];
    const assignment = message.filter((name) => name !== 'data');
    for (const { node } of entries as readonly {
      readonly node: { readonly message: object; readonly assignment: object };
    }[]) {
      expect(Object.keys(node.message)).toEqual(message);
      expect(Object.keys(node.assignment)).toEqual(assignment);
    }
    expect(entries).toHaveLength(2);
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

  it('are asked for alone where an index tells no anchor, because of another one that has none', async () => {
    const { processId: target } = signed;
    const anchor = encodeUtf8('an anchor of exactly 32 letters.');
    const [plain, anchored] = [
      await signItem(user, { target, data: encodeUtf8('plain') }),
      await signItem(user, { target, anchor, data: encodeUtf8('anchored') }),
    ];
    const places = [plain, anchored].map((item, index) =>
      signAssignment(scheduler, {
        processId: target,
        nonce: index,
        hashChain: 'unread',
        messageId: idOf(item),
      }),
    );
    const gateway = gatewayOf([plain, anchored, ...(await Promise.all(places))].map((item) => publish(item)));
    const withoutAnchors: ArchiveGateway = {
      ...gateway,
      fetchTransactionMeta: async (ids, options) => {
        const found = await gateway.fetchTransactionMeta(ids, options);
        const isUntold = [...found.values()].some((item) => item.anchor === '');
        const untold = ([id, item]: [ItemId, GatewayTransaction]) => [id, { ...item, anchor: null }] as const;
        return isUntold ? new Map([...found].map(untold)) : found;
      },
    };
    const { entries } = await fetchArchivedEntries(withoutAnchors, range([0, 1]));
    expect(entries.map(({ entry }) => entry.message?.anchor)).toEqual([
      null,
      'an anchor of exactly 32 letters.',
    ]);
  });

  it('leave an anchor of an assignment untold that no index tells', async () => {
    const gateway = gatewayOf(
      whole().map((each) => ({ ...each, metadata: { ...each.metadata, anchor: null } })),
    );
    const { entries } = await fetchArchivedEntries(gateway, range([1]));
    expect(entries[0]?.entry.assignment.anchor).toBeNull();
  });

  it('take no more of a gateway than the index has said', async () => {
    const gateway = gatewayOf(whole());
    const limits: unknown[] = [];
    const noting: ArchiveGateway = {
      ...gateway,
      fetchData: (item, options) => {
        limits.push(options?.maximumBytes);
        return gateway.fetchData(item, options);
      },
    };
    await fetchArchivedEntries(noting, range([2, 3]));
    expect(limits).toEqual([3, 3]);
    const large = [signed.process, ...signed.assignments]
      .map((item) => publish(item))
      .concat(messages.map((item) => publish(item, { dataBytes: item === messages[1] ? null : 2 ** 40 })));
    limits.length = 0;
    const fetchData: ArchiveGateway['fetchData'] = async (_, options) => {
      limits.push(options?.maximumBytes);
      return encodeUtf8('');
    };
    for (const nonce of [2, 3])
      await fetchArchivedEntries({ ...gatewayOf(large), fetchData }, range([nonce]));
    expect(limits).toEqual([64 * 1024 ** 2, 64 * 1024 ** 2]);
  });

  it.each([
    ['the message', (item: DataItem, all: readonly DataItem[]) => item !== all[1], {}],
    ['its signature', () => true, { signature: null }],
    ['its key', () => true, { ownerKey: '' }],
    ['the signature that it has', () => true, { signature: 'AAAA' }],
    ['one in base64url', () => true, { signature: '!' }],
  ])('are not made up where the index lacks %s', async (_, isKnown, change) => {
    const published = [
      ...[signed.process, ...signed.assignments].map((item) => publish(item)),
      ...messages
        .filter((item) => isKnown(item, messages))
        .map((item) => publish(item, item === messages[1] ? change : {})),
    ];
    const gateway = gatewayOf(published);
    const { entries, hasGap } = await fetchArchivedEntries(gateway, range([1, 2, 3]));
    expect({ nonces: entries.map(({ entry }) => entry.assignment.nonce), hasGap }).toEqual({
      nonces: [1],
      hasGap: true,
    });
    await expect(fetchArchivedEntries(gateway, range([2, 3]))).rejects.toMatchObject({
      layer: 'source',
      code: 'not-indexed',
      details: { nonce: 2 },
    });
    // Another index may know it.
    const unasked = new SourceError('timeout', 'Silence.');
    const fetchTransactionMeta: ArchiveGateway['fetchTransactionMeta'] = async (ids, options) =>
      Object.assign(new Map(await gateway.fetchTransactionMeta(ids, options)), { unasked });
    const uncertain = { ...gateway, fetchTransactionMeta };
    expect((await fetchArchivedEntries(uncertain, range([1, 2, 3]))).entries).toHaveLength(1);
    await expect(fetchArchivedEntries(uncertain, range([2, 3]))).rejects.toBe(unasked);
  });

  describe('came along', () => {
    const tell = async (change: Partial<GatewayTransaction>, more: readonly Published[] = []) => {
      const gateway = gatewayOf([
        ...[signed.process, ...signed.assignments].map((item) => publish(item)),
        ...messages.map((item) => publish(item, item === messages[0] ? change : {})),
        ...more,
      ]);
      const { entries } = await fetchArchivedEntries(gateway, range([1]));
      return { isSent: entries[0]?.entry.message !== null };
    };

    it('where they are addressed to the process, and no earlier assignment names them', async () => {
      expect(await tell({})).toMatchObject({ isSent: true });
      expect(await tell({ bundledIn: other })).toMatchObject({ isSent: true });
    });

    it('where the index does not know their bundle yet', async () => {
      expect(await tell({ bundledIn: null, blockHeight: null })).toMatchObject({ isSent: true });
    });

    it('never where they are addressed elsewhere, or of layer 1', async () => {
      expect(await tell({ recipient: other })).toMatchObject({ isSent: false });
      expect(await tell({ bundledIn: null })).toMatchObject({ isSent: false });
    });

    it('where the unit’s own bundle has them, wherever else they lie, and not where it has the assignment alone', async () => {
      const [, one] = signed.assignments;
      const [message] = messages;
      if (one === undefined || message === undefined) throw new Error('one is assigned');
      const inBundle = async (items: readonly DataItem[], by = scheduler) => {
        const holding = await signItem(by, { data: encodeBundle(items) });
        const bundledIn = idOf(holding);
        const change = { bundledIn: other };
        const published = [signed.process, one, message].map((item) =>
          publish(item, item === one ? { bundledIn } : change),
        );
        const gateway = gatewayOf([...published, publish(holding)]);
        const { entries } = await fetchArchivedEntries(gateway, range([1]));
        return entries[0]?.entry.message !== null;
      };
      expect(await inBundle([one, message])).toBe(true);
      expect(await inBundle([one])).toBe(false);
      // A bundler puts together whatever it gets.
      expect(await inBundle([one], user)).toBe(true);
    });

    it('is not guessed while an index that may know the unit’s own bundle cannot be asked', async () => {
      const [, one] = signed.assignments;
      const [message] = messages;
      if (one === undefined || message === undefined) throw new Error('one is assigned');
      const gateway = gatewayOf([publish(one), publish(message, { bundledIn: other })]);
      const unasked = new SourceError('unreachable', 'It is away.');
      const silent: ArchiveGateway = {
        ...gateway,
        fetchTransactionMeta: async (ids, options) =>
          Object.assign(new Map(await gateway.fetchTransactionMeta(ids, options)), { unasked }),
      };
      await expect(fetchArchivedEntries(silent, range([1]))).rejects.toBe(unasked);
    });

    it('is as it is without the unit’s own bundle where no gateway has that', async () => {
      const [, one] = signed.assignments;
      const [message] = messages;
      if (one === undefined || message === undefined) throw new Error('one is assigned');
      const holding = await signItem(scheduler, { data: encodeBundle([one]) });
      const gateway = gatewayOf([
        ...[publish(one, { bundledIn: idOf(holding) }), publish(message, { bundledIn: other })],
        publish(holding),
      ]);
      const without: ArchiveGateway = {
        ...gateway,
        fetchData: async (item, options) => {
          if (item.id === idOf(holding)) throw new SourceError('not-found', 'Nobody has it.');
          return gateway.fetchData(item, options);
        },
      };
      const { entries } = await fetchArchivedEntries(without, range([1]));
      expect(entries[0]?.entry.message).not.toBeNull();
    });

    it('once only, however often they are assigned', async () => {
      const place = { processId: signed.processId, hashChain: 'unread' };
      const [once, often] = messages.map(idOf);
      // The newest first, as indexes tell them: of the one of 111 times only the newest find room.
      const assignments = await Promise.all(
        Array.from({ length: 112 }, (_, back) => {
          const nonce = 111 - back;
          const messageId = (nonce === 5 ? once : often) ?? '';
          return signAssignment(scheduler, { ...place, nonce, messageId });
        }),
      );
      const gateway = gatewayOf([...assignments, ...messages].map((item) => publish(item)));
      const full: ArchiveGateway = {
        ...gateway,
        fetchByOwner: async (query) => (await gateway.fetchByOwner(query)).slice(0, query.limit),
      };
      const nonces = Array.from({ length: 20 }, (_, nonce) => nonce);
      const { entries } = await fetchArchivedEntries(full, range(nonces));
      const sent = entries.filter(({ entry }) => entry.message !== null);
      expect(sent.map(({ entry }) => entry.assignment.nonce)).toEqual([0, 5]);
    });

    it('also where an index refuses to be asked for that many at once', async () => {
      const { processId } = signed;
      const twelve = Array.from({ length: 12 }, (_, nonce) => nonce);
      const published = await Promise.all(
        twelve.map(async (nonce) => {
          const item = await signItem(user, { target: processId, data: encodeUtf8(String(nonce)) });
          const place = { processId, nonce, hashChain: 'unread', messageId: idOf(item) };
          return [publish(item), publish(await signAssignment(scheduler, place))];
        }),
      );
      const gateway = gatewayOf(published.flat());
      const asked: number[] = [];
      const sparing: ArchiveGateway = {
        ...gateway,
        fetchByOwner: async (query) => {
          const count = Math.max(...query.tags.map(({ values }) => values.length));
          asked.push(count);
          if (count > 10) throw new ProtocolError('graphql-error', 'too many values');
          return gateway.fetchByOwner(query);
        },
      };
      const { entries } = await fetchArchivedEntries(sparing, range(twelve));
      expect(entries.filter(({ entry }) => entry.message !== null)).toHaveLength(12);
      expect(asked).toEqual([12, 10, 2]);
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
      // Nor where a bundler has put all of it together.
      expect(await tell({}, [publish(again)])).toMatchObject({ isSent: false });
    });
  });
});

/** A unit tells no data of an assignment. */
function withoutAssignmentData({ message, assignment }: SignedSchedule['nodes'][number]) {
  const { data: _, ...rest } = assignment;
  return { message, assignment: rest };
}
