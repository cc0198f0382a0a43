import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { devnetOrigin, parseDevnetHost } from './hosts.ts';
import { type Lie, lieNonce, lies } from './lies.ts';
import { demoNetwork, lyingNetwork } from './network.ts';
import { demoProcesses } from './processes.ts';
import type { EdgeJson, MessageJson, NodeJson, PageJson } from './schedulerJson.ts';
import { ask, openDevnet } from './testing/openDevnet.ts';

const devnet = openDevnet();
const [{ id: token, wallet }] = demoProcesses;
const wholeSchedule = `/${token}?process-id=${token}&from-nonce=-1&limit=1000&show-anchor=1`;

const told = new Map<string | undefined, Promise<readonly EdgeJson[]>>();

function schedule(lie?: string): Promise<readonly EdgeJson[]> {
  const known = told.get(lie) ?? fetchSchedule(lie);
  told.set(lie, known);
  return known;
}

async function fetchSchedule(lie: string | undefined): Promise<readonly EdgeJson[]> {
  const { json } = await ask(devnet, 'scheduler-unit', wholeSchedule, lie === undefined ? {} : { lie });
  return (json as PageJson).edges;
}

const at = (edges: readonly EdgeJson[], place: number): NodeJson => {
  const edge = edges.at(place);
  if (edge === undefined) throw new RangeError(`There is no entry ${place}.`);
  return edge.node;
};
const message = (node: NodeJson): MessageJson => {
  if (node.message === null) throw new RangeError('It has no message.');
  return node.message;
};
const tag = (node: NodeJson, name: string) => node.assignment.tags.find((each) => each.name === name)?.value;
const nonces = (edges: readonly EdgeJson[]) => edges.map(({ node }) => Number(tag(node, 'Nonce')));
const gapless = (count: number) => Array.from({ length: count }, (_, nonce) => nonce);

/** Places at which a lying schedule of the same length differs. */
async function differences(lie: string): Promise<readonly number[]> {
  const [honest, lying] = [await schedule(), await schedule(lie)];
  expect(lying).toHaveLength(honest.length);
  return gapless(honest.length).filter(
    (place) => JSON.stringify(honest[place]) !== JSON.stringify(lying[place]),
  );
}

describe('every lie', () => {
  it.each(lies.map((lie) => [lie.name, lie] as const))(
    '%s is told where its host name says',
    async (name, lie: Lie) => {
      expect(parseDevnetHost(new URL(devnetOrigin(lie.unit, name)).hostname)).toEqual({
        unit: lie.unit,
        lie: name,
      });
      expect(JSON.stringify(lyingNetwork(lie))).toContain(`.${name}.lie.`);
      expect(Object.keys(lie.expect).length).toBeGreaterThan(0);
      const others = { gateway: '/', 'scheduler-unit': '/health', 'compute-unit': '/' } as const;
      for (const [unit, path] of Object.entries(others) as [keyof typeof others, string][]) {
        // There it is gone.
        if (name === 'archive-gap' && unit === 'scheduler-unit') continue;
        expect(await ask(devnet, unit, path, { lie: name })).toEqual(await ask(devnet, unit, path));
      }
    },
  );

  it('is told of in docs/TRUST.md, in these words', () => {
    const page = readFileSync(new URL('../../docs/TRUST.md', import.meta.url), 'utf8');
    const rows = page.split('\n').flatMap(
      (line) =>
        line
          .match(/^\| `([\w-]+)` \| (?:gateway|\w+ unit) \| (.+?) \|/)
          ?.slice(1, 3)
          .join(': ') ?? [],
    );
    expect(rows).toEqual(lies.map(({ name, explanation }) => `${name}: ${explanation}`));
  });

  it('has a name that the network knows', async () => {
    expect((await ask(devnet, 'gateway', '/', { lie: 'no-such-lie' })).status).toBe(404);
    expect((await ask(devnet, 'gateway', '/', { lie: 'constructor' })).status).toBe(404);
    expect(JSON.stringify(demoNetwork)).not.toContain('.lie.');
  });
});

