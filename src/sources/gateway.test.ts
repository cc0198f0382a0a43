import { describe, expect, it } from 'vitest';
import { decodeItemId } from '../protocol/ids.ts';
import vectors from '../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import { createGateway } from './gateway.ts';
import { FakeNetwork, fakeId, inTurn, json, type Route } from './testing/fakeNetwork.ts';

const network = {
  gateways: ['https://one.example', 'https://two.example'],
  graphql: ['https://one.example/graphql', 'https://index.example/graphql'],
};
const id = (number: number) => decodeItemId(fakeId(number));

const node = (itemId: string) => ({
  id: itemId,
  anchor: 'AQAB',
  signature: 'AQAB',
  recipient: '',
  owner: { address: fakeId(1), key: 'AQAB' },
  tags: [{ name: 'Type', value: 'Module' }],
  data: { size: '12', type: null },
  block: { height: 1_500_000, timestamp: 1_700_000_000 },
  bundledIn: { id: fakeId(77) },
});

const page = (nodes: readonly unknown[]) =>
  json({
    data: {
      transactions: {
        pageInfo: { hasNextPage: false },
        edges: nodes.map((each) => ({ cursor: 'c', node: each })),
      },
    },
  });

/** GraphQL endpoints that know only some ids. */
const indexes =
  (known: Readonly<Record<string, readonly string[]>>): Route =>
  async (request, url) => {
    const { variables } = (await request.json()) as { variables: { ids: string[]; first: number } };
    expect(variables.first).toBe(variables.ids.length);
    return page(variables.ids.filter((each) => known[url.host]?.includes(each)).map(node));
  };

describe('transaction metadata', () => {
  it('comes from the first endpoint that knows it', async () => {
    const fake = new FakeNetwork(
      indexes({ 'one.example': [fakeId(1)], 'index.example': [fakeId(1), fakeId(2)] }),
    );
    const found = await createGateway(fake.http, network).fetchTransactionMeta([id(1), id(2), id(3)]);
    expect([...found.keys()]).toEqual([fakeId(1), fakeId(2)]);
    expect(found.get(id(1))).toEqual({
      id: fakeId(1),
      signature: 'AQAB',
      anchor: 'AQAB',
      recipient: '',
      ownerKey: 'AQAB',
      ownerAddress: fakeId(1),
      tags: [{ name: 'Type', value: 'Module' }],
      dataBytes: 12,
      blockHeight: 1_500_000,
      bundledIn: fakeId(77),
    });
    expect(fake.asked).toEqual(network.graphql);
  });

  it('asks the next endpoint where one does not know how an item was signed, and takes that where none does', async () => {
    const told: Readonly<Record<string, object[]>> = {
      'one.example': [
        { ...node(fakeId(1)), signature: '<not-found>' },
        { ...node(fakeId(2)), signature: null },
      ],
      'index.example': [
        node(fakeId(1)),
        { ...node(fakeId(2)), owner: { address: fakeId(1), key: '<not-found>' } },
      ],
    };
    const fake = new FakeNetwork((_, url) => page(told[url.host] ?? []));
    const found = await createGateway(fake.http, network).fetchTransactionMeta([id(1), id(2)]);
    expect(found.get(id(1))?.signature).toBe('AQAB');
    expect(found.get(id(2))).toMatchObject({ signature: null, ownerKey: 'AQAB' });
    expect(fake.asked).toEqual(network.graphql);
  });

  it('is not unknown where an endpoint could not be asked, and the others know nothing', async () => {
    const fake = new FakeNetwork((request, url) =>
      url.host === 'one.example'
        ? new Response('', { status: 429 })
        : indexes({ 'index.example': [fakeId(2)] })(request, url),
    );
    const gateway = createGateway(fake.http, network);
    await expect(gateway.fetchTransactionMeta([id(1)])).rejects.toMatchObject({ code: 'rate-limited' });
    // What is told with others is told, and what is missing of them is not known to be missing.
    const some = await gateway.fetchTransactionMeta([id(1), id(2)]);
    expect([...some.keys()]).toEqual([id(2)]);
    expect(some.unasked).toMatchObject({ code: 'rate-limited' });
    const all = await gateway.fetchTransactionMeta([id(2)]);
    expect([...all.keys(), all.unasked]).toEqual([id(2), undefined]);
  });

  it('asks in batches', async () => {
    const ids = Array.from({ length: 230 }, (_, number) => fakeId(number));
    const fake = new FakeNetwork(indexes({ 'one.example': ids }));
    const found = await createGateway(fake.http, network).fetchTransactionMeta(
      ids.map((each) => decodeItemId(each)),
    );
    expect(found.size).toBe(230);
    expect(fake.asked).toHaveLength(3);
  });

  it('survives an endpoint that is down or refuses the query', async () => {
    for (const failure of [
      () => new Response('<html>', { status: 502 }),
      () => new Response('<html>'),
      () => json({ errors: [{ message: 'no such field' }] }),
      () => new TypeError('fetch failed'),
    ]) {
      const fake = new FakeNetwork((request, url) =>
        url.host === 'one.example' ? failure() : indexes({ 'index.example': [fakeId(2)] })(request, url),
      );
      const found = await createGateway(fake.http, network).fetchTransactionMeta([id(2)]);
      expect([...found.keys()]).toEqual([fakeId(2)]);
    }
  });

  it('says what failed where no endpoint answers', async () => {
    const fake = new FakeNetwork((_, url) =>
      url.host === 'one.example' ? new Response('', { status: 503 }) : new Response('<html>'),
    );
    await expect(createGateway(fake.http, network).fetchTransactionMeta([id(2)])).rejects.toMatchObject({
      code: 'no-source-answered',
      details: { tried: expect.stringContaining('html-instead-of-json') as unknown },
    });
  });
});

