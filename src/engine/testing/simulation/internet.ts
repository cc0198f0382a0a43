import { delay } from '../../../base/abort.ts';
import type { Devnet } from '../../../devnet/devnet.ts';
import { devnetOrigin } from '../../../devnet/hosts.ts';
import type { GrowingSchedules } from './growingSchedules.ts';
import type { Random } from './random.ts';

/** What may become of an answer on its way. */
export type Mishap =
  | 'late'
  | 'silent'
  | 'limited'
  | 'broken'
  | 'cut'
  | 'short-page'
  | 'repeated'
  | 'changed'
  | 'forgotten'
  | 'tampered'
  | 'unreachable'
  | 'gone';

/** The way to every server, and what is wrong with it now. */
export interface Internet {
  /** With which probability an answer meets which mishap. */
  readonly mishaps: Map<Mishap, number>;
  isOffline: boolean;
  fetch(request: Request): Promise<Response>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export function createInternet(devnet: Devnet, schedules: GrowingSchedules, random: Random): Internet {
  const mishaps = new Map<Mishap, number>();

  async function honest(request: Request): Promise<Answer> {
    const told = schedules.answer(new URL(request.url));
    if (told !== undefined) return { status: 200, type: 'application/json', body: JSON.stringify(told) };
    const response = await devnet(request);
    const type = response.headers.get('content-type') ?? '';
    if (!type.includes('json')) {
      return { status: response.status, type, body: new Uint8Array(await response.arrayBuffer()) };
    }
    const body = schedules.hideFuture(await response.text());
    return { status: response.status, type, body };
  }

  const internet: Internet = {
    mishaps,
    isOffline: false,
    async fetch(request) {
      const { signal } = request;
      await delay(random.between(5, 120), { signal });
      if (internet.isOffline) throw new TypeError('Failed to fetch');
      const met = [...mishaps].filter(([, probability]) => random.chance(probability)).map(([name]) => name);
      const happens = (name: Mishap) => met.includes(name);
      if (happens('unreachable')) throw new TypeError('Failed to fetch');
      if (happens('silent')) await delay(10 ** 9, { signal });
      if (happens('late')) await delay(random.between(500, 18_000), { signal });
      if (happens('limited'))
        return new Response('slow down', { status: 429, headers: { 'retry-after': '1' } });
      if (happens('broken')) return new Response('<html>', { status: random.pick([500, 502, 503]) });
      const { origin, pathname } = new URL(request.url);
      if (happens('gone') && origin === schedulerOrigin) throw new TypeError('Failed to fetch');
      const isGateway = origin === gatewayOrigin;
      if (happens('forgotten') && isGateway) {
        if (pathname.startsWith('/tx/') || pathname.startsWith('/block/'))
          return new Response('Not Found', { status: 404 });
        if (pathname === '/graphql' && isAboutOwners(await request.clone().json()))
          return Response.json(nothingFound);
      }
      const { status, type, body } = await honest(request);
      const isSmall = typeof body !== 'string' && body.length < leastModuleBytes;
      if (happens('tampered') && pathname.startsWith('/raw/') && isSmall) body.forEach(flip);
      return new Response(typeof body === 'string' ? distort(body, happens, random) : body, {
        status,
        headers: { 'content-type': type },
      });
    },
  };
  return internet;
}

/** Whether something is looked for by who signed it: that, an index may know later than it knows the item by its id. */
function isAboutOwners(query: unknown): boolean {
  return Object.hasOwn((query as { readonly variables?: object }).variables ?? {}, 'owners');
}

/** Every module is larger, and everything that is read is smaller. */
const leastModuleBytes = 200_000;

const nothingFound = { data: { transactions: { pageInfo: { hasNextPage: false }, edges: [] } } };

/** In the middle, so that what is at the beginning still looks as it should. */
function flip(byte: number, place: number, bytes: Uint8Array): void {
  if (place === bytes.length >> 1) bytes[place] = byte ^ 1;
}

function distort(text: string, happens: (name: Mishap) => boolean, random: Random): string {
  if (happens('cut')) return text.slice(0, random.between(0, text.length - 1));
  if (!text.startsWith('{"page_info"')) return text;
  const page = JSON.parse(text) as { readonly edges: readonly unknown[] };
  const { edges } = page;
  const place = random.between(0, Math.max(0, edges.length - 1));
  if (happens('short-page')) return JSON.stringify({ ...page, edges: edges.slice(0, place) });
  if (happens('repeated'))
    return JSON.stringify({ ...page, edges: [...edges.slice(0, place + 1), ...edges.slice(place)] });
  if (happens('changed')) {
    const lie = (edge: unknown) =>
      JSON.parse(JSON.stringify(edge).replace(/"data":"/i, '"data":"x')) as unknown;
    return JSON.stringify({
      ...page,
      edges: edges.map((edge, index) => (index === place ? lie(edge) : edge)),
    });
  }
  return text;
}

const gatewayOrigin = devnetOrigin('gateway');
const schedulerOrigin = devnetOrigin('scheduler-unit');
