import { createRequire } from 'node:module';
import { encodeUtf8 } from '../../../base/bytes.ts';
import type { Devnet } from '../../../devnet/devnet.ts';
import { devnetOrigin } from '../../../devnet/hosts.ts';
import type { Tags } from '../../../protocol/tags.ts';
import { type Read, type Reading, type Reads, readingOf } from './toyDrive.ts';
import type { Inputs } from './truth.ts';

/** The parts of `@permaweb/weavedrive@0.0.18` that an Emscripten module calls. */
interface ReferenceDrive {
  open(path: string): Promise<number | string>;
  read(fd: number, address: number, count: number): Promise<number>;
}

const openReference = createRequire(import.meta.url)('@permaweb/weavedrive') as (
  module: object,
  files: object,
) => ReferenceDrive;

/**
 * What the reference's own drive reads, message by message, of the same gateway and with nothing of ours between the two.
 * @throws RangeError where it halts
 */
export async function readReference(
  devnet: Devnet,
  inputs: Inputs,
  { process, module }: { readonly process: Tags; readonly module: Tags },
): Promise<Reads> {
  const host = {
    ...{ ARWEAVE: gateway, spawn: { tags: process }, module: { tags: module }, blockHeight: 0 },
    mode: [...process, ...module].find(({ name }) => name === 'Availability-Type')?.value,
    HEAP8: new Uint8Array(1 << 16),
  };
  const files = plainFiles();
  const drive = openReference(host, files);
  const opened = new Map<string, number>();
  const readOne = async ({ path, count, blockHeight }: Reading): Promise<Read> => {
    host.blockHeight = blockHeight;
    const fd = opened.get(path) ?? (await drive.open(path));
    if (typeof fd === 'string') throw new RangeError(`The reference's drive says ${fd} to ${path}.`);
    opened.set(path, fd);
    const bytes = host.HEAP8.slice(0, await drive.read(fd, 0, count));
    const stream = files.streams.find((each) => each.fd === fd);
    if (stream?.node === undefined) throw new RangeError(`The reference's drive has not opened ${path}.`);
    const { position, node } = stream;
    const file = node.contents ?? encodeUtf8(JSON.stringify([node.total_size, position]));
    return { bytes, path, file: Uint8Array.from(file) };
  };
  const { fetch } = globalThis;
  globalThis.fetch = ((url: string, options?: RequestInit) => serve(devnet, url, options)) as typeof fetch;
  try {
    const reads: (Read | undefined)[] = [];
    for (const json of inputs) {
      const reading = json && readingOf(json);
      reads.push(reading && (await readOne(reading)));
    }
    return reads;
  } finally {
    globalThis.fetch = fetch;
  }
}

const gateway = devnetOrigin('gateway');

/** The demo network's gateway knows no ranges, which the reference asks for; their end is inclusive. */
async function serve(
  devnet: Devnet,
  url: string,
  { method, headers, body }: RequestInit = {},
): Promise<Response> {
  const asked = method === 'POST' ? { method, ...(headers && { headers }), body: body ?? null } : {};
  const response = await devnet(new Request(url, asked));
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(new Headers(headers).get('range') ?? '') ?? [];
  if (method !== 'HEAD' && first === undefined) return response;
  const content = new Uint8Array(await response.arrayBuffer());
  const { status } = response;
  if (method === 'HEAD')
    return new Response(null, { status, headers: { 'content-length': `${content.length}` } });
  return new Response(content.slice(Number(first), Number(last) + 1), { status: 206 });
}

interface Node {
  readonly name: string;
  /** Null: of data, which is elsewhere. */
  readonly contents: Uint8Array | null;
  /** Set by the drive. */
  readonly total_size?: number;
}

interface Stream {
  readonly fd: number;
  readonly path: string;
  readonly node: Node | undefined;
  /** Moved by the drive. */
  readonly position: number;
}

/** As much of Emscripten's file system as the drive calls. */
function plainFiles() {
  const nodes = new Map<string, Node>();
  const streams: Stream[] = [];
  const make = (path: string, contents: Uint8Array | null) => {
    const node: Node = { name: path.split('/').at(-1) ?? '', contents };
    nodes.set(`/${path}`, node);
    return node;
  };
  return {
    streams,
    analyzePath: (path: string) => ({ exists: nodes.has(path) }),
    mkdir: () => undefined,
    createPath: () => undefined,
    createFile: (_: string, path: string) => make(path, null),
    createDataFile: (_: string, path: string, contents: Uint8Array) => make(path, contents),
    open(path: string) {
      const stream: Stream = { fd: streams.length + 3, path, node: nodes.get(path), position: 0 };
      streams.push(stream);
      return stream;
    },
  };
}