describe('what is found by its tags', () => {
  it('is asked of the first endpoint that answers, and comes in its order', async () => {
    const fake = new FakeNetwork(async (request, url) => {
      if (url.host === 'one.example') return json({ errors: [{ message: 'too many tags' }] });
      const { variables } = (await request.json()) as { variables: unknown };
      expect(variables).toEqual({ tags: [{ name: 'Type', values: ['Checkpoint'] }], first: 7 });
      return page([node(fakeId(2)), node(fakeId(1))]);
    });
    const query = { tags: [{ name: 'Type', values: ['Checkpoint'] }], limit: 7 };
    const found = await createGateway(fake.http, network).fetchByTags(query);
    expect(found.map((each) => each.id)).toEqual([fakeId(2), fakeId(1)]);
  });
});

describe('what is found by its owner', () => {
  const query = { owner: fakeId(1), tags: [{ name: 'Type', values: ['Attestation'] }], limit: 3 };
  const knowing = (nodes: Readonly<Record<string, readonly unknown[] | undefined>>) =>
    new FakeNetwork((_, { host }) => {
      const known = nodes[host];
      return known === undefined ? new Response('', { status: 429 }) : page(known);
    });
  const ask = (fake: FakeNetwork) => createGateway(fake.http, network).fetchByOwner(query);

  it('is asked of the next endpoint where one knows nothing', async () => {
    const fake = knowing({ 'one.example': [], 'index.example': [node(fakeId(2))] });
    expect((await ask(fake)).map((each) => each.id)).toEqual([fakeId(2)]);
    const enough = knowing({ 'one.example': [node(fakeId(3))], 'index.example': [node(fakeId(2))] });
    expect((await ask(enough)).map((each) => each.id)).toEqual([fakeId(3)]);
    expect(enough.asked).toEqual([network.graphql[0]]);
  });

  it('is nothing only where every endpoint was asked', async () => {
    expect(await ask(knowing({ 'one.example': [], 'index.example': [] }))).toEqual([]);
    for (const host of ['one.example', 'index.example'])
      await expect(ask(knowing({ [host]: [] }))).rejects.toMatchObject({ code: 'rate-limited' });
  });
});

