import { describe, expect, it } from 'vitest';
import { decodeItemId } from '../protocol/ids.ts';
import { createGateway } from './gateway.ts';
import { FakeNetwork, fakeId, json } from './testing/fakeNetwork.ts';

const id = (number: number) => decodeItemId(fakeId(number));
const owner = fakeId(1);
const processId = fakeId(900);

interface Asked {
  readonly query: string;
  readonly variables: { readonly ids?: readonly string[] };
}

/** An endpoint whose schema allows no empty anchor, and whose database has no other; `anchors` by item. */
function strict(anchors: Readonly<Record<string, string | null>>) {
  return ({ query, variables }: Asked) => {
    const wanted = Object.keys(anchors).filter((each) => variables.ids?.includes(each) ?? true);
    const isAnchored = /\banchor\b/.test(query);
    const place = wanted.findIndex((each) => anchors[each] === null);
    if (isAnchored && place !== -1) {
      const message = 'Cannot return null for non-nullable field Transaction.anchor.';
      const path = ['transactions', 'edges', place, 'node', 'anchor'];
      return json({ errors: [{ message, path }], data: null });
    }
    const edges = wanted.map((each, nonce) => ({
      cursor: 'c',
      node: nodeOf(each, nonce, isAnchored && anchors[each]),
    }));
    return json({ data: { transactions: { pageInfo: { hasNextPage: false }, edges } } });
  };
}

const nodeOf = (itemId: string, nonce: number, anchor: string | false | null | undefined) => ({
  id: itemId,
  ...(typeof anchor === 'string' && { anchor }),
  signature: 'AQAB',
  recipient: '',
  owner: { address: owner, key: 'AQAB' },
  tags: Object.entries({ Process: processId, Nonce: String(nonce) }).map(([name, value]) => ({
    name,
    value,
  })),
  data: { size: '0' },
  block: { height: 1 },
  bundledIn: null,
});

function networkOf(endpoints: Readonly<Record<string, ReturnType<typeof strict>>>) {
  const fake = new FakeNetwork(async (request, { host }) =>
    endpoints[host]?.((await request.json()) as Asked),
  );
  const graphql = Object.keys(endpoints).map((host) => `https://${host}/graphql`);
  return { fake, gateway: createGateway(fake.http, { gateways: [], graphql }) };
}

describe('an endpoint that refuses everything for an anchor that it has as null', () => {
  it('is asked again without anchors, which are then not told', async () => {
    const { fake, gateway } = networkOf({
      'one.example': strict({ [fakeId(1)]: null, [fakeId(2)]: 'AQAB' }),
    });
    const found = await gateway.fetchTransactionMeta([id(1), id(2)]);
    expect([...found.values()].map(({ anchor }) => anchor)).toEqual([null, null]);
    expect(found.get(id(2))).toMatchObject({ signature: 'AQAB', ownerKey: 'AQAB', blockHeight: 1 });
    expect(fake.asked).toHaveLength(2);
  });

  it('is asked once where it has them all', async () => {
    const { fake, gateway } = networkOf({ 'one.example': strict({ [fakeId(2)]: 'AQAB' }) });
    expect((await gateway.fetchTransactionMeta([id(2)])).get(id(2))?.anchor).toBe('AQAB');
    expect(fake.asked).toHaveLength(1);
  });

  it('leaves the anchors to the next one', async () => {
    const { gateway } = networkOf({
      'one.example': strict({ [fakeId(1)]: null, [fakeId(2)]: 'AQAB' }),
      'two.example': strict({ [fakeId(2)]: 'AQAB' }),
    });
    const found = await gateway.fetchTransactionMeta([id(1), id(2)]);
    expect(found.get(id(1))?.anchor).toBeNull();
    expect(found.get(id(2))?.anchor).toBe('AQAB');
  });

  it('is asked again by whatever else is looked for', async () => {
    const { gateway } = networkOf({ 'one.example': strict({ [fakeId(1)]: null, [fakeId(2)]: 'AQAB' }) });
    const query = { tags: [{ name: 'Process', values: [processId] }], limit: 2 };
    const answers = [
      await gateway.fetchByTags(query),
      await gateway.fetchByOwner({ ...query, owner }),
      await gateway.fetchAssignments({ owner, processId, nonces: [0, 1] }),
    ];
    for (const answer of answers) expect(answer.map((each) => each.id)).toEqual([fakeId(1), fakeId(2)]);
  });

  it('is not asked again where it refuses something else', async () => {
    const refusing = () => json({ errors: [{ message: 'no', path: ['transactions'] }], data: null });
    const { fake, gateway } = networkOf({ 'one.example': refusing });
    await expect(gateway.fetchTransactionMeta([id(1)])).rejects.toMatchObject({ code: 'graphql-error' });
    expect(fake.asked).toHaveLength(1);
  });
});
