import { decodeUtf8Lossy } from '../base/bytes.ts';
import { bottomlessJson, compressedResponse, endlessResponse, untilAborted } from './badBodies.ts';
import type { Distortion } from './distortion.ts';
import { devnetOrigin } from './hosts.ts';
import type { LieName } from './lies.ts';
import type { PageJson } from './schedulerJson.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import { jsonResponse, textResponse, type Unit } from './unit.ts';

const shortPage = 100;
const cutPage = 50;
const cutEntries = 3;

/** How scheduler units answer badly: the schedule is honest, and pages of it do not arrive as they should. */
export const pageLies = {
  'half-a-page': overPages(async ({ honest, request, url }) => {
    const { bytes, contentType } = await readBytes(honest(request, url));
    return new Response(bytes.subarray(0, bytes.length >> 1), { headers: { 'content-type': contentType } });
  }),
  'no-next-page': overPages(async (asked) => {
    const { edges } = await readPage(asked, { limit: shortPage });
    return jsonResponse({ page_info: { has_next_page: false }, edges } satisfies PageJson);
  }),
  'cut-pages': overPages(async (asked) => {
    const after = Number(asked.url.searchParams.get('from-nonce') ?? -1);
    const first = Math.ceil((after + 1) / cutPage) * cutPage;
    const { page_info, edges } = await readPage(asked, { limit: cutPage, fromNonce: first - 1 });
    const told = page_info.has_next_page ? edges.slice(0, -cutEntries) : edges;
    return jsonResponse({ page_info, edges: told } satisfies PageJson);
  }),
  'repeated-page': overPages(async (asked) => {
    const { edges } = await readPage(asked, { limit: shortPage, fromNonce: -1 });
    return jsonResponse({ page_info: { has_next_page: true }, edges } satisfies PageJson);
  }),
  'endless-page': overPages(() => Promise.resolve(endlessResponse('application/json'))),
  'deep-page': overPages(async ({ honest, request, url }) => {
    const { bytes, contentType } = await readBytes(honest(request, url));
    const text = decodeUtf8Lossy(bytes).replace('"node":{', `"node":{"deep":${bottomlessJson()},`);
    return textResponse(text, contentType);
  }),
  'wrong-encoding': overPages(async ({ honest, request, url }) => {
    const { bytes, contentType } = await readBytes(honest(request, url));
    return compressedResponse(bytes, contentType);
  }),
  'redirect-elsewhere': overPages(({ url }) =>
    redirectTo(devnetOrigin('scheduler-unit', 'changed-data') + url.pathname + url.search),
  ),
  'redirect-loop': overPages(({ url }) => redirectTo(url.href)),
  'html-page': overPages(() =>
    Promise.resolve(textResponse('<!doctype html><title>Welcome</title><p>It works!</p>', 'text/html')),
  ),
  'server-error': overPages(() => Promise.resolve(textResponse('Internal Server Error', 'text/plain', 500))),
  silence: overPages(({ request }) => untilAborted(request.signal)),
} as const satisfies Partial<Record<LieName, Distortion>>;

interface AskedPage {
  readonly honest: Unit;
  readonly request: Request;
  readonly url: URL;
}

/** Pages are what has a process id for its path; everything else stays honest. */
function overPages(answer: (asked: AskedPage) => Promise<Response>): Distortion {
  return ({ archive, processId }) => {
    const honest = createSchedulerUnit(archive);
    return {
      'scheduler-unit': (request, url) =>
        url.pathname === `/${processId}` ? answer({ honest, request, url }) : honest(request, url),
    };
  };
}

/** The honest answer to the question, were its page another. */
async function readPage(
  { honest, request, url }: AskedPage,
  { limit, fromNonce }: { readonly limit: number; readonly fromNonce?: number },
): Promise<PageJson> {
  const other = new URL(url);
  other.searchParams.set('limit', String(limit));
  if (fromNonce !== undefined) other.searchParams.set('from-nonce', String(fromNonce));
  return (await (await honest(request, other)).json()) as PageJson;
}

async function readBytes(honest: Promise<Response>) {
  const response = await honest;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, contentType: response.headers.get('content-type') ?? '' };
}

function redirectTo(location: string): Promise<Response> {
  return Promise.resolve(new Response(null, { status: 307, headers: { location } }));
}
