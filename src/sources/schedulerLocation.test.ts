import { describe, expect, it } from 'vitest';
import { createGateway } from './gateway.ts';
import { createSchedulerLocator, type LocatorOptions } from './schedulerLocation.ts';
import { FakeNetwork, fakeId, json, type Route } from './testing/fakeNetwork.ts';

const process = { processId: fakeId(1), scheduler: fakeId(2) };
const su = () => json({ address: fakeId(2), timestamp: '1728856580024' });

function locatorOver(route: Route, options: Partial<LocatorOptions> = {}) {
  const fake = new FakeNetwork(route);
  const gateway = createGateway(fake.http, { gateways: [], graphql: ['https://index.example/graphql'] });
  return {
    fake,
    locator: createSchedulerLocator({ http: fake.http, gateway, schedulerUnits: [], ...options }),
  };
}

const location = (tags: Readonly<Record<string, string>>) =>
  json({
    data: {
      transactions: {
        edges: [
          { node: { id: fakeId(9), tags: Object.entries(tags).map(([name, value]) => ({ name, value })) } },
        ],
      },
    },
  });

describe('a scheduler', () => {
  it('that is configured is taken, its router followed to the unit’s origin', async () => {
    const { fake, locator } = locatorOver(
      (_, url) =>
        url.host === 'router.example'
          ? new Response(null, { status: 307, headers: { location: `https://su7.example/${url.search}` } })
          : su(),
      { schedulerUnits: ['https://router.example/'.slice(0, -1)] },
    );
    expect(await locator.locate(process)).toBe('https://su7.example');
    expect(fake.asked[0]).toBe(`https://router.example/?process-id=${process.processId}`);
    await locator.locate(process);
    expect(fake.asked).toHaveLength(2);
  });

  it('keeps its path prefix where nothing redirects', async () => {
    const { locator } = locatorOver(su, { schedulerUnits: ['https://node.example/su'] });
    expect(await locator.locate(process)).toBe('https://node.example/su');
  });

  it('that is down makes room for the next', async () => {
    const { locator } = locatorOver((_, url) => (url.host === 'b.example' ? su() : new TypeError('down')), {
      schedulerUnits: ['https://a.example', 'https://b.example'],
    });
    expect(await locator.locate(process)).toBe('https://b.example');
  });

  it('that refuses makes room for the next, and is taken, with its refusal, where none is better', async () => {
    const refusing = (known: string) =>
      locatorOver((_, url) => (url.host === known ? su() : new Response('{}', { status: 400 })), {
        schedulerUnits: ['https://a.example', 'https://b.example'],
      }).locator;
    const better = refusing('b.example');
    expect(await better.locate(process)).toBe('https://b.example');
    expect(better.refusalOf(process.processId)).toBeUndefined();
    const none = refusing('nowhere.example');
    expect(await none.locate(process)).toBe('https://a.example');
    expect(none.refusalOf(process.processId)).toMatchObject({
      code: 'http-status',
      details: { status: 400 },
    });
  });

  it('is found through its Scheduler-Location, for as long as that holds', async () => {
    let nowMs = 0;
    const { fake, locator } = locatorOver(
      async (request, url) => {
        if (url.host !== 'index.example') return su();
        const { variables } = (await request.json()) as { variables: unknown };
        expect(variables).toMatchObject({ owners: [fakeId(2)], first: 1 });
        return location({ 'Data-Protocol': 'ao', Url: 'https://su3.example/', 'Time-To-Live': '1000' });
      },
      { nowMs: () => nowMs },
    );
    expect(await locator.locate(process)).toBe('https://su3.example');
    nowMs = 999;
    await locator.locate(process);
    expect(fake.asked).toHaveLength(2);
    nowMs = 1001;
    await locator.locate(process);
    expect(fake.asked).toHaveLength(4);
  });

  it.each([
    ['no Url', { 'Time-To-Live': '1000' }],
    ['a Url that is none', { Url: 'su', 'Time-To-Live': '1000' }],
    ['a Url of another kind', { Url: 'javascript:alert(1)', 'Time-To-Live': '1000' }],
    ['no Time-To-Live', { Url: 'https://su.example' }],
  ])('with %s in its location is not found', async (_, tags) => {
    const { locator } = locatorOver(() => location(tags));
    await expect(locator.locate(process)).rejects.toMatchObject({ code: 'scheduler-not-found' });
  });

  it('without a tag, or without a location, is not found', async () => {
    const { locator } = locatorOver(() => json({ data: { transactions: { edges: [] } } }));
    await expect(locator.locate(process)).rejects.toMatchObject({ code: 'scheduler-not-found' });
    await expect(locator.locate({ ...process, scheduler: undefined })).rejects.toMatchObject({
      code: 'scheduler-not-found',
      details: { itemId: process.processId },
    });
  });
});

describe('the hosts of a scheduler', () => {
  const hostsOver = (route: Route, schedulerUnits: readonly string[]) =>
    locatorOver(route, { schedulerUnits }).locator.hostsOf(process);

  it('are those that the network names, and the one that it has published', async () => {
    const hosts = hostsOver(
      (_, url) =>
        url.host === 'index.example'
          ? location({ Url: 'https://su3.example/', 'Time-To-Live': '1000' })
          : url.host === 'router.example'
            ? new Response(null, { status: 307, headers: { location: `https://su7.example/${url.search}` } })
            : su(),
      ['https://router.example', 'https://su8.example'],
    );
    expect(await Promise.all(hosts.map((host) => host.resolve()))).toEqual([
      'https://su7.example',
      'https://su8.example',
      'https://su3.example',
    ]);
    expect(hosts.map(({ name }) => name)).toEqual([
      'https://router.example',
      'https://su8.example',
      `the Scheduler-Location of ${fakeId(2)}`,
    ]);
  });

  it('may be none: published nowhere, or of a process without a Scheduler tag', async () => {
    const [published] = hostsOver(() => json({ data: { transactions: { edges: [] } } }), []);
    expect(await published?.resolve()).toBeUndefined();
    const { locator } = locatorOver(su);
    expect(locator.hostsOf({ ...process, scheduler: undefined })).toEqual([]);
  });
});
