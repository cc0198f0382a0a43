import { createHash } from 'node:crypto';
import { type Bytes, decodeUtf8Lossy, encodeUtf8 } from '../../../base/bytes.ts';
import { EvaluationError } from '../../../base/errors.ts';
import type { DriveAnswer, DriveDoor, DriveRequest } from '../../../evaluation/weaveDrive/driveDoor.ts';

/** What a message makes its process read: up to `count` bytes, from where the last read of that file ended. */
export interface Reading {
  readonly path: string;
  readonly count: number;
  readonly blockHeight: number;
}

/** What each message reads, by nonce; undefined where it reads nothing. */
export type Reads = readonly (Read | undefined)[];

export interface Read {
  readonly bytes: Bytes;
  readonly path: string;
  /** What stays of it in the toy's files (`readThroughDoor`). */
  readonly file: Bytes;
}

/** Undefined: it reads nothing. */
export function readingOf(json: Bytes): Reading | undefined {
  const text = decodeUtf8Lossy(json);
  const [, count, path = ''] = /"Data":"read (\d+) of ([^"]*)"/.exec(text) ?? [];
  if (count === undefined) return undefined;
  return { path, count: Number(count), blockHeight: Number(/"Block-Height":(\d+)/.exec(text)?.[1]) };
}

/**
 * Reads through an engine's door as a module's host does: what was opened stays open, in `files`, which are a part of every saved state. A header is
 * copied there whole and read from its beginning each time; of data the place is kept, and the bytes are asked for.
 * @throws EvaluationError `weavedrive-halt`, and what the door throws; then `files` are as before
 */
export async function readThroughDoor(
  door: DriveDoor,
  files: Map<string, Bytes>,
  { path, count, blockHeight }: Reading,
): Promise<Bytes> {
  const [, category, id = ''] = path.split('/');
  const open = files.get(path);
  if (category === 'data') {
    const [size, start] =
      open === undefined
        ? [(await ask(door, { kind: 'data', id, blockHeight }, 'size')).byteCount, 0]
        : (JSON.parse(decodeUtf8Lossy(open)) as readonly [number, number]);
    const end = Math.min(size, start + count);
    const { bytes } = await ask(door, { kind: 'bytes', id, start, end }, 'bytes');
    files.set(path, encodeUtf8(JSON.stringify([size, end])));
    return bytes;
  }
  const header = open ?? encodeUtf8(await headerOf(door, category, id));
  files.set(path, header);
  return header.slice(0, count);
}

async function headerOf(door: DriveDoor, category: string | undefined, id: string): Promise<string> {
  if (category === 'block') return (await ask(door, { kind: 'block', height: id }, 'text')).text;
  const { text } = await ask(door, { kind: 'transaction', id }, 'text');
  const told = JSON.parse(text) as { readonly owner: string };
  const ownerAddress = createHash('sha256').update(Buffer.from(told.owner, 'base64url')).digest('base64url');
  return JSON.stringify({ ...told, ownerAddress });
}

async function ask<Kind extends DriveAnswer['kind']>(
  door: DriveDoor,
  request: DriveRequest,
  kind: Kind,
): Promise<Extract<DriveAnswer, { readonly kind: Kind }>> {
  const answer = await door(request);
  if (answer.kind !== kind) {
    const reason = answer.kind === 'refused' ? answer.reason : `it was answered with ${answer.kind}`;
    throw new EvaluationError('weavedrive-halt', `What it reads cannot be had: ${reason}.`);
  }
  return answer as Extract<DriveAnswer, { readonly kind: Kind }>;
}
