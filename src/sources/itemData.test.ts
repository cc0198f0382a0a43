import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../base/bytes.ts';
import { encodeTags } from '../protocol/avroTags.ts';
import { encodeBundle } from '../protocol/bundle.ts';
import { type DataItem, itemIdOf } from '../protocol/dataItem.ts';
import { decodeItemId, type ItemId } from '../protocol/ids.ts';
import { createGateway } from './gateway.ts';
import type { ItemOfData } from './itemData.ts';
import { FakeNetwork, fakeId, json, type Route } from './testing/fakeNetwork.ts';
import { rangedGateway } from './testing/rangedGateway.ts';

const network = { gateways: ['https://one.example'], graphql: ['https://one.example/graphql'] };
const memory = new Uint8Array(5000).fill(7);
const packed = new Uint8Array(gzipSync(memory));
const encoding = [{ name: 'Content-Encoding', value: 'gzip' }];

/** Nobody looks at its signature here; an id is its hash. */
function itemOf(seed: number, data: Bytes, tags = encoding): DataItem {
  const [signature, owner] = [65, 65].map((length) => new Uint8Array(length).fill(seed));
  if (signature === undefined || owner === undefined) throw new RangeError('Both are there.');
  const none = new Uint8Array(0);
  return { signatureType: 3, signature, owner, target: none, anchor: none, tagBytes: encodeTags(tags), data };
}

const idOf = (item: DataItem) => itemIdOf(item.signature);
const item = itemOf(1, packed);
const others = [2, 3, 4].map((seed) => itemOf(seed, new Uint8Array(seed * 100), []));
const bundleId = decodeItemId(fakeId(70));
const wanted: ItemOfData = {
  id: idOf(item),
  tags: encoding,
  dataBytes: packed.length,
  bundledIn: bundleId,
};
const read = (fake: FakeNetwork, about = wanted, options = {}) =>
  createGateway(fake.http, network).fetchData(about, options);

/** As where a browser unpacks it, and its bundle not. */
const unpacking = (held: Readonly<Record<string, Bytes>>): Route =>
  rangedGateway({ [wanted.id]: memory, ...held });

