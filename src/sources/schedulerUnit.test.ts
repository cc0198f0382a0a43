import { describe, expect, it } from 'vitest';
import type { PagesRequest } from './schedulePages.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import { FakeNetwork, json, type Route } from './testing/fakeNetwork.ts';
import { answerPage, type FakeUnit, fakeNode, processId, timestampOf } from './testing/fakeSchedule.ts';

const base = 'https://su.example';
const routes =
  (unit: FakeUnit): Route =>
  (_, url) =>
    url.pathname === `/${processId}` ? answerPage(unit, url.searchParams) : undefined;

async function readNonces(network: FakeNetwork, request: Partial<PagesRequest>): Promise<readonly number[]> {
  const nonces: number[] = [];
  const unit = createSchedulerUnit(network.http, base);
  for await (const page of unit.fetchPages({ processId, afterNonce: null, ...request })) {
    nonces.push(...page.entries.map(({ entry }) => entry.assignment.nonce));
  }
  return nonces;
}

const upTo = (last: number, first = 0) => Array.from({ length: last - first + 1 }, (_, step) => first + step);

describe('a schedule, page by page', () => {
  it('asks by nonce, with anchors, and never for a single entry', async () => {
    const network = new FakeNetwork(routes({ count: 7 }));
    expect(await readNonces(network, { limit: 1 })).toEqual(upTo(6));
    for (const asked of network.asked) {
      const query = new URL(asked).searchParams;
      expect(query.get('show-anchor')).toBe('1');
      expect(query.get('process-id')).toBe(processId);
      expect(query.get('limit')).toBe('2');
    }
    expect(network.asked[0]).toContain('from-nonce=-1');
  });

  it.each([
    ['from the start', { afterNonce: null, limit: 3 }, upTo(19)],
    ['after a nonce', { afterNonce: 11, limit: 3 }, upTo(19, 12)],
    ['up to a nonce', { afterNonce: null, toNonce: 9, limit: 4 }, upTo(9)],
    ['between', { afterNonce: 3, toNonce: 4, limit: 4 }, [4]],
    ['after the last', { afterNonce: 19, limit: 4 }, []],
    ['beyond the last', { afterNonce: 15, toNonce: 50, limit: 4 }, upTo(19, 16)],
  ])('gives each entry once %s', async (_, request, expected) => {
    for (const claimsMore of [false, true]) {
      const network = new FakeNetwork(routes({ count: 20, claimsMore }));
      expect(await readNonces(network, request)).toEqual(expected);
    }
  });

  it.each([2, 3, 4, 7, 100])(
    'falls back to timestamps where the unit ignores nonces (limit %i)',
    async (limit) => {
      for (const claimsMore of [false, true]) {
        const network = new FakeNetwork(routes({ count: 21, ignoresNonces: true, claimsMore }));
        if (limit === 2) {
          // Two entries share each millisecond: pages of two cannot get past one.
          await expect(readNonces(network, { limit })).rejects.toMatchObject({ code: 'no-progress' });
          continue;
        }
        expect(await readNonces(network, { limit })).toEqual(upTo(20));
        expect(await readNonces(network, { limit, afterNonce: 8, toNonce: 15 })).toEqual(upTo(15, 9));
        const resumed = { limit, afterNonce: 9, afterTimestampMs: timestampOf(9) };
        expect(await readNonces(network, resumed)).toEqual(upTo(20, 10));
      }
    },
  );

  it('asks for less where a page is too much for the unit, and remembers it', async () => {
    const network = new FakeNetwork(routes({ count: 30, maximumPage: 8 }));
    expect(await readNonces(network, { limit: 20 })).toEqual(upTo(29));
    const limits = network.asked.map((asked) => new URL(asked).searchParams.get('limit'));
    expect(limits).toEqual(['20', '10', '5', '5', '5', '5', '5', '5']);
  });

  it('gives up where even two entries are too much', async () => {
    const network = new FakeNetwork(routes({ count: 9, maximumPage: 1 }));
    await expect(readNonces(network, {})).rejects.toMatchObject({
      code: 'http-status',
      details: { status: 400 },
    });
  });

  it('goes on from a first page that was asked for before, at a length that the unit can bear', async () => {
    const network = new FakeNetwork(routes({ count: 20, maximumPage: 5 }));
    const unit = createSchedulerUnit(network.http, base);
    const request = { processId, afterNonce: null, limit: 8 };
    const first = await unit.fetchFirstPage(request);
    const before = network.asked.length;
    const nonces: number[] = [];
    for await (const { entries } of unit.fetchPages({ ...request, first })) {
      nonces.push(...entries.map(({ entry }) => entry.assignment.nonce));
    }
    expect(nonces).toEqual(upTo(19));
    const later = network.asked.slice(before).map((url) => new URL(url).searchParams);
    expect(later.map((query) => query.get('limit'))).toEqual(['4', '4', '4', '4']);
    expect(later[0]?.get('from-nonce')).toBe('3');
  });

  it('leaves a gap, a repeated and a misplaced nonce visible', async () => {
    const network = new FakeNetwork((_, url) =>
      json({
        page_info: { has_next_page: false },
        edges: (url.searchParams.get('from-nonce') === '-1' ? [0, 3, 1, 1] : []).map((nonce) => ({
          node: fakeNode(nonce),
          cursor: String(nonce),
        })),
      }),
    );
    expect(await readNonces(network, {})).toEqual([0, 3, 1, 1]);
  });

  it('puts entries of one millisecond in order of nonce, and no others', async () => {
    const network = new FakeNetwork(() =>
      json({
        page_info: { has_next_page: false },
        edges: [0, 3, 2, 1, 4].map((nonce) => ({
          node: fakeNode(nonce, nonce === 0 || nonce === 4 ? undefined : 1_700_000_000_500),
          cursor: String(nonce),
        })),
      }),
    );
    expect(await readNonces(network, {})).toEqual([0, 1, 2, 3, 4]);
  });

  it('notices a unit that repeats itself', async () => {
    const network = new FakeNetwork(() =>
      answerPage({ count: 9 }, new URLSearchParams('limit=3&to-nonce=50')),
    );
    await expect(readNonces(network, { afterNonce: null })).rejects.toMatchObject({ code: 'no-progress' });
  });

  it('fetches one page ahead, no more, and none after the caller has left', async () => {
    const network = new FakeNetwork(routes({ count: 100 }));
    const unit = createSchedulerUnit(network.http, base);
    const pages = unit.fetchPages({ processId, afterNonce: null, limit: 10 });
    await pages.next();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(network.asked).toHaveLength(2);
    await pages.return();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(network.asked).toHaveLength(2);
  });

  it('stops at an abort, with its reason', async () => {
    const controller = new AbortController();
    const network = new FakeNetwork(routes({ count: 100 }));
    const unit = createSchedulerUnit(network.http, base);
    const pages = unit.fetchPages({ processId, afterNonce: null, limit: 10 }, { signal: controller.signal });
    await pages.next();
    const reason = new DOMException('stop', 'AbortError');
    controller.abort(reason);
    await expect(Promise.resolve(pages.next().then(() => pages.next()))).rejects.toBe(reason);
  });

  it('gives the unit’s own JSON along', async () => {
    const unit = createSchedulerUnit(new FakeNetwork(routes({ count: 3 })).http, base);
    const { value } = await unit.fetchPages({ processId, afterNonce: 1 }).next();
    expect(value?.entries[0]?.node).toEqual(fakeNode(2));
    expect(value?.entries[0]?.entry.message?.data).toBe('data 2');
  });
});

describe('a scheduler unit', () => {
  const refuse = () => json({ error: 'not found' }, { status: 400 });

  it('has no latest message where it answers 400', async () => {
    const network = new FakeNetwork((_, url) => (url.pathname.endsWith('/latest') ? refuse() : undefined));
    expect(await createSchedulerUnit(network.http, base).fetchLatest(processId)).toBeUndefined();
  });

  it('gives the latest message, and the time', async () => {
    const network = new FakeNetwork((_, url) =>
      url.pathname === `/${processId}/latest`
        ? json(fakeNode(41))
        : json({ block_height: '000001526366', timestamp: '1728856580024' }),
    );
    const unit = createSchedulerUnit(network.http, base);
    expect((await unit.fetchLatest(processId))?.assignment.nonce).toBe(41);
    expect(await unit.fetchTimestamp(processId)).toEqual({
      blockHeight: 1_526_366,
      timestampMs: 1_728_856_580_024,
    });
  });

  it('says that it does not know a process', async () => {
    const unit = createSchedulerUnit(new FakeNetwork(refuse).http, base);
    await expect(unit.fetchProcess(processId)).rejects.toMatchObject({ layer: 'source', code: 'not-found' });
  });
});
