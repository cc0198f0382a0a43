import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Devnet } from '../../src/devnet/devnet.ts';
import { devnetOrigin, type UnitKind } from '../../src/devnet/hosts.ts';

/** The demo network's servers on this machine. */
export interface LoopbackDevnet {
  readonly gateway: string;
  /** Full URL of the GraphQL endpoint. */
  readonly graphql: string;
  /** Redirects to the scheduler unit, as the network's routers do (legacynet.md §1.1). */
  readonly router: string;
  readonly schedulerUnit: string;
  readonly computeUnit: string;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  readonly devnet: Devnet;
  /** The first of four neighbouring ports; 0: any that are free. */
  readonly port: number;
  readonly lie?: string;
}

/** Serves `devnet` on loopback ports: real sockets, real redirects, connections that really break. */
export async function serveLoopback({ devnet, port, lie }: LoopbackOptions): Promise<LoopbackDevnet> {
  const servers: Server[] = [];
  const serve = async (answer: Answer): Promise<string> => {
    const server = createServer((request, response) => {
      respond(answer, request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    const place = servers.push(server) - 1;
    server.listen(port === 0 ? 0 : port + place, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const unit = (kind: UnitKind) => serve((request) => devnet(moved(request, devnetOrigin(kind, lie))));

  const gateway = await unit('gateway');
  const schedulerUnit = await unit('scheduler-unit');
  const computeUnit = await unit('compute-unit');
  const router = await serve((request) => Promise.resolve(redirect(request, schedulerUnit)));
  return {
    gateway,
    graphql: `${gateway}/graphql`,
    router,
    schedulerUnit,
    computeUnit,
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await Promise.all(servers.map((server) => once(server, 'close')));
    },
  };
}

type Answer = (request: Request) => Promise<Response>;

function moved(request: Request, origin: string): Request {
  const { pathname, search } = new URL(request.url);
  return new Request(`${origin}${pathname}${search}`, request);
}

/** A router needs to know the process, from the query or the path. */
function redirect(request: Request, origin: string): Response {
  const { pathname, search, searchParams } = new URL(request.url);
  if (!searchParams.has('process-id') && !/[\w-]{43}/.test(pathname)) {
    return Response.json({ error: 'process id required' }, { status: 400 });
  }
  return new Response(null, { status: 307, headers: { location: `${origin}${pathname}${search}` } });
}

async function respond(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.setHeader('access-control-allow-origin', '*');
  outgoing.setHeader('access-control-allow-headers', '*');
  if (incoming.method === 'OPTIONS') {
    outgoing.writeHead(204).end();
    return;
  }
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const response = await answer(await readRequest(incoming, gone.signal)).catch((error: unknown) => {
    if (gone.signal.aborted) return undefined;
    throw error;
  });
  if (response === undefined) return;
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  const sent = await pass(response, outgoing, gone.signal);
  const promised = Number(response.headers.get('content-length') ?? sent);
  if (sent === promised) outgoing.end();
  else outgoing.write('', () => outgoing.destroy());
}

/** As fast as it is taken, and until nobody takes it any more: some lies never end. Resolves to the number of bytes. */
async function pass(response: Response, outgoing: ServerResponse, signal: AbortSignal): Promise<number> {
  let sent = 0;
  for await (const piece of response.body ?? []) {
    if (signal.aborted) break;
    sent += piece.length;
    if (!outgoing.write(piece)) await once(outgoing, 'drain', { signal }).catch(() => undefined);
  }
  return sent;
}

async function readRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(pieces);
  return new Request(`http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`, {
    method,
    body,
    signal,
  });
}
