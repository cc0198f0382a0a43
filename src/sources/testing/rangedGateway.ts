import type { Route } from './fakeNetwork.ts';

/** `/raw/{id}` of what is there, whole or in parts, as gateways answer. */
export function rangedGateway(held: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): Route {
  return (request, url) => {
    const bytes = held[url.pathname.replace('/raw/', '')];
    if (bytes === undefined) return undefined;
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? [];
    if (start === undefined || end === undefined) return new Response(bytes);
    if (Number(start) >= bytes.length) return new Response('not satisfiable', { status: 416 });
    const part = bytes.slice(Number(start), Number(end) + 1);
    const told = `bytes ${start}-${Number(start) + part.length - 1}/${bytes.length}`;
    return new Response(part, { status: 206, headers: { 'content-range': told } });
  };
}
