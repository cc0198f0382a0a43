import { describe, expect, it } from 'vitest';
import { answerNetworkFirst } from './networkFirst.ts';
import { createMemoryCaches } from './testing/memoryCaches.ts';

const url = 'https://gateway.example/app/demo/index.json';

/** One cache, and what is said of `url` by a network that the test changes. */
function createSetting() {
  const { caches, stored } = createMemoryCaches();
  const ask = async (network: () => Promise<Response> | Response) => {
    const later: Promise<unknown>[] = [];
    const response = await answerNetworkFirst(new Request(url), {
      openCache: () => caches.open('demo'),
      fetch: async () => network(),
      waitUntil: (work) => void later.push(work),
    });
    await Promise.all(later);
    return response.text();
  };
  return { ask, kept: () => stored.get('demo')?.get(url) };
}

const isGone = () => Promise.reject(new TypeError('Failed to fetch'));
const answer =
  (text: string, init: ResponseInit = {}) =>
  () =>
    new Response(text, init);

describe('answerNetworkFirst', () => {
  it('prefers the network, and has its last answer without one', async () => {
    const { ask } = createSetting();
    expect(await ask(answer('first'))).toBe('first');
    expect(await ask(answer('second'))).toBe('second');
    expect(await ask(isGone)).toBe('second');
  });

  it('has the last answer where the host fails', async () => {
    const { ask } = createSetting();
    await ask(answer('good'));
    expect(await ask(answer('bad gateway', { status: 502 }))).toBe('good');
  });

  it('fails as the network does where nothing is kept', async () => {
    const { ask } = createSetting();
    await expect(ask(isGone)).rejects.toThrow('Failed to fetch');
    expect(await ask(answer('bad gateway', { status: 502 }))).toBe('bad gateway');
  });

  it.each([
    ['a missing file', { status: 404 }],
    ['a part of a file', { status: 206 }],
    ['a page in place of data', { headers: { 'content-type': 'text/html; charset=utf-8' } }],
  ])('gives %s on, and keeps what it has', async (_, init) => {
    const { ask } = createSetting();
    await ask(answer('good'));
    expect(await ask(answer('no such thing', init))).toBe('no such thing');
    expect(await ask(isGone)).toBe('good');
  });

  it('does not write anew what the host calls the same', async () => {
    const { ask, kept } = createSetting();
    const headers = { etag: '"1"' };
    await ask(answer('first', { headers }));
    const before = kept();
    await ask(answer('first', { headers }));
    expect(kept()).toBe(before);
    await ask(answer('second', { headers: { etag: '"2"' } }));
    expect(await kept()?.text()).toBe('second');
  });

  it('answers where nothing can be kept', async () => {
    const refuse = () => Promise.reject(new DOMException('Storage is refused.', 'SecurityError'));
    const options = { openCache: refuse, waitUntil: () => undefined };
    const good = await answerNetworkFirst(new Request(url), {
      ...options,
      fetch: async () => new Response('good'),
    });
    expect(await good.text()).toBe('good');
    await expect(answerNetworkFirst(new Request(url), { ...options, fetch: isGone })).rejects.toThrow(
      'Failed to fetch',
    );
  });
});