describe('raw data', () => {
  const read = async (fake: FakeNetwork) =>
    new TextDecoder().decode(await createGateway(fake.http, network).fetchRaw(id(5)));

  it('comes from /raw/{id}', async () => {
    const fake = new FakeNetwork((_, url) =>
      url.pathname === `/raw/${fakeId(5)}` ? new Response('<html>data') : undefined,
    );
    expect(await read(fake)).toBe('<html>data');
    expect(fake.asked).toHaveLength(1);
  });

  it('comes from /{id} where the gateway has no such route', async () => {
    const fake = new FakeNetwork((_, url) =>
      url.pathname === `/${fakeId(5)}` ? new Response('data') : undefined,
    );
    expect(await read(fake)).toBe('data');
  });

  it('comes from the next gateway, which is asked first from then on', async () => {
    const fake = new FakeNetwork((_, url) => (url.host === 'two.example' ? new Response('data') : undefined));
    const gateway = createGateway(fake.http, network);
    await gateway.fetchRaw(id(5));
    fake.asked.length = 0;
    await gateway.fetchRaw(id(6));
    expect(fake.asked).toEqual([`https://two.example/raw/${fakeId(6)}`]);
  });

  it('comes from the one gateway that has it, whatever another question learns meanwhile', async () => {
    let answerFirst: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      answerFirst = resolve;
    });
    const fake = new FakeNetwork(async (_, url) => {
      if (url.host === 'two.example') return new Response('data');
      if (url.pathname.endsWith(fakeId(5))) await held;
      return undefined;
    });
    const gateway = createGateway(fake.http, network);
    const first = gateway.fetchRaw(id(5));
    await gateway.fetchRaw(id(6));
    answerFirst?.();
    expect(new TextDecoder().decode(await first)).toBe('data');
  });

  it('is not found where no gateway has it', async () => {
    const fake = new FakeNetwork(() => undefined);
    await expect(createGateway(fake.http, network).fetchRaw(id(5))).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(fake.waits).toEqual([]);
  });

  it('is not asked for where no gateway is configured', async () => {
    const fake = new FakeNetwork(() => undefined);
    const gateway = createGateway(fake.http, { gateways: [], graphql: [] });
    await expect(gateway.fetchRaw(id(5))).rejects.toMatchObject({ code: 'no-source-configured' });
  });
});

describe('blocks', () => {
  it('are paged by height until the range is full or nothing follows', async () => {
    const fake = new FakeNetwork(async (request) => {
      const { variables } = (await request.json()) as { variables: { min: number; max: number } };
      const heights = Array.from({ length: 90 }, (_, step) => variables.min + step).filter(
        (height) => height <= 250,
      );
      const edges = heights.map((height) => ({ node: { id: 'b', height, timestamp: height * 120 } }));
      return json({ data: { blocks: { pageInfo: { hasNextPage: true }, edges } } });
    });
    const gateway = createGateway(fake.http, network);
    const blocks = await gateway.fetchBlocks({ minHeight: 100, maxHeight: 220 });
    expect(blocks.map(({ height }) => height)).toEqual(Array.from({ length: 121 }, (_, step) => 100 + step));
    expect(blocks[0]?.timestampMs).toBe(12_000_000);
    expect(await gateway.fetchBlocks({ minHeight: 240, maxHeight: 300 })).toHaveLength(11);
  });
});

describe('a layer-1 transaction', () => {
  const transactionText = JSON.stringify(vectors[0]?.transaction, null, 3);

  it('whose text is cut off is asked for again, and otherwise told to the letter', async () => {
    const fake = new FakeNetwork(
      inTurn(
        () => new Response('{"format":2,"id'),
        () => new Response(transactionText),
      ),
    );
    const gateway = createGateway(fake.http, network);
    expect(await gateway.fetchTransactionText(id(1))).toBe(transactionText);
    expect(fake.asked).toHaveLength(2);
  });

  it('is asked of the next gateway where one answers something else, and is that where all do', async () => {
    const fake = new FakeNetwork((_, { host }) =>
      host === 'one.example' ? json({ error: 'try later' }) : new Response(transactionText),
    );
    expect(await createGateway(fake.http, network).fetchTransactionText(id(1))).toBe(transactionText);
    const failing = new FakeNetwork((_, { host }) =>
      host === 'one.example' ? json({ error: 'try later' }) : new Response('', { status: 404 }),
    );
    const told = await createGateway(failing.http, network).fetchTransactionText(id(1));
    expect(told).toBe('{"error":"try later"}');
    expect(failing.asked).toHaveLength(2);
  });

  it('that is not in a block yet is pending', async () => {
    const fake = new FakeNetwork(() => new Response('Pending', { status: 202 }));
    await expect(createGateway(fake.http, network).fetchTransaction(id(5))).rejects.toMatchObject({
      code: 'pending',
    });
  });
});