describe('lies about the order of messages', () => {
  it('drop, repeat and reorder exactly one', async () => {
    const count = (await schedule()).length;
    const all = gapless(count);
    expect(nonces(await schedule('dropped-message'))).toEqual(all.filter((nonce) => nonce !== lieNonce));
    expect(nonces(await schedule('repeated-nonce'))).toEqual([
      ...all.slice(0, lieNonce),
      lieNonce,
      ...all.slice(lieNonce),
    ]);
    const swapped = [...all.slice(0, lieNonce), lieNonce + 1, lieNonce, ...all.slice(lieNonce + 2)];
    expect(nonces(await schedule('reordered-messages'))).toEqual(swapped);
  });

  it('exchange messages and leave their assignments', async () => {
    expect(await differences('swapped-messages')).toEqual([lieNonce, lieNonce + 1]);
    const [honest, lying] = [await schedule(), await schedule('swapped-messages')];
    expect(at(lying, lieNonce).message).toEqual(at(honest, lieNonce + 1).message);
    expect(at(lying, lieNonce).assignment).toEqual(at(honest, lieNonce).assignment);
  });

  it('put an entry of another process in its place', async () => {
    expect(await differences('foreign-assignment')).toEqual([60]);
    const node = at(await schedule('foreign-assignment'), 60);
    expect(tag(node, 'Nonce')).toBe('60');
    expect(tag(node, 'Process')).toBe(demoProcesses[1].id);
  });

  it('withhold the tail from pages, and name it as the latest', async () => {
    expect(nonces(await schedule('withheld-tail'))).toEqual(gapless(lieNonce + 1));
    const latest = (await ask(devnet, 'scheduler-unit', `/${token}/latest`, { lie: 'withheld-tail' }))
      .json as NodeJson;
    expect(latest.assignment.id).toBe(at(await schedule(), -1).assignment.id);
  });
});

describe('lies about what was signed', () => {
  it('change one field of one message', async () => {
    for (const lie of ['changed-data', 'changed-tag', 'changed-owner', 'flipped-message-signature']) {
      expect(await differences(lie)).toEqual([lieNonce]);
    }
    const honest = message(at(await schedule(), lieNonce));
    const told = async (lie: string) => message(at(await schedule(lie), lieNonce));
    expect(await told('changed-data')).toEqual({ ...honest, data: `${honest.data}!` });
    const { tags, ...rest } = await told('changed-tag');
    expect(rest).toEqual({ ...honest, tags: undefined });
    expect(tags.filter((each, place) => each.value !== honest.tags[place]?.value)).toHaveLength(1);
    const { owner, ...others } = await told('changed-owner');
    expect({ ...others, owner: { ...owner, address: honest.owner.address } }).toEqual(honest);
    const { signature, ...same } = await told('flipped-message-signature');
    expect(same).toEqual({ ...honest, signature: undefined });
    expect(flippedBits(signature, honest.signature)).toBe(1);
  });

  it('flip one bit of one assignment’s signature', async () => {
    expect(await differences('flipped-assignment-signature')).toEqual([lieNonce]);
    const honest = at(await schedule(), lieNonce);
    const lying = at(await schedule('flipped-assignment-signature'), lieNonce);
    expect(lying.message).toEqual(honest.message);
    expect(flippedBits(lying.assignment.signature, honest.assignment.signature)).toBe(1);
  });

  it('change the process, wherever it is shown', async () => {
    expect(await differences('changed-process-tag')).toEqual([0]);
    const { text } = await ask(devnet, 'scheduler-unit', `/processes/${token}`, {
      lie: 'changed-process-tag',
    });
    expect(text).toContain('Another name');
  });

  it('replace the last assignment by another that is truly signed', async () => {
    const honest = await schedule();
    const last = honest.length - 1;
    for (const lie of ['stranger', 'time-rolled-back', 'broken-hash-chain']) {
      expect(await differences(lie)).toEqual([last]);
    }
    const told = async (lie: string) => at(await schedule(lie), last);
    const scheduler = at(honest, last).assignment.owner;
    expect((await told('stranger')).assignment.owner).not.toEqual(scheduler);
    expect((await told('time-rolled-back')).assignment.owner).toEqual(scheduler);
    const before = Number(tag(at(honest, last - 1), 'Timestamp'));
    expect(Number(tag(await told('time-rolled-back'), 'Timestamp'))).toBeLessThan(before);
    expect(tag(await told('broken-hash-chain'), 'Hash-Chain')).not.toBe(tag(at(honest, last), 'Hash-Chain'));
    expect(tag(await told('stranger'), 'Hash-Chain')).toBe(tag(at(honest, last), 'Hash-Chain'));
  });

  it('tell two different last messages', async () => {
    expect(await differences('equivocation')).toEqual([]);
    const latest = (await ask(devnet, 'scheduler-unit', `/${token}/latest`, { lie: 'equivocation' }))
      .json as NodeJson;
    const last = at(await schedule(), -1);
    expect(tag(latest, 'Nonce')).toBe(tag(last, 'Nonce'));
    expect(tag(latest, 'Message')).not.toBe(tag(last, 'Message'));
    expect(latest.assignment.owner).toEqual(last.assignment.owner);
  });

  it('keep anchors from everyone', async () => {
    const edges = await schedule('withheld-anchors');
    expect(new Set(edges.map(({ node }) => node.assignment.anchor))).toEqual(new Set([null]));
    const query = `{ transactions(ids: ["${at(edges, 5).assignment.id}"]) { edges { node { anchor } } } }`;
    const { json } = await ask(devnet, 'gateway', '/graphql', { lie: 'withheld-anchors', json: { query } });
    expect(json).toEqual({ data: { transactions: { edges: [] } } });
  });
});

