import { beforeAll, describe, expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineApi, FindPage, FindTerm, MessageView, ProcessRequest } from '../api.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';

const [token, room, mishaps, library] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };
const beyond = 10_000;

interface Found {
  readonly nonces: readonly number[];
  readonly pages: readonly FindPage[];
}

async function findAll(
  engine: EngineApi,
  place: ProcessRequest,
  terms: readonly FindTerm[],
  { fetches = false, beforeNonce = beyond } = {},
): Promise<Found> {
  const pages: FindPage[] = [];
  for (let before: number | null = beforeNonce; before !== null; ) {
    const page: FindPage = await engine.findMessages({ ...place, terms, beforeNonce: before, fetches });
    pages.push(page);
    before = page.nextBefore;
  }
  return { pages, nonces: pages.flatMap(({ rows }) => rows.map(({ nonce }) => nonce)) };
}

/** Every message as its own page tells it: what is found is compared with what a reader of all of them would find. */
async function readAll(engine: EngineApi, place: ProcessRequest): Promise<readonly MessageView[]> {
  const { latestNonce } = await engine.readProcess(place);
  const messages: MessageView[] = [];
  for (let nonce = 0; nonce <= (latestNonce ?? -1); nonce += 1)
    messages.push(await engine.readMessage({ ...place, nonce }));
  return messages;
}

const said = ({ tags }: MessageView, name: string) =>
  tags.filter((tag) => tag.name === name).map(({ value }) => value);

