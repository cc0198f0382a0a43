import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBase64url } from '../../base/base64url.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { encodeBundle } from '../../protocol/bundle.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { Fetch } from '../../sources/http.ts';
import { rangedGateway } from '../../sources/testing/rangedGateway.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { idOf, signItem, testKey } from '../../verification/testing/signing.ts';
import type { JobRequest, JobSnapshot, MessageResult, UnsignedCheckpoint } from '../api.ts';
import { demoDevnet, demoEngine, watchJob } from '../testing/demoEngine.ts';

const network = { ...demoNetwork, computeUnits: [] };
const [token, , mishaps] = demoProcesses;
const nonce = 60;
const toNonce = 80;
const unit = testKey(7);

/** The demo network, on whose gateway somebody published this. */
async function publish({ tags, data }: { readonly tags: Tags; readonly data: Uint8Array<ArrayBuffer> }) {
  const item = await signItem(unit, { tags, data });
  const id = idOf(item);
  const node = {
    id,
    anchor: '',
    signature: encodeBase64url(item.signature),
    recipient: '',
    owner: { address: unit.address, key: encodeBase64url(item.owner) },
    tags,
    data: { size: String(data.length), type: null },
    block: { height: 1_600_000, timestamp: 1_700_000_000 },
    bundledIn: null,
  };
  let requests = 0;
  const fetch: Fetch = async (request) => {
    const url = new URL(request.url);
    if (url.pathname === `/raw/${id}`) {
      requests += 1;
      return new Response(data);
    }
    if (url.pathname !== '/graphql') return demoDevnet(request);
    const { variables } = (await request.clone().json()) as { variables: { ids?: readonly string[] } };
    const isAsked = variables.ids?.includes(id) ?? JSON.stringify(variables).includes('Checkpoint');
    if (!isAsked) return demoDevnet(request);
    const edges = [{ cursor: '0', node }];
    return Response.json({ data: { transactions: { pageInfo: { hasNextPage: false }, edges } } });
  };
  return { id, fetch, requests: () => requests, item };
}

/** As a browser hands on what a gateway says is packed; in a bundle its bytes stay as they are. */
function unpacking({ id, fetch, item }: Awaited<ReturnType<typeof publish>>, carried = item): Fetch {
  const bundleId = mishaps.id;
  const bundle = encodeBundle([carried]);
  const serve = rangedGateway({ [id]: new Uint8Array(gunzipSync(item.data)), [bundleId]: bundle });
  return async (request) => {
    const url = new URL(request.url);
    const served = await serve(request, url);
    if (served instanceof Response) return served;
    const answer = await fetch(request);
    if (url.pathname !== '/graphql') return answer;
    const text = await answer.text();
    return new Response(
      text.includes(id) ? text.replace('"bundledIn":null', `"bundledIn":{"id":"${bundleId}"}`) : text,
      answer,
    );
  };
}

const replay = { kind: 'replay', network, processId: token.id, toNonce, hashMemory: 'at-end' } as const;
const startingAt = (id: string) => ({ ...replay, start: { kind: 'network-checkpoint', id } }) as const;

