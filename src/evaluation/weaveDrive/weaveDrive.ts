import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { EvaluationError, isSelfsameError } from '../../base/errors.ts';
import { sha256 } from '../../protocol/sha.ts';
import { FileSystemError } from '../fileSystem/errno.ts';
import { contentOf, type FileNode } from '../fileSystem/node.ts';
import type { OpenFile } from '../fileSystem/openFile.ts';
import { resolvePath } from '../fileSystem/path.ts';
import type { HostContext } from '../host/hostContext.ts';
import type { ModuleMemory } from '../instance/moduleMemory.ts';
import type { DriveAnswer, DriveDoor, DriveRequest } from './driveDoor.ts';
import { plus, type RemoteContent, rangeOf, startOfFile } from './driveFile.ts';

const cacheBytes = 32 * 1024;
const readOnlyMode = 0o555;

/**
 * Files that are not there: `/tx/{id}`, `/block/{height}` and `/data/{id}` of Arweave, made when they are first opened (legacynet.md §10).
 * What only the outside can answer is asked through the door. A refusal, or anything else that the reference's
 * drive stumbles over, stops the evaluation before this message: `EvaluationError` `weavedrive-halt`.
 *
 * DIFF FROM REFERENCE CU: its drive also stumbles over descriptors that were closed before others; which those are depends on when its
 * instance was started, so here they do no harm.
 */
export class WeaveDrive {
  /** Of the message that is being evaluated. */
  blockHeight = 0;
  readonly #memory: ModuleMemory;
  readonly #host: HostContext;
  readonly #door: DriveDoor;

  constructor(memory: ModuleMemory, host: HostContext, door: DriveDoor) {
    this.#memory = memory;
    this.#host = host;
    this.#door = door;
  }

  /** @returns a descriptor; 0 for paths that are not of this drive */
  open(path: string): Promise<number> {
    return halting(path, async () => {
      const [, category = '', id = ''] = path.split('/');
      if (category !== 'tx' && category !== 'block' && category !== 'data') return 0;
      const { tree, open } = this.#host.files;
      if (category !== 'data' && !tree.exists(`/${category}`)) tree.makeDirectory(`/${category}`, 0o777);
      // Once opened, always open: no new check, for as long as the file system lives.
      if (tree.exists(resolvePath(path))) return open.open(path, 0, 0);
      const file = `/${category}/${id}`;
      if (category === 'tx') this.#host.files.makeDataFile(file, encodeUtf8(await this.#transaction(id)));
      else if (category === 'block') this.#host.files.makeDataFile(file, encodeUtf8(await this.#block(id)));
      else await this.#makeRemoteFile(file, id);
      return open.open(file, 0, 0);
    });
  }

  /** Puts up to `count` bytes at `address`. @returns how many; for headers always `count` */
  read(fd: number, address: number, count: number): Promise<number> {
    return halting(`descriptor ${fd}`, async () => {
      const file = this.#host.files.open.get(fd);
      const { node, path } = file;
      if (node.kind !== 'file') throw halt(path, 'it is not a file');
      if (path.includes('/block') || path.includes('/tx')) return this.#readHeader(node, address, count);
      if (node.remote === undefined) {
        // DIFF FROM REFERENCE CU: it reads the file's name from its gateway and takes what comes, an error page also.
        throw halt(
          path,
          'the file is not one of the drive, and what the reference reads there depends on its gateway',
        );
      }
      return this.#readRemote(file, node.name, node.remote, address, count);
    });
  }

  close(fd: number): Promise<number> {
    return halting(`descriptor ${fd}`, async () => {
      this.#host.files.open.close(fd);
      return 0;
    });
  }

