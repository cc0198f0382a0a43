import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createHttp, type HttpOptions } from './http.ts';
import { FakeNetwork, inTurn, json } from './testing/fakeNetwork.ts';

const url = 'https://su.example/page';
const refusal =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    new Response('{"error":"no"}', { status, headers });
const unreachable = () => new TypeError('fetch failed');

describe('a request', () => {
  it('gives the body, where it came from, and counts its bytes', async () => {
    let bytes = 0;
    const network = new FakeNetwork(() => new Response('Grüße'), { onBytes: (count) => (bytes += count) });
    const answer = await network.http.request(url);
    expect(new TextDecoder().decode(answer.bytes)).toBe('Grüße');
    expect(answer.url).toBe(url);
    expect(bytes).toBe(7);
  });

  it.each([
    ['no connection', unreachable],
    ['status 500', refusal(500)],
    ['status 503', refusal(503)],
    ['status 429', refusal(429)],
    ['status 402', refusal(402)],
    ['status 408', refusal(408)],
    ['a part of it', () => new Response('{"part":1}', { status: 206 })],
    ['a cut JSON', () => new Response('{"edges":[{"node":')],
    ['an empty answer', () => new Response('')],
    ['fewer bytes than announced', () => new Response('{}', { headers: { 'content-length': '99' } })],
  ])('is repeated after %s, each time later', async (_, failure) => {
    const network = new FakeNetwork(inTurn(failure, failure, failure, () => json({ ok: true })));
    expect(await network.http.getJson(url)).toEqual({ ok: true });
    expect(network.waits).toEqual([500, 1000, 2000]);
  });

  it.each([
    ['unreachable', unreachable, 5],
    ['http-status', refusal(502), 5],
    ['rate-limited', refusal(429), 5],
    ['rate-limited', refusal(402), 5],
    ['incomplete-body', () => new Response('[1,2,"thr'), 5],
    ['not-found', refusal(404), 1],
    ['http-status', refusal(400), 1],
    ['http-status', refusal(403), 1],
    ['html-instead-of-json', () => new Response('\n<!DOCTYPE html><html></html>'), 1],
    ['malformed-json', () => new Response('{"a":1}}'), 1],
    ['malformed-json', () => new Response('Pending'), 1],
    ['too-deep', () => new Response(`{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`), 1],
  ])('ends as %s, with the URL and the number of attempts', async (code, failure, attempts) => {
    const network = new FakeNetwork(failure);
    await expect(network.http.getJson(url)).rejects.toMatchObject({
      layer: 'source',
      code,
      details: { url, attempt: attempts },
    });
    expect(network.asked).toHaveLength(attempts);
  });

  it('is not repeated where the device has no network, and is where only its server fails', async () => {
    const offline = { isOffline: () => true };
    const gone = new FakeNetwork(unreachable, offline);
    await expect(gone.http.getJson(url)).rejects.toMatchObject({
      code: 'unreachable',
      details: { attempt: 1 },
    });
    expect(gone.waits).toEqual([]);
    const nearby = new FakeNetwork(
      inTurn(refusal(503), () => json(1)),
      offline,
    );
    expect(await nearby.http.getJson(url)).toBe(1);
  });

  it('carries status and body of a refusal', async () => {
    const network = new FakeNetwork(refusal(400));
    await expect(network.http.getJson(url)).rejects.toMatchObject({
      details: { status: 400, body: '{"error":"no"}' },
    });
  });

  it('waits as long as the server asks, up to a bound', async () => {
    const network = new FakeNetwork(
      inTurn(refusal(429, { 'retry-after': '7' }), refusal(429, { 'retry-after': '86400' }), () => json(1)),
    );
    await network.http.getJson(url);
    expect(network.waits).toEqual([7000, 20_000]);
  });

  it('reads Retry-After as a date too, and jitter only shortens a wait', async () => {
    const failures = inTurn(refusal(503, { 'retry-after': new Date(9000).toUTCString() }), refusal(500), () =>
      json(1),
    );
    const network = new FakeNetwork(failures, { random: () => 0.999 });
    await network.http.getJson(url);
    expect(network.waits[0]).toBe(9000);
    expect(network.waits[1]).toBeGreaterThan(499);
    expect(network.waits[1]).toBeLessThan(502);
  });

  it('refuses a body that is too large, announced or not', async () => {
    const announced = new FakeNetwork(
      () => new Response('x'.repeat(11), { headers: { 'content-length': '11' } }),
    );
    await expect(announced.http.getBytes(url, { maximumBytes: 10 })).rejects.toMatchObject({
      code: 'too-large',
    });
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 4;
        controller.enqueue(new Uint8Array(4));
      },
    });
    const streamed = new FakeNetwork(() => new Response(endless));
    await expect(streamed.http.getBytes(url, { maximumBytes: 10 })).rejects.toMatchObject({
      code: 'too-large',
    });
    expect(sent).toBeLessThan(40);
  });

  it('reads no more of a refusal than is shown, and takes its status where its text breaks off', async () => {
    let sent = 0;
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1024;
          controller.enqueue(new Uint8Array(1024).fill(0x20));
        },
      });
    const talkative = new FakeNetwork(() => new Response(endless(), { status: 404 }));
    await expect(talkative.http.getBytes(url, { maximumBytes: 10 })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(sent).toBeLessThan(10_000);
    const breaking = () => new ReadableStream({ start: (body) => body.error(new TypeError('lost')) });
    const cut = new FakeNetwork(() => new Response(breaking(), { status: 403 }));
    await expect(cut.http.getBytes(url)).rejects.toMatchObject({ code: 'http-status' });
    expect(cut.asked).toHaveLength(1);
  });

  it('asks again where it is told that there is no content: nothing is asked for that can be empty so', async () => {
    const network = new FakeNetwork(
      inTurn(
        () => new Response(null, { status: 204 }),
        () => new Response(''),
      ),
    );
    expect(await network.http.getText(url)).toBe('');
    expect(network.asked).toHaveLength(2);
  });

  describe('for a part', () => {
    const range = { start: 3, end: 7 };
    const part = (text: string, told?: string) => () =>
      new Response(text, { status: 206, ...(told !== undefined && { headers: { 'content-range': told } }) });

    it('names it, and gives as much of it as there is', async () => {
      const asked: (string | null)[] = [];
      const network = new FakeNetwork((request) => {
        asked.push(request.headers.get('range'));
        return part('3456', 'bytes 3-6/10')();
      });
      expect(await network.http.getText(url, { range })).toBe('3456');
      expect(asked).toEqual(['bytes=3-6']);
      expect(await new FakeNetwork(part('34')).http.getText(url, { range })).toBe('34');
    });

    it.each([
      ['range-ignored', () => new Response('0123456789')],
      ['range-ignored', part('0123', 'bytes 0-3/10')],
      ['too-large', part('34567')],
      ['not-found', () => new Response('there is nothing by that name', { status: 404 })],
      ['http-status', () => new Response('not satisfiable', { status: 416 })],
    ])('is refused as %s where another answer comes', async (code, answer) => {
      const network = new FakeNetwork(answer);
      await expect(network.http.getBytes(url, { range })).rejects.toMatchObject({ code });
      expect(network.asked).toHaveLength(1);
    });
  });

  it('follows the redirects of a network that is a function', async () => {
    const network = new FakeNetwork((_, { host, search }) =>
      host === 'router.example'
        ? new Response(null, { status: 307, headers: { location: `https://su1.example/p${search}` } })
        : json({ host }),
    );
    const answer = await network.http.request('https://router.example/p?process-id=x');
    expect(answer.url).toBe('https://su1.example/p?process-id=x');
    const loop = new FakeNetwork(() => new Response(null, { status: 302, headers: { location: '/p' } }));
    await expect(loop.http.getJson(url)).rejects.toMatchObject({ code: 'too-many-redirects' });
  });

  it('says of a text that is no URL that it is none', async () => {
    const network = new FakeNetwork(() => json(1));
    await expect(network.http.getJson('su.example/page')).rejects.toMatchObject({ code: 'invalid-url' });
  });

  it('posts JSON', async () => {
    const network = new FakeNetwork(async (request) =>
      json({ method: request.method, type: request.headers.get('content-type'), body: await request.json() }),
    );
    expect(await network.http.postJson(url, { query: 'q' })).toEqual({
      method: 'POST',
      type: 'application/json',
      body: { query: 'q' },
    });
  });
});

