import { expect, it } from 'vitest';
import { encodeBase64url } from '../../base/base64url.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { arweaveAddressOf } from '../../protocol/address.ts';
import { encodeTags } from '../../protocol/avroTags.ts';
import { itemIdOf } from '../../protocol/dataItem.ts';
import type { ModuleId, ProcessId } from '../../protocol/ids.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { statusOf } from '../../verification/tally.ts';
import { signItem, testKey } from '../../verification/testing/signing.ts';
import { openSources } from '../networkSources.ts';
import { findModule } from './findModule.ts';
import { loadProcess } from './findProcess.ts';

/*
 * Documents come from this disk, or from somebody's file. A signature covers bytes, and what is no text has none: in the place of an
 * empty text it would pass for what was signed, and a module would be given it.
 */

const key = testKey(5);
const tags = [
  { name: 'Data-Protocol', value: 'ao' },
  { name: 'Type', value: 'Process' },
  { name: 'Module', value: `${'M'.repeat(42)}A` },
  { name: 'Note', value: '' },
];
const noNetwork = openSources(
  { fetch: () => Promise.reject(new TypeError('offline')) },
  demoNetwork,
  undefined,
  {
    retries: 0,
    firstDelayMs: 0,
    maximumDelayMs: 0,
  },
);
const withNote = (value: unknown) => tags.map((tag) => (tag.name === 'Note' ? { ...tag, value } : tag));

const changes: readonly (readonly [string, Record<string, unknown>])[] = [
  ['a number for the empty text of a tag', { tags: withNote(5) }],
  ['an object for it', { tags: withNote({}) }],
  ['a number for the anchor', { anchor: 5 }],
];

it.each(changes)('a kept process with %s is none', async (_, change) => {
  const item = await signItem(key, { tags });
  const id = itemIdOf(item.signature) as ProcessId;
  const honest = {
    id,
    ownerKey: encodeBase64url(key.owner),
    ownerAddress: arweaveAddressOf(key.owner),
    tags,
    signature: encodeBase64url(item.signature),
    anchor: null,
    target: null,
    data: '',
  };
  const store = createMemoryStore();
  const keep = (told: object) =>
    store.saveDocument('process', id, {
      json: JSON.stringify({ item: told, blockHeight: 1, timestampMs: 2 }),
      bytes: null,
    });
  await keep(honest);
  expect((await loadProcess(store, id))?.item).toEqual(honest);
  await keep({ ...honest, ...change });
  expect(await loadProcess(store, id)).toBeUndefined();
});

it('a module whose signature no gateway could tell is asked for again, its bytes once only', async () => {
  const bytes = encodeUtf8('wasm');
  const item = await signItem(key, { tags, data: bytes });
  const id = itemIdOf(item.signature) as ModuleId;
  const metadata = {
    id,
    signature: encodeBase64url(item.signature),
    anchor: '',
    recipient: '',
    owner: { address: arweaveAddressOf(key.owner), key: encodeBase64url(key.owner) },
    tags,
    data: { size: '4' },
    block: null,
    bundledIn: null,
  };
  let told: object | undefined = { ...metadata, signature: '<not-found>' };
  const asked: string[] = [];
  const gateway = async (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname.replace(id, 'id'));
    if (pathname.startsWith('/raw/')) return new Response(bytes);
    if (pathname !== '/graphql') return new Response('', { status: 404 });
    const edges = told === undefined ? [] : [{ cursor: '0', node: told }];
    return Response.json({ data: { transactions: { pageInfo: { hasNextPage: false }, edges } } });
  };
  const sources = openSources({ fetch: gateway }, demoNetwork);
  const store = createMemoryStore();
  const visit = async () => {
    asked.length = 0;
    const { tally } = await findModule(id, sources, store);
    return [statusOf(tally), asked.includes('/raw/id')];
  };
  expect(await visit()).toEqual(['unknown', true]);
  expect(await visit()).toEqual(['unknown', false]);
  told = undefined;
  expect(await visit()).toEqual(['unknown', false]);
  told = metadata;
  expect(await visit()).toEqual(['holds', false]);
  expect(await visit()).toEqual(['holds', false]);
  expect(asked).toEqual([]);

  // What a disk has changed meanwhile is fetched again.
  await store.saveDocument('module', id, {
    json: JSON.stringify({
      ...metadata,
      signature: null,
      ownerKey: '',
      ownerAddress: '',
      dataBytes: 4,
      blockHeight: null,
    }),
    bytes: encodeUtf8('wusm'),
  });
  expect(await visit()).toEqual(['holds', true]);
});

it.each(changes)('a kept module with %s is none', async (_, change) => {
  const bytes = encodeUtf8('wasm');
  const item = await signItem(key, { tags, data: bytes });
  expect(item.tagBytes).toEqual(encodeTags(tags));
  const id = itemIdOf(item.signature) as ModuleId;
  const honest = {
    id,
    ownerKey: encodeBase64url(key.owner),
    ownerAddress: arweaveAddressOf(key.owner),
    tags,
    signature: encodeBase64url(item.signature),
    anchor: '',
    recipient: '',
    dataBytes: 4,
    blockHeight: null,
    bundledIn: null,
  };
  const store = createMemoryStore();
  await store.saveDocument('module', id, { json: JSON.stringify(honest), bytes });
  expect((await findModule(id, noNetwork, store)).transaction).toEqual(honest);
  await store.saveDocument('module', id, { json: JSON.stringify({ ...honest, ...change }), bytes });
  await expect(findModule(id, noNetwork, store)).rejects.toMatchObject({ layer: 'source' });
});
