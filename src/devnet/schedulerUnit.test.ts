import { describe, expect, it } from 'vitest';
import { demoProcesses } from './processes.ts';
import type { NodeJson, PageJson } from './schedulerJson.ts';
import { ask, openDevnet } from './testing/openDevnet.ts';

const devnet = openDevnet();
const [token, , , library] = demoProcesses.map(({ id }) => id);

async function page(query: string, processId = token): Promise<PageJson> {
  const { json, status } = await ask(
    devnet,
    'scheduler-unit',
    `/${processId}?process-id=${processId}${query}`,
  );
  expect(status).toBe(200);
  return json as PageJson;
}

const nonceOf = ({ assignment }: NodeJson) => tagOf(assignment, 'Nonce');
const tagOf = ({ tags }: { tags: NodeJson['assignment']['tags'] }, name: string) =>
  tags.find((tag) => tag.name === name)?.value;
const nonces = ({ edges }: PageJson) => edges.map(({ node }) => Number(nonceOf(node)));

describe('the scheduler unit (legacynet.md §1)', () => {
  it('names itself and the time', async () => {
    expect((await ask(devnet, 'scheduler-unit', '/')).json).toEqual({
      address: expect.stringMatching(/^[\w-]{43}$/),
      timestamp: expect.stringMatching(/^\d{13}$/),
    });
    expect((await ask(devnet, 'scheduler-unit', `/timestamp?process-id=${token}`)).json).toEqual({
      block_height: expect.stringMatching(/^\d{12}$/),
      timestamp: expect.stringMatching(/^\d{13}$/),
    });
  });

  it('writes keys in the reference order', async () => {
    const { edges } = await page('&from-nonce=0&limit=2&show-anchor=1');
    const node = edges[0]?.node;
    expect(Object.keys(node ?? {})).toEqual(['message', 'assignment']);
    expect(Object.keys(node?.message ?? {})).toEqual([
      'id',
      'owner',
      'data',
      'tags',
      'signature',
      'anchor',
      'target',
    ]);
    expect(Object.keys(node?.assignment ?? {})).toEqual([
      'id',
      'owner',
      'tags',
      'signature',
      'anchor',
      'target',
    ]);
    const { json } = await ask(devnet, 'scheduler-unit', `/processes/${token}`);
    expect(Object.keys(json as object)).toEqual(
      'process_id block owner tags timestamp data anchor signature target'.split(' '),
    );
    expect(node?.assignment.tags.map(({ name }) => name)).toEqual(
      'Process Epoch Nonce Hash-Chain Block-Height Timestamp Data-Protocol Type Variant Message'.split(' '),
    );
  });

  it('puts the process itself first, where reading starts at the beginning', async () => {
    expect(nonces(await page('&limit=3'))).toEqual([0, 1, 2]);
    expect(nonces(await page('&from-nonce=-1&limit=3'))).toEqual([0, 1, 2]);
    expect(nonces(await page('&to-nonce=2'))).toEqual([0, 1, 2]);
    expect(nonces(await page('&from-nonce=0&limit=3'))).toEqual([1, 2, 3]);
  });

  it('takes from as exclusive and to as inclusive, and says whether more follows', async () => {
    const some = await page('&from-nonce=10&to-nonce=14');
    expect(nonces(some)).toEqual([11, 12, 13, 14]);
    expect(some.page_info).toEqual({ has_next_page: false });
    expect((await page('&from-nonce=10&to-nonce=14&limit=3')).page_info).toEqual({ has_next_page: true });
    expect(nonces(await page(''))).toHaveLength(100);
  });

  it('pages by time where no nonce is named, with times for cursors', async () => {
    const [, second, third] = (await page('&limit=3')).edges;
    const rest = await page(`&from=${second?.cursor}&limit=2`);
    expect(rest.edges[0]).toEqual(third);
    expect(third?.cursor).toBe(third && tagOf(third.node.assignment, 'Timestamp'));
    expect((await page('&from-nonce=4&limit=2')).edges[0]?.cursor).toBe('5');
  });

  it('shows the anchors of assignments only when asked', async () => {
    const shown = await page('&from-nonce=0&limit=2&show-anchor=1');
    const hidden = await page('&from-nonce=0&limit=2');
    expect(shown.edges[0]?.node.assignment.anchor).toMatch(/^[\w-]{43}$/);
    expect(hidden.edges[0]?.node.assignment.anchor).toBeNull();
    expect(hidden.edges[0]?.node.message).toEqual(shown.edges[0]?.node.message);
  });

  it('loses what its JSON cannot hold: binary anchors, data that is not text, items that were only assigned', async () => {
    const nodes = (await page('&limit=20', library)).edges.map(({ node }) => node);
    expect(nodes.filter(({ message }) => message === null).map(nonceOf)).toEqual(['2', '3', '7']);
    const letters = nodes.filter(({ message }) => message !== null && tagOf(message, 'Action') === 'Letter');
    expect(letters.map(({ message }) => [message?.anchor, message?.data?.includes('\ufffd')])).toEqual([
      [null, false],
      [null, true],
    ]);
  });

  it('finds a message by its own or its assignment’s id, and an assigned item by the latter only', async () => {
    const { edges } = await page('&from-nonce=136&limit=2');
    const node = edges[0]?.node;
    const single = (id: string | undefined) => ask(devnet, 'scheduler-unit', `/${id}?process-id=${token}`);
    expect(nonceOf((await single(node?.message?.id)).json as NodeJson)).toBe('137');
    expect(nonceOf((await single(node?.assignment.id)).json as NodeJson)).toBe('137');
    const assigned = (await page('&from-nonce=1&limit=2', library)).edges[0]?.node;
    expect((await single(tagOf(assigned?.assignment ?? { tags: [] }, 'Message'))).status).toBe(400);
    expect(((await single(assigned?.assignment.id)).json as NodeJson).message).toBeNull();
  });

  it('ends where its latest entry is', async () => {
    const latest = (await ask(devnet, 'scheduler-unit', `/${token}/latest`)).json as NodeJson;
    const last = Number(nonceOf(latest));
    expect(nonces(await page(`&from-nonce=${last - 1}`))).toEqual([last]);
    expect((await page(`&from-nonce=${last}`)).edges).toEqual([]);
  });

  it('refuses with 400 whatever is wrong', async () => {
    const unknown = 'A'.repeat(43);
    for (const path of [`/${unknown}?process-id=${unknown}`, `/processes/${unknown}`, `/${unknown}/latest`]) {
      const { status, json } = await ask(devnet, 'scheduler-unit', path);
      expect([status, json]).toEqual([400, { error: expect.any(String) }]);
    }
    expect((await ask(devnet, 'scheduler-unit', `/${token}`)).status).toBe(400);
    expect((await ask(devnet, 'scheduler-unit', '/', { json: {} })).status).toBe(400);
  });
});