describe('lies of one host among two', () => {
  const latestOf = async (unit: 'scheduler-unit' | 'second-scheduler-unit', lie: string) =>
    (await ask(devnet, unit, `/${token}/latest`, { lie })).json as NodeJson;

  it('withhold a tail without contradicting themselves', async () => {
    for (const lie of ['host-withholds-tail', 'archived-tail']) {
      expect(nonces(await schedule(lie))).toEqual(gapless(lieNonce + 1));
      expect(tag(await latestOf('scheduler-unit', lie), 'Nonce')).toBe(String(lieNonce));
      const last = at(await schedule(), -1);
      expect(await latestOf('second-scheduler-unit', lie)).toEqual(await latestOf('scheduler-unit', 'late'));
      const query = `{ transactions(ids: ["${last.assignment.id}"]) { edges { node { id } } } }`;
      const { text } = await ask(devnet, 'gateway', '/graphql', { lie, json: { query } });
      expect(text.includes(last.assignment.id)).toBe(lie === 'archived-tail');
    }
  });

  it('tell two last messages that the same scheduler signed', async () => {
    const lie = 'host-equivocation';
    const [first, second] = [
      await latestOf('scheduler-unit', lie),
      await latestOf('second-scheduler-unit', lie),
    ];
    expect(tag(second, 'Nonce')).toBe(tag(first, 'Nonce'));
    expect(second.assignment.id).not.toBe(first.assignment.id);
    expect(second.assignment.owner).toEqual(first.assignment.owner);
  });
});