describe('the data of an item with an encoding', () => {
  let bundle: Bytes;
  beforeAll(() => {
    bundle = encodeBundle([...others, item]);
  });

  it('is taken where it comes as it was published, for one question', async () => {
    const fake = new FakeNetwork(rangedGateway({ [wanted.id]: packed }));
    expect(await read(fake)).toEqual(packed);
    expect(fake.asked).toEqual([`https://one.example/raw/${wanted.id}`]);
  });

  it('is cut out of its bundle where it comes unpacked', async () => {
    const fake = new FakeNetwork(unpacking({ [bundleId]: bundle }));
    expect(await read(fake)).toEqual(packed);
    expect(fake.asked).toHaveLength(3);
  });

  it('is cut out of its bundle where it comes unpacked and shorter, or breaks off', async () => {
    const short = new FakeNetwork(rangedGateway({ [wanted.id]: new Uint8Array(9), [bundleId]: bundle }));
    expect(await read(short)).toEqual(packed);
    const ranged = rangedGateway({ [bundleId]: bundle });
    const breaking = new FakeNetwork((request, url) =>
      url.pathname.endsWith(wanted.id)
        ? new Response(new ReadableStream({ start: (body) => body.error(new TypeError('decoding')) }))
        : ranged(request, url),
    );
    expect(await read(breaking)).toEqual(packed);
  });

  it('is found behind more items than a first look shows', async () => {
    const many = Array.from({ length: 1200 }, (_, index) => itemOf(1, new Uint8Array(index % 7), [])).map(
      (each, index) => ({ ...each, signature: new Uint8Array(65).fill(index % 256, index % 60) }),
    );
    const large = encodeBundle([...many, item]);
    expect(await read(new FakeNetwork(unpacking({ [bundleId]: large })))).toEqual(packed);
  });

  it('is cut out of a bundle in a bundle, where only the outer one is served', async () => {
    const inner = itemOf(9, bundle, [{ name: 'Bundle-Format', value: 'binary' }]);
    const outerId = decodeItemId(fakeId(71));
    const held = unpacking({ [outerId]: encodeBundle([...others, inner]) });
    const fake = new FakeNetwork(async (request, url) => {
      if (url.pathname !== '/graphql') return held(request, url);
      const { variables } = (await request.json()) as { variables: unknown };
      expect(variables).toEqual({ ids: [idOf(inner)], first: 1 });
      return metadata(idOf(inner), outerId);
    });
    expect(await read(fake, { ...wanted, bundledIn: idOf(inner) })).toEqual(packed);
  });

  it.each<[string, () => Route]>([
    ['has no such item', () => unpacking({ [bundleId]: encodeBundle(others) })],
    ['lists another item in its place', () => unpacking({ [bundleId]: withIdOf(item, others) })],
    ['is none', () => unpacking({ [bundleId]: new Uint8Array(40) })],
    ['announces more than there can be', () => unpacking({ [bundleId]: new Uint8Array(64).fill(255) })],
    ['ends before the item does', () => unpacking({ [bundleId]: bundle.slice(0, -1) })],
    ['is not served', () => unpacking({})],
    [
      'is served as a whole',
      () => (_, url) => new Response(url.pathname.endsWith(bundleId) ? bundle : memory),
    ],
  ])('is nothing that can be checked where its bundle %s', async (_, route) => {
    const plain = route();
    const fake = new FakeNetwork((request, url) =>
      url.pathname === '/graphql' ? metadata(bundleId, null) : plain(request, url),
    );
    await expect(read(fake)).rejects.toMatchObject({ layer: 'source', code: 'data-unpacked' });
  });

  it('is nothing that can be checked where nobody names a bundle', async () => {
    const fake = new FakeNetwork(unpacking({}));
    await expect(read(fake, { ...wanted, bundledIn: null })).rejects.toMatchObject({ code: 'data-unpacked' });
  });

  it('is no larger than was to be read, however it comes', async () => {
    const fake = new FakeNetwork(
      unpacking({ [bundleId]: encodeBundle([itemOf(1, new Uint8Array(200_000))]) }),
    );
    const about = { ...wanted, dataBytes: 200_000 };
    await expect(read(fake, about, { maximumBytes: 1000 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(read(fake, { ...about, dataBytes: null }, { maximumBytes: 6000 })).rejects.toMatchObject({
      code: 'data-unpacked',
      message: expect.stringContaining('at most') as unknown,
    });
  });

  it('is not waited for once nobody wants it', async () => {
    const controller = new AbortController();
    const ranged = unpacking({ [bundleId]: bundle });
    const fake = new FakeNetwork((request, url) => {
      if (request.headers.has('range')) controller.abort(new DOMException('stop', 'AbortError'));
      return ranged(request, url);
    });
    await expect(read(fake, wanted, { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('the data of any other item', () => {
  const plain = { ...wanted, tags: [], dataBytes: 10 };
  const serving = (byteCount: number) =>
    new FakeNetwork(rangedGateway({ [wanted.id]: new Uint8Array(byteCount) }));

  it('is left to whoever verifies it where no gateway has the length that the index tells, or it tells none', async () => {
    for (const byteCount of [9, 10, 11])
      expect(await read(serving(byteCount), plain)).toHaveLength(byteCount);
    expect(await read(serving(1), { ...plain, dataBytes: null })).toHaveLength(1);
  });

  it('is taken of the next gateway where one gives another length', async () => {
    const two = { ...network, gateways: ['https://one.example', 'https://two.example'] };
    for (const byteCount of [9, 11]) {
      const fake = new FakeNetwork(
        (_, { host }) => new Response(new Uint8Array(host === 'one.example' ? byteCount : 10)),
      );
      expect(await createGateway(fake.http, two).fetchData(plain)).toHaveLength(10);
    }
  });

  it('is no page that a gateway shows in its place, unless it is such a page itself', async () => {
    const shown = '\n<!DOCTYPE html><title>A gateway</title>';
    const answer = () =>
      new FakeNetwork(() => new Response(shown, { headers: { 'content-type': 'text/html' } }));
    await expect(read(answer(), plain)).rejects.toMatchObject({ code: 'html-instead-of-data' });
    const tags = [{ name: 'Content-Type', value: 'text/html' }];
    expect(await read(answer(), { ...plain, tags })).toHaveLength(shown.length);
    expect(await read(answer(), { ...plain, dataBytes: shown.length })).toHaveLength(shown.length);
  });
});

function metadata(id: ItemId, bundledIn: ItemId | null) {
  const node = {
    id,
    anchor: '',
    signature: 'AQAB',
    recipient: '',
    owner: { address: fakeId(1), key: 'AQAB' },
    tags: [],
    data: { size: '1', type: null },
    block: { height: 1 },
    bundledIn: bundledIn === null ? null : { id: bundledIn },
  };
  const edges = [{ cursor: 'c', node }];
  return json({ data: { transactions: { pageInfo: { hasNextPage: false }, edges } } });
}

/** A bundle whose header lists the item, and which holds another one there. */
function withIdOf(listed: DataItem, [first, ...rest]: readonly DataItem[]): Bytes {
  if (first === undefined) throw new RangeError('There is one.');
  const bytes = encodeBundle([first, ...rest]);
  const other = encodeBundle([listed]);
  bytes.set(other.subarray(64, 96), 64);
  return bytes;
}
