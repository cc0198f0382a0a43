import { describe, expect, it } from 'vitest';
import { checkNetwork, checkSource, type SourceKind } from './checks.ts';
import type { Network } from './network.ts';
import { FakeNetwork, fakeId, json, type Route } from './testing/fakeNetwork.ts';

const check = (kind: SourceKind, route: Route) =>
  checkSource(new FakeNetwork(route).http, kind, 'https://a.example');

describe('a check', () => {
  it.each<readonly [SourceKind, Route, string]>([
    ['gateway', () => json({ network: 'arweave.N.1', height: 1_526_366 }), '1526366'],
    ['graphql', () => json({ data: { transactions: { edges: [{ node: { id: fakeId(1) } }] } } }), 'GraphQL'],
    ['scheduler-unit', () => json({ address: fakeId(2), timestamp: '1' }), fakeId(2)],
    ['scheduler-unit', () => new Response('missing field `process-id`', { status: 400 }), 'router'],
    ['compute-unit', () => json({ address: fakeId(3), timestamp: 1 }), fakeId(3)],
  ])('says which %s answered', async (kind, route, part) => {
    const result = await check(kind, route);
    expect(result).toMatchObject({ kind, url: 'https://a.example', status: 'ok' });
    expect(result.latencyMs).toBeGreaterThanOrEqual(0);
    expect(result.reason).toContain(part);
  });

  it.each<readonly [SourceKind, Route, RegExp]>([
    ['gateway', () => new TypeError('fetch failed'), /could not be reached.*CORS/],
    ['gateway', () => new Response('<!doctype html>'), /web page/],
    ['gateway', () => json({ network: 'x' }), /info\.height/],
    ['graphql', () => json({ errors: [{ message: 'syntax' }] }), /refused the query: syntax/],
    ['graphql', () => new Response('', { status: 404 }), /404/],
    ['scheduler-unit', () => new Response('', { status: 500 }), /500/],
    ['scheduler-unit', () => json({}), /address/],
    ['compute-unit', () => new Response('busy', { status: 429 }), /429/],
  ])('says what is wrong with a %s', async (kind, route, reason) => {
    const network = new FakeNetwork(route);
    const result = await checkSource(network.http, kind, 'https://a.example');
    expect(result).toMatchObject({ status: 'failed', latencyMs: null });
    expect(result.reason).toMatch(reason);
    expect(network.asked).toHaveLength(1);
  });

  it('of a network asks each of its servers', async () => {
    const network: Network = {
      id: 'custom',
      name: 'n',
      gateways: ['https://g.example'],
      graphql: ['https://q.example', 'https://r.example'],
      schedulerUnits: [],
      computeUnits: ['https://c.example'],
    };
    const results = await checkNetwork(new FakeNetwork(() => new TypeError('down')).http, network);
    expect(results.map(({ kind, url }) => `${kind} ${url}`)).toEqual([
      'gateway https://g.example',
      'graphql https://q.example',
      'graphql https://r.example',
      'compute-unit https://c.example',
    ]);
  });

  it('that is aborted ends as such', async () => {
    const reason = new DOMException('stop', 'AbortError');
    const { http } = new FakeNetwork(() => json({}));
    await expect(
      checkSource(http, 'gateway', 'https://a.example', { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });
});
