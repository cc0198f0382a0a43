import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demoProcesses } from './processes.ts';
import { ask, openDevnet } from './testing/openDevnet.ts';

const devnet = openDevnet();
const [token, , , library] = demoProcesses.map(({ id }) => id);

interface Node {
  readonly id: string;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly owner: { readonly address: string };
  readonly bundledIn: { readonly id: string } | null;
}

async function query(text: string, variables: object = {}): Promise<Record<string, unknown>> {
  const { json } = await ask(devnet, 'gateway', '/graphql', { json: { query: text, variables } });
  return (json as { data: Record<string, unknown> }).data;
}

async function find(filter: string, variables: object = {}): Promise<readonly Node[]> {
  const declared = Object.keys(variables).map((name) => `$${name}: [ID!]`);
  const head = declared.length === 0 ? '' : `query Find(${declared.join(', ')})`;
  const data = await query(
    `${head} { transactions(${filter}) { edges { node { id tags { name value } owner { address } bundledIn { id } } } } }`,
    variables,
  );
  return (data['transactions'] as { edges: { node: Node }[] }).edges.map(({ node }) => node);
}

const tagOf = (node: Node | undefined, name: string) => node?.tags.find((tag) => tag.name === name)?.value;
const moduleOf = async (process: string | undefined) =>
  tagOf((await find('ids: $ids', { ids: [process] }))[0], 'Module');

describe('the gateway (legacynet.md §3.4)', () => {
  it('serves the module that a process names, byte for byte', async () => {
    const response = await devnet(
      new Request(`https://gateway.demo.selfsame.invalid/raw/${await moduleOf(token)}`),
    );
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const file = readFileSync(new URL('../../public/modules/aos2_0_6.wasm', import.meta.url));
    expect(digest(new Uint8Array(await response.arrayBuffer()))).toBe(digest(file));
    expect(response.headers.get('content-type')).toBe('application/wasm');
  });

  it('tells a layer-1 transaction from a data item', async () => {
    const ids = [await moduleOf(token), await moduleOf(library)];
    const nodes = await find('ids: $ids, sort: HEIGHT_ASC', { ids });
    expect(nodes.map(({ id, bundledIn }) => [id, bundledIn === null])).toEqual([
      [ids[0], false],
      [ids[1], true],
    ]);
    expect((await ask(devnet, 'gateway', `/tx/${ids[0]}`)).status).toBe(404);
    expect((await ask(devnet, 'gateway', `/tx/${ids[1]}`)).json).toMatchObject({ format: 2, id: ids[1] });
  });

  it('finds by owner and tags, as scheduler location needs it', async () => {
    const { json } = await ask(devnet, 'scheduler-unit', '/');
    const { address } = json as { address: string };
    const found = await find(
      `owners: ["${address}"], tags: [{name: "Data-Protocol", values: ["ao"]}, {name: "Type", values: ["Scheduler-Location"]}], sort: HEIGHT_DESC, first: 1`,
    );
    expect(found.map((node) => tagOf(node, 'Url'))).toEqual(['https://su.demo.selfsame.invalid']);
  });

  it('pages through what it finds, each thing once', async () => {
    const text = `query ($after: String) { transactions(first: 100, after: $after, tags: [{name: "Process", values: ["${token}"]}]) {
      pageInfo { hasNextPage } edges { cursor node { id } } } }`;
    const ids: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = (await query(text, { after }))['transactions'] as {
        pageInfo: { hasNextPage: boolean };
        edges: { cursor: string; node: { id: string } }[];
      };
      ids.push(...page.edges.map(({ node }) => node.id));
      after = page.edges.at(-1)?.cursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(ids.length).toBeGreaterThan(300);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('answers only the fields that were asked, under the names that were asked', async () => {
    const data = await query(
      `query Meta($id: ID!, $brief: Boolean = true) { it: transaction(id: $id) { id signature @skip(if: $brief) data { size } } }`,
      { id: token },
    );
    expect(data).toEqual({ it: { id: token, data: { size: '1' } } });
  });

  it('lists blocks in order, with seconds for times', async () => {
    const data = await query(
      '{ blocks(height: {min: 2000003}, first: 3, sort: HEIGHT_ASC) { edges { node { height timestamp } } } }',
    );
    const { edges } = data['blocks'] as { edges: { node: { height: number; timestamp: number } }[] };
    expect(edges.map(({ node }) => node.height)).toEqual([2000003, 2000004, 2000005]);
    const { json } = await ask(devnet, 'gateway', '/block/height/2000003');
    expect(json).toMatchObject({ height: 2000003, timestamp: edges[0]?.node.timestamp });
  });

  it('does not know what it does not have', async () => {
    expect((await ask(devnet, 'gateway', `/raw/${'A'.repeat(43)}`)).status).toBe(404);
    expect((await ask(devnet, 'gateway', '/block/height/1')).status).toBe(404);
    const { status, json } = await ask(devnet, 'gateway', '/graphql', { json: { query: '{ nothing }' } });
    expect([status, json]).toEqual([400, { errors: [{ message: expect.any(String) }] }]);
  });
});