describe('an abort', () => {
  const reason = new DOMException('stop', 'AbortError');

  it('ends a request that nobody answers, though the fetch ignores its signal', async () => {
    const controller = new AbortController();
    const network = new FakeNetwork(() => () => new Promise<Response>(() => undefined));
    const request = network.http.getJson(url, { signal: controller.signal });
    controller.abort(reason);
    await expect(request).rejects.toBe(reason);
  });

  it('ends a body that stays away', async () => {
    const controller = new AbortController();
    const stuck = new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(3)) });
    const network = new FakeNetwork(() => new Response(stuck), { onBytes: () => controller.abort(reason) });
    await expect(network.http.getBytes(url, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('ends the wait before the next attempt', async () => {
    const controller = new AbortController();
    const fetch = async () => {
      queueMicrotask(() => controller.abort(reason));
      return new Response('', { status: 500 });
    };
    // The real wait of up to 500 ms and more: only the abort ends it in time for the test.
    const http = createHttp({
      fetch,
      backoff: { retries: 1, firstDelayMs: 3_600_000, maximumDelayMs: 3_600_000 },
    });
    await expect(http.getJson(url, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('before the request keeps it from being sent', async () => {
    const network = new FakeNetwork(() => json(1));
    await expect(network.http.getJson(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(network.asked).toEqual([]);
  });
});

describe('over a real connection', () => {
  async function withServer(
    answer: (response: ServerResponse) => void,
    body: (url: string, get: (options?: Partial<HttpOptions>) => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    const server = createServer((_, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const base = `http://127.0.0.1:${port}/`;
    const backoff = { retries: 0, firstDelayMs: 0, maximumDelayMs: 0 };
    try {
      await body(base, (options = {}) => createHttp({ fetch, backoff, ...options }).getJson(base));
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it('a connection lost in the middle is an incomplete body', async () => {
    await withServer(
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"edges":[', () => response.destroy());
      },
      async (base, get) => {
        await expect(get()).rejects.toMatchObject({
          code: 'incomplete-body',
          details: { url: base, received: 10 },
        });
      },
    );
  });

  it('a server that falls silent in the middle is a time-out', async () => {
    await withServer(
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('[1,');
      },
      async (_, get) => {
        await expect(get({ inactivityMs: 30 })).rejects.toMatchObject({ code: 'timeout' });
      },
    );
  });

  it('a server that is slow but not silent is none', async () => {
    await withServer(
      (response) => {
        const pieces = ['[1', ',2', ',3', ',4', ']'];
        const send = () => {
          const piece = pieces.shift();
          if (piece === undefined) response.end();
          else response.write(piece, () => setTimeout(send, 40));
        };
        send();
      },
      async (_, get) => {
        expect(await get({ inactivityMs: 3000 })).toEqual([1, 2, 3, 4]);
      },
    );
  });

  it('a port where nobody listens is unreachable', async () => {
    const http = createHttp({ fetch, backoff: { retries: 0, firstDelayMs: 0, maximumDelayMs: 0 } });
    await expect(http.getJson('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'unreachable' });
  });
});