describe.each([
  { process: token, holds: 'actions, senders, targets and tags' },
  { process: mishaps, holds: 'errors' },
])('in $process.name, evaluated here', ({ process }) => {
  const store = createMemoryStore();
  const engine = demoEngine(store);
  const place = { network, processId: process.id };
  let messages: readonly MessageView[] = [];

  beforeAll(async () => {
    await runJob(engine, { kind: 'replay', ...place });
    messages = await readAll(engine, place);
  }, 60_000);

  /** Asks one question for each text that the messages have, and one that none has. */
  async function compare(
    texts: (message: MessageView) => readonly string[],
    termFor: (text: string) => FindTerm,
  ): Promise<number> {
    const all = [...new Set(messages.flatMap(texts).filter((text) => text !== ''))];
    for (const text of [...all.slice(0, 6), 'nobody says this']) {
      const expected = messages.filter((message) => texts(message).includes(text));
      const { nonces } = await findAll(engine, place, [termFor(text)]);
      expect([text, nonces]).toEqual([text, expected.map(({ nonce }) => nonce).reverse()]);
    }
    return all.length;
  }

  it('finds what a filter over all messages finds, by action', async () => {
    const count = await compare(
      (message) => said(message, 'Action'),
      (value) => ({ kind: 'action', value }),
    );
    expect(count).toBeGreaterThan(1);
  });

  it('by sender and by signer', async () => {
    await compare(
      ({ from }) => [from],
      (value) => ({ kind: 'from', value }),
    );
    await compare(
      ({ owner }) => [owner],
      (value) => ({ kind: 'signer', value }),
    );
  });

  it('by target, by any tag, and by whatever names an id', async () => {
    await compare(
      ({ target }) => [target ?? ''],
      (value) => ({ kind: 'target', value }),
    );
    for (const name of ['Recipient', 'Quantity', 'Pushed-For', 'X-Note']) {
      await compare(
        (message) => said(message, name),
        (value) => ({ kind: 'tag', name, value }),
      );
      const { nonces } = await findAll(engine, place, [{ kind: 'tag', name, value: null }]);
      expect(nonces).toEqual(
        messages
          .filter((message) => said(message, name).length > 0)
          .map(({ nonce }) => nonce)
          .reverse(),
      );
    }
    await compare(
      (message) => [
        message.assignmentId,
        message.messageId,
        message.owner,
        message.target ?? '',
        ...message.tags.map(({ value }) => value),
      ],
      (value) => ({ kind: 'names', value }),
    );
  });

  it('by result: errors, and whom it sends to', async () => {
    const { nonces } = await findAll(engine, place, [{ kind: 'error' }]);
    const expected = messages.filter(({ outcome }) => outcome.kind === 'error');
    expect(nonces).toEqual(expected.map(({ nonce }) => nonce).reverse());
    await compare(
      ({ result }) => (result?.Messages ?? []).map((sent) => String(Object(sent).Target)),
      (value) => ({ kind: 'sent-to', value }),
    );
  });

  it('by all terms at once', async () => {
    const [sample] = messages.filter((message) => said(message, 'Action').length > 0).slice(-3);
    const terms: readonly FindTerm[] = [
      { kind: 'action', value: said(sample ?? expect.fail('none has an action'), 'Action')[0] ?? '' },
      { kind: 'from', value: sample?.from ?? '' },
    ];
    const { nonces } = await findAll(engine, place, terms);
    expect(nonces).toContain(sample?.nonce);
    const expected = messages.filter(
      (message) =>
        said(message, 'Action').includes(said(sample ?? message, 'Action')[0] ?? '') &&
        message.from === sample?.from,
    );
    expect(nonces).toEqual(expected.map(({ nonce }) => nonce).reverse());
  });

  it('verifies each, and tells all that it looked at', async () => {
    const { pages, nonces } = await findAll(engine, place, []);
    expect(nonces).toEqual(messages.map(({ nonce }) => nonce).reverse());
    const rows = pages.flatMap((page) => page.rows);
    expect(rows.map(({ nonce, status }) => [nonce, status])).toEqual(
      messages.map(({ nonce, status }) => [nonce, status]).reverse(),
    );
    expect(pages.every((page) => page.rows.length <= 20)).toBe(true);
    const spans = pages.flatMap(({ looked }) => looked);
    expect(spans.reduce((sum, { fromNonce, toNonce }) => sum + toNonce - fromNonce + 1, 0)).toBe(
      messages.length,
    );
  });

  it('suggests the most frequent actions and senders', async () => {
    const { actions, senders, lookedAt } = await engine.suggestTerms({ ...place, beforeNonce: beyond });
    expect(lookedAt).toBe(messages.length);
    const seen = (text: string) => messages.filter((message) => said(message, 'Action')[0] === text).length;
    expect(actions.map(({ text, count }) => [text, count])).toEqual(
      actions.map(({ text }) => [text, seen(text)]),
    );
    expect(actions.length).toBeGreaterThan(1);
    const counts = senders.map(({ count }) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  it('suggests from all that was evaluated here where nobody has asked how far the schedule goes', async () => {
    expect(await engine.suggestTerms(place)).toEqual(
      await engine.suggestTerms({ ...place, beforeNonce: beyond }),
    );
    expect(await demoEngine().suggestTerms(place)).toEqual({ actions: [], senders: [], lookedAt: 0 });
    await expect(engine.suggestTerms({ ...place, processId: 'hello' })).rejects.toMatchObject({
      code: 'invalid-id',
    });
  });
});

describe('what is kept in part', () => {
  const place = { network, processId: room.id };
  let whole: Store;

  beforeAll(async () => {
    whole = createMemoryStore();
    await runJob(demoEngine(whole), { kind: 'replay', ...place });
  }, 60_000);

  async function keptWithout(without: (nonce: number) => boolean): Promise<Store> {
    const kept = createMemoryStore();
    const entries = await whole.loadSchedule(room.id, { fromNonce: 0, toNonce: beyond });
    await kept.saveSchedule(
      room.id,
      entries.filter(({ nonce }) => !without(nonce)),
    );
    return kept;
  }

  it('is looked at as far as it goes, gaps told; nothing is asked for but the link of what stands behind one', async () => {
    const asked: string[] = [];
    const kept = await keptWithout((nonce) => nonce === 30 || nonce > 50);
    const engine = demoEngine(kept, {
      fetch: (request) => {
        asked.push(new URL(request.url).pathname);
        return demoDevnet(request);
      },
    });
    const { pages, nonces } = await findAll(engine, place, [], { beforeNonce: 60 });
    const looked = pages
      .flatMap((page) => page.looked)
      .flatMap(({ fromNonce, toNonce }) =>
        Array.from({ length: toNonce - fromNonce + 1 }, (_, index) => toNonce - index),
      );
    expect(looked).toEqual(nonces);
    expect(nonces).toEqual([...Array(51).keys()].filter((nonce) => nonce !== 30).reverse());
    expect(asked.filter((path) => path === `/${room.id}`)).toHaveLength(1);
  });

  it('is fetched and verified where that is wanted', async () => {
    const kept = await keptWithout((nonce) => nonce === 30 || nonce > 50);
    const { pages, nonces } = await findAll(demoEngine(kept), place, [], { fetches: true, beforeNonce: 60 });
    expect(nonces).toEqual([...Array(60).keys()].reverse());
    expect(new Set(pages.flatMap(({ rows }) => rows.map(({ status }) => status)))).toEqual(
      new Set(['holds']),
    );
    expect(pages.every(({ failing }) => failing === 0)).toBe(true);
  });

  it('tells of messages whose result nobody knows here', async () => {
    const { pages, nonces } = await findAll(demoEngine(await keptWithout(() => false)), place, [
      { kind: 'error' },
    ]);
    expect(nonces).toEqual([]);
    expect(pages.reduce((sum, { withoutResult }) => sum + withoutResult, 0)).toBeGreaterThan(50);
  });

  it('is found where letters are written as numbers, and told where it cannot be read', async () => {
    const kept = await keptWithout((nonce) => nonce > 60);
    const entries = await kept.loadSchedule(room.id, { fromNonce: 0, toNonce: 60 });
    const { actions } = await demoEngine(kept).suggestTerms({ ...place, beforeNonce: beyond });
    const action = actions[0]?.text ?? '';
    const term = { kind: 'action', value: action } as const;
    const { nonces } = await findAll(demoEngine(kept), place, [term]);
    const numbered = `"\\u${action.charCodeAt(0).toString(16).padStart(4, '0')}${action.slice(1)}"`;
    await kept.saveSchedule(
      room.id,
      entries.map(({ nonce, json }) => ({
        nonce,
        json: nonce === 60 ? 'not JSON' : json.replaceAll(`"${action}"`, numbered),
      })),
    );
    const again = await findAll(demoEngine(kept), place, [term]);
    expect(again.nonces).toEqual(nonces.filter((nonce) => nonce !== 60));
    expect(nonces.length).toBeGreaterThan(1);
  });
});

it('says that an item which was assigned without being sent along could be compared by its id only', async () => {
  const store = createMemoryStore();
  const engine = demoEngine(store);
  const place = { network, processId: library.id };
  await runJob(engine, { kind: 'replay', ...place });
  const { pages } = await findAll(engine, place, [{ kind: 'action', value: 'nobody says this' }]);
  const entries = await store.loadSchedule(library.id, { fromNonce: 0, toNonce: beyond });
  const assigned = entries.filter(({ json }) => (JSON.parse(json) as { message?: unknown }).message == null);
  expect(assigned.length).toBeGreaterThan(0);
  expect(pages.reduce((sum, { withoutMessage }) => sum + withoutMessage, 0)).toBe(assigned.length);
});

it('looks at a long schedule a stretch at a time, and ends early where nothing is kept', async () => {
  const kept = createMemoryStore();
  const entries = Array.from({ length: 9_001 }, (_, nonce) => ({ nonce, json: '{"message":{}}' }));
  await kept.saveSchedule(token.id, entries);
  const place = { network, processId: token.id };
  const terms = [{ kind: 'action', value: 'Transfer' }] as const;
  const { pages } = await findAll(demoEngine(kept), place, terms, { beforeNonce: 9_001 });
  expect(pages.map(({ nextBefore }) => nextBefore)).toEqual([5_001, 1_001, null]);
  const nothing = await findAll(demoEngine(), place, terms, { beforeNonce: 7_000_000 });
  expect(nothing.pages.length).toBeGreaterThan(50);
  expect(nothing.pages.flatMap(({ looked }) => looked)).toEqual([]);
});