describe('a checkpoint that a compute unit published', () => {
  let exported: UnsignedCheckpoint;
  let data: Uint8Array<ArrayBuffer>;
  let evaluated: JobSnapshot;
  beforeAll(async () => {
    const engine = demoEngine();
    await watchJob(engine, { ...replay, toNonce: nonce });
    exported = await engine.exportCheckpoint({ processId: token.id });
    data = new Uint8Array(await exported.data.arrayBuffer());
    evaluated = (await watchJob(engine, replay)).last;
  });
  const withTag = (name: string, value: string): Tags =>
    exported.tags.map((tag) => (tag.name === name ? { name, value } : tag));

  it('is found by what a gateway lists', async () => {
    const { id, fetch } = await publish({ tags: exported.tags, data });
    const found = await demoEngine(createMemoryStore(), { fetch }).findCheckpoints({
      network,
      processId: token.id,
    });
    expect(found).toMatchObject([{ id, owner: unit.address, nonce, packedBytes: data.length }]);
  });

  it('gives a resumed answer at once, which a replay from the first message promotes', async () => {
    const { id, fetch } = await publish({ tags: exported.tags, data });
    const store = createMemoryStore();
    const results: number[] = [];
    const onResults = (batch: readonly MessageResult[]) => {
      results.push(...batch.map((each) => each.nonce));
    };
    const { last, levels } = await watchJob(demoEngine(store, { fetch }), startingAt(id), { onResults });
    expect(levels).toEqual(['resumed', 'evaluated']);
    expect(last).toMatchObject({ state: 'done', error: null });
    expect(last.answer).toMatchObject({
      level: 'evaluated',
      nonce: toNonce,
      memorySha256: memoryOf(evaluated),
    });
    expect(last.facts.find(({ name }) => name === 'memory-hash')).toMatchObject({
      status: 'holds',
      itemId: id,
      nonce,
    });
    expect(results).toEqual(Array.from({ length: toNonce + 1 }, (_, place) => place));
    // Only what was evaluated here is left.
    expect(await store.listProcesses()).toMatchObject([{ lines: [{ nonce: toNonce }] }]);
    const own = await watchJob(demoEngine(store), replay);
    expect(own.last.answer).toMatchObject({ level: 'evaluated', memorySha256: memoryOf(evaluated) });
  });

  it('stays apart from the own line, and is gone on with from there, where no replay was possible', async () => {
    const { id, fetch, requests } = await publish({ tags: exported.tags, data });
    const store = createMemoryStore();
    // The scheduler unit tells what comes after the checkpoint, and nothing from before it.
    const forgetful: Fetch = async (request) => {
      const from = new URL(request.url).searchParams.get('from-nonce');
      return from === '-1' ? new Response('gone', { status: 410 }) : fetch(request);
    };
    for (const round of [1, 2]) {
      const { last, levels } = await watchJob(demoEngine(store, { fetch: forgetful }), startingAt(id));
      expect({ round, levels, state: last.state }).toEqual({ round, levels: ['resumed'], state: 'done' });
      expect(last.answer).toMatchObject({
        level: 'resumed',
        nonce: toNonce,
        memorySha256: memoryOf(evaluated),
      });
      expect(last.facts.find(({ name }) => name === 'checkpoint')).toMatchObject({
        status: 'unknown',
        itemId: id,
      });
      expect(last.progress.notices.join()).toContain(unit.address);
      expect(await store.listProcesses()).toMatchObject([{ lines: [] }]);
    }
    expect(requests()).toBe(1);
  });

  it('is contradicted by the replay where one byte of its memory is another', async () => {
    const memory = gunzipSync(data);
    const place = memory.findLastIndex((byte) => byte !== 0);
    memory[place] = (memory[place] ?? 0) ^ 1;
    const lie = createHash('sha256').update(memory).digest('hex');
    const { id, fetch } = await publish({
      tags: withTag('SHA-256', lie),
      data: new Uint8Array(gzipSync(memory)),
    });
    const store = createMemoryStore();
    const { last, levels } = await watchJob(demoEngine(store, { fetch }), startingAt(id));
    expect(levels).not.toContain('evaluated');
    expect(last).toMatchObject({ state: 'failed', error: { code: 'checkpoint-contradicted' } });
    const fact = last.facts.find(({ name }) => name === 'memory-hash');
    expect(fact).toMatchObject({ status: 'fails', nonce, itemId: id, expected: lie });
    expect(fact?.actual).toBe(exported.tags.find(({ name }) => name === 'SHA-256')?.value);
    const after = await watchJob(demoEngine(store), replay);
    expect(after.last.answer).toMatchObject({ level: 'evaluated', memorySha256: memoryOf(evaluated) });
  });

  const broken: Readonly<
    Record<string, () => { readonly tags?: Tags; readonly data?: Uint8Array<ArrayBuffer> }>
  > = {
    'wrong-process': () => ({ tags: withTag('Process', mishaps.id) }),
    'wrong-module': () => ({ tags: withTag('Module', mishaps.id) }),
    'checkpoint-from-the-future': () => ({ tags: withTag('Nonce', '99999') }),
    'wrong-assignment': () => ({ tags: withTag('Nonce', String(nonce + 1)) }),
    'hash-chain-differs': () => ({ tags: withTag('Hash-Chain', token.id) }),
    'wrong-time': () => ({ tags: withTag('Timestamp', '1700000000000') }),
    'checkpoint-bytes-differ': () => ({ tags: withTag('SHA-256', 'ab'.repeat(32)) }),
    'checkpoint-unreadable': () => ({ data: data.slice(0, data.length / 2) }),
    'not-a-checkpoint': () => ({ tags: withTag('Type', 'Message') }),
  };
  it.each(Object.keys(broken))('is refused as %s', async (code) => {
    const { id, fetch } = await publish({ tags: exported.tags, data, ...broken[code]?.() });
    const request = code === 'checkpoint-from-the-future' ? withoutEnd(startingAt(id)) : startingAt(id);
    const { last, levels } = await watchJob(demoEngine(createMemoryStore(), { fetch }), request);
    expect(last).toMatchObject({ state: 'failed', error: { code } });
    expect(levels).toEqual([]);
    if (last.error?.layer !== 'verification') return;
    expect(last.facts.find(({ name }) => name === 'checkpoint')?.status).toBe('fails');
  });

  it('is refused where a gateway changes a bit of it', async () => {
    const { id, fetch } = await publish({ tags: exported.tags, data });
    const changed = data.slice();
    changed[1000] = (changed[1000] ?? 0) ^ 1;
    const lying: Fetch = (request) =>
      request.url.endsWith(`/raw/${id}`) ? Promise.resolve(new Response(changed)) : fetch(request);
    const { last } = await watchJob(demoEngine(createMemoryStore(), { fetch: lying }), startingAt(id));
    expect(last).toMatchObject({ state: 'failed', error: { code: 'signature-invalid' } });
    expect(last.facts.find(({ name }) => name === 'checkpoint')?.status).toBe('fails');
  });

  it('is cut out of its bundle where its gateway has the browser unpack it, and checked as ever', async () => {
    const published = await publish({ tags: exported.tags, data });
    const fetch = unpacking(published);
    const { levels } = await watchJob(demoEngine(createMemoryStore(), { fetch }), startingAt(published.id));
    expect(levels).toEqual(['resumed', 'evaluated']);

    const other = data.slice();
    other[1000] = (other[1000] ?? 0) ^ 1;
    const lying = unpacking(published, { ...published.item, data: other });
    const lied = await watchJob(demoEngine(createMemoryStore(), { fetch: lying }), startingAt(published.id));
    expect(lied.last).toMatchObject({ state: 'failed', error: { code: 'signature-invalid' } });
    expect(lied.levels).toEqual([]);
  });

  it('accuses nobody where its gateway has the browser unpack it', async () => {
    const { id, fetch } = await publish({ tags: exported.tags, data });
    const unpacking: Fetch = (request) =>
      request.url.endsWith(`/raw/${id}`) ? Promise.resolve(new Response(gunzipSync(data))) : fetch(request);
    const { last } = await watchJob(demoEngine(createMemoryStore(), { fetch: unpacking }), startingAt(id));
    expect(last).toMatchObject({ state: 'failed', error: { layer: 'source', code: 'data-unpacked' } });
    expect(last.facts.filter(({ status }) => status === 'fails')).toEqual([]);
  });

  it('is not for a nonce before it', async () => {
    const { id, fetch } = await publish({ tags: exported.tags, data });
    const request = { ...startingAt(id), toNonce: nonce - 1 };
    const { last } = await watchJob(demoEngine(createMemoryStore(), { fetch }), request);
    expect(last.error).toMatchObject({ layer: 'engine', code: 'checkpoint-later' });
  });
});

function withoutEnd({ toNonce: _, ...request }: ReturnType<typeof startingAt>): JobRequest {
  return request;
}

function memoryOf({ answer }: JobSnapshot): string | null {
  return answer?.kind === 'replay' ? answer.memorySha256 : null;
}