describe('pages', () => {
  const page = async (lie: string, after: number) => {
    const path = `/${token}?process-id=${token}&from-nonce=${after}&limit=500&show-anchor=1`;
    return (await ask(devnet, 'scheduler-unit', path, { lie })).json as PageJson;
  };

  it('end early, and are said to be the last', async () => {
    const { page_info, edges } = await page('no-next-page', -1);
    expect(page_info.has_next_page).toBe(false);
    expect(nonces(edges)).toEqual(gapless(100));
  });

  it('lack their last three entries, which no page gives', async () => {
    const told = nonces((await page('cut-pages', -1)).edges);
    expect(told).toEqual(gapless(47));
    expect(nonces((await page('cut-pages', told.at(-1) ?? 0)).edges)[0]).toBe(50);
  });

  it('are the first one, again and again', async () => {
    expect(await page('repeated-page', 99)).toEqual(await page('repeated-page', -1));
    expect((await page('repeated-page', 99)).page_info.has_next_page).toBe(true);
  });

  it('are deeper than any stack', async () => {
    const { text } = await ask(devnet, 'scheduler-unit', wholeSchedule, { lie: 'deep-page' });
    expect(text).toContain('['.repeat(100_000));
    expect(() => JSON.stringify(JSON.parse(text))).toThrow(RangeError);
  });

  it('come compressed, and nobody says so', async () => {
    const url = devnetOrigin('scheduler-unit', 'wrong-encoding') + wholeSchedule;
    const response = await devnet(new Request(url));
    expect(response.headers.has('content-encoding')).toBe(false);
    const inflated = response.body?.pipeThrough(new DecompressionStream('gzip'));
    const { edges } = (await new Response(inflated).json()) as PageJson;
    expect(edges).toEqual(await schedule());
  });

  it('are never all there', async () => {
    const url = devnetOrigin('scheduler-unit', 'endless-page') + wholeSchedule;
    const reader = (await devnet(new Request(url))).body?.getReader();
    for (let piece = 0; piece < 3; piece += 1) expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
  });

  it('are somewhere else', async () => {
    const locationOf = async (lie: string) =>
      (await devnet(new Request(devnetOrigin('scheduler-unit', lie) + wholeSchedule))).headers.get(
        'location',
      );
    expect(await locationOf('redirect-elsewhere')).toBe(
      devnetOrigin('scheduler-unit', 'changed-data') + wholeSchedule,
    );
    expect(await locationOf('redirect-loop')).toBe(
      devnetOrigin('scheduler-unit', 'redirect-loop') + wholeSchedule,
    );
  });
});

describe('bad answers', () => {
  it('are half a page, a web page, an error', async () => {
    const answer = (lie: string) => ask(devnet, 'scheduler-unit', wholeSchedule, { lie });
    const { text, json } = await answer('half-a-page');
    expect(text.startsWith('{"page_info"')).toBe(true);
    expect(json).toBeUndefined();
    expect((await answer('html-page')).text).toContain('<!doctype html>');
    expect((await answer('server-error')).status).toBe(500);
  });

  it('or none, until the asker gives up', async () => {
    const url = devnetOrigin('scheduler-unit', 'silence') + wholeSchedule;
    await expect(devnet(new Request(url, { signal: AbortSignal.timeout(1) }))).rejects.toThrow();
    const asker = new AbortController();
    const asked = devnet(new Request(url, { signal: asker.signal }));
    await ask(devnet, 'scheduler-unit', '/timestamp', { lie: 'silence' });
    asker.abort(new Error('enough'));
    await expect(asked).rejects.toThrow();
  });
});