  /** Replicated quirk: a header is read from its first byte, wherever the descriptor stands, and never comes to an end. */
  #readHeader(node: FileNode, address: number, count: number): number {
    if (node.size === 0) throw halt(node.name, 'it is empty');
    this.#memory.writeBytes(address, contentOf(node).subarray(0, count));
    return count;
  }

  async #readRemote(
    { shared }: OpenFile,
    id: string,
    remote: RemoteContent,
    address: number,
    count: number,
  ): Promise<number> {
    const { position: before, lastRead } = shared.cursor ?? startOfFile;
    if (lastRead !== before) remote.cache = new Uint8Array(0);
    const ready = remote.cache.subarray(0, count);
    remote.cache = remote.cache.slice(ready.length);
    this.#memory.writeBytes(address, ready);
    const position = plus(before, ready.length);
    shared.cursor = { position, lastRead: position };
    const wanted = count - ready.length;
    if (wanted === 0) return count;

    const last = Math.min(remote.byteCount, Number(plus(position, Math.max(wanted, cacheBytes))));
    const { start, end } = rangeOf(position, last, remote.byteCount);
    const body =
      start === end ? new Uint8Array(0) : await this.#ask({ kind: 'bytes', id, start, end }, 'bytes');
    const given = body.subarray(0, wanted);
    this.#memory.writeBytes(address + ready.length, given);
    if (given.length === wanted) remote.cache = body.slice(wanted, wanted + cacheBytes);
    // The reference appends once a network packet where the position is a text; here the answer is one packet.
    const after = given.length === 0 ? position : plus(position, given.length);
    shared.cursor = { position: after, lastRead: after };
    return ready.length + given.length;
  }

  /** As the gateway has it, with the owner's address added, and written again. */
  async #transaction(id: string): Promise<string> {
    const json: unknown = JSON.parse(await this.#ask({ kind: 'transaction', id }, 'text'));
    const owner = typeof json === 'object' && json !== null && 'owner' in json ? json.owner : undefined;
    if (typeof owner !== 'string') throw halt(`/tx/${id}`, 'the transaction has no owner');
    return JSON.stringify({
      ...(json as object),
      ownerAddress: encodeBase64url(sha256(decodeBase64url(owner))),
    });
  }

  #block(height: string): Promise<string> {
    return this.#ask({ kind: 'block', height }, 'text');
  }

  async #makeRemoteFile(path: string, id: string): Promise<void> {
    const { tree } = this.#host.files;
    const byteCount = await this.#ask({ kind: 'data', id, blockHeight: this.blockHeight }, 'size');
    if (!tree.exists('/data')) tree.makeDirectory('/data', 0o777);
    tree.makeFile(path, readOnlyMode).remote = { byteCount, cache: new Uint8Array(0) };
  }

  async #ask(request: DriveRequest, kind: 'text'): Promise<string>;
  async #ask(request: DriveRequest, kind: 'size'): Promise<number>;
  async #ask(request: DriveRequest, kind: 'bytes'): Promise<Uint8Array<ArrayBuffer>>;
  async #ask(request: DriveRequest, kind: DriveAnswer['kind']) {
    const answer = await this.#door(request);
    const path = pathOf(request);
    if (answer.kind === 'refused') throw halt(path, answer.reason);
    if (answer.kind !== kind) throw halt(path, `it was answered with ${answer.kind} instead of ${kind}`);
    if (answer.kind === 'text') return answer.text;
    return answer.kind === 'size' ? answer.byteCount : answer.bytes;
  }
}

function pathOf(request: DriveRequest): string {
  switch (request.kind) {
    case 'transaction':
      return `/tx/${request.id}`;
    case 'block':
      return `/block/${request.height}`;
    case 'data':
    case 'bytes':
      return `/data/${request.id}`;
  }
}

/** Errors of ours pass; others are what the reference's drive would reject with, and its process never hears of (legacynet.md §10). */
async function halting(path: string, operation: () => Promise<number>): Promise<number> {
  try {
    return await operation();
  } catch (error) {
    if (isSelfsameError(error) && error.layer !== 'protocol') throw error;
    throw halt(
      path,
      error instanceof FileSystemError ? 'it cannot be opened, read or closed like this' : String(error),
    );
  }
}

/** @param reason completes "…, but " */
export function halt(path: string, reason: string): EvaluationError {
  return new EvaluationError(
    'weavedrive-halt',
    `The process reads ${path} through WeaveDrive, but ${reason}.`,
    {
      details: { path },
    },
  );
}