describe('lies about the module', () => {
  const processTag = async (name: string) =>
    tag({ message: null, assignment: message(at(await schedule(), 0)) }, name);
  const raw = async (lie?: string) => {
    const response = await devnet(
      new Request(`${devnetOrigin('gateway', lie)}/raw/${await processTag('Module')}`),
    );
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const meta = async (lie: string) => {
    const query = `{ transactions(ids: ["${await processTag('Module')}"]) { edges { node { id owner { key } tags { name value } } } } }`;
    const of = async (told: { lie?: string }) =>
      (await ask(devnet, 'gateway', '/graphql', { ...told, json: { query } })).text;
    return [await of({}), await of({ lie })] as const;
  };

  it('flip one bit of its bytes', async () => {
    const [honest, lying] = [await raw(), await raw('flipped-module-byte')];
    expect(lying.bytes).toHaveLength(honest.bytes.length);
    expect(flippedBits(lying.bytes.toString('base64url'), honest.bytes.toString('base64url'))).toBe(1);
  });

  it('break off in its middle, having promised the whole', async () => {
    const { response, bytes } = await raw('half-a-module');
    expect(bytes.length * 2).toBe(Number(response.headers.get('content-length')));
  });

  it('name another owner, or other tags', async () => {
    const [honest, owner] = await meta('another-module-owner');
    expect(owner).not.toBe(honest);
    const [, tags] = await meta('stale-module-tags');
    expect(tags).toBe(honest.replace('1-gb', '500-mb'));
  });

  it('do not know it', async () => {
    expect((await raw('missing-module')).response.status).toBe(404);
    expect((await meta('missing-module'))[1]).toBe('{"data":{"transactions":{"edges":[]}}}');
  });
});

describe('lies about an assigned transaction', () => {
  const library = demoProcesses[3].id;
  const path = `/${library}?process-id=${library}&from-nonce=-1&limit=1000&show-anchor=1`;
  const gatewayTells = async (id: string, lie?: string) => {
    const { json } = await ask(devnet, 'gateway', `/tx/${id}`, lie === undefined ? {} : { lie });
    const raw = await devnet(new Request(`${devnetOrigin('gateway', lie)}/raw/${id}`));
    return { json, data: Buffer.from(await raw.arrayBuffer()).toString('base64url') };
  };
  const assignedBy = async (lie: string) => {
    const honest = (await ask(devnet, 'scheduler-unit', path)).json as PageJson;
    const lying = (await ask(devnet, 'scheduler-unit', path, { lie })).json as PageJson;
    expect(lying.edges.slice(0, -1)).toEqual(honest.edges);
    const last = at(lying.edges, -1);
    expect(last.message).toBeNull();
    return last.assignment.tags.find(({ name }) => name === 'Message')?.value ?? '';
  };

  it('flip one bit of its data', async () => {
    const lie = 'changed-assigned-transaction';
    const id = await assignedBy(lie);
    const [honest, lying] = [await gatewayTells(id), await gatewayTells(id, lie)];
    expect(lying.json).toEqual(honest.json);
    expect(flippedBits(lying.data, honest.data)).toBe(1);
  });

  it('give another one for it', async () => {
    const lie = 'another-assigned-transaction';
    const lying = await gatewayTells(await assignedBy(lie), lie);
    const { id } = lying.json as { readonly id: string };
    expect(id).not.toBe(await assignedBy(lie));
    expect(lying).toEqual(await gatewayTells(id));
  });
});

describe('lies about balances', () => {
  async function claim(lie?: string, to?: string): Promise<string | undefined> {
    const json = { Owner: wallet, Tags: [{ name: 'Action', value: 'Balance' }] };
    const path = `/dry-run?process-id=${token}${to === undefined ? '' : `&to=${to}`}`;
    const answer = await ask(devnet, 'compute-unit', path, lie === undefined ? { json } : { lie, json });
    return (answer.json as { Messages: { Data: string }[] }).Messages[0]?.Data;
  }

  it('are wrong by one token from nonce 137 on', async () => {
    const before = message(at(await schedule(), lieNonce - 1)).id;
    expect(await claim('wrong-balance', before)).toBe(await claim(undefined, before));
    expect(BigInt((await claim('wrong-balance')) ?? 0) - BigInt((await claim()) ?? 0)).toBe(10n ** 12n);
  });

  it('are old', async () => {
    const then = message(at(await schedule(), lieNonce)).id;
    expect(await claim('behind')).toBe(await claim(undefined, then));
    expect(await claim('behind')).not.toBe(await claim());
  });

  it('are empty, or another process’s', async () => {
    expect(await claim('empty-result')).toBeUndefined();
    expect(await claim('another-result')).not.toBe(await claim());
  });
});

function flippedBits(a: string, b: string): number {
  const [first, second] = [Buffer.from(a, 'base64url'), Buffer.from(b, 'base64url')];
  return first.reduce(
    (bits, byte, place) => bits + (byte ^ (second[place] ?? 0)).toString(2).replaceAll('0', '').length,
    0,
  );
}
