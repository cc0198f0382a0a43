import { decodeBase64url } from '../base/base64url.ts';
import { type Bytes, concatBytes, encodeUtf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { decodeLittleEndian, encodeLittleEndian } from '../base/littleEndian.ts';
import { encodeTags } from './avroTags.ts';
import { deepHash } from './deepHash.ts';
import type { ItemId } from './ids.ts';
import type { ScheduledMessage, SchedulerItem } from './message.ts';
import { findTag } from './tags.ts';

/** The owner field that the reference leaves out when it writes, and takes 512 bytes for when it reads. */
const quirkyOwnerBytes = 512;
const fieldBytes = 32;
const maximumTagBytes = 4096;

/**
 * What the reference CU remembers an evaluated entry by, so that a second one is skipped (legacynet.md §6.4): a deep hash
 * for messages that a process pushed, the message id for assignments without message; undefined where it never skips.
 * @throws ProtocolError `undedupable-message`: the reference fails there, and with it the whole process
 */
export async function dedupeIdOf(entry: ScheduledMessage): Promise<string | undefined> {
  const { message, assignment } = entry;
  if (message === null) return assignment.messageId ?? undefined;
  if (findTag(message.tags, 'From-Process') === undefined) return undefined;
  return hashPushedMessage(message, assignment.processId);
}

/** What the reference stores for an entry that it evaluated: its dedupe id, or its message id. */
export async function evaluatedIdOf(entry: ScheduledMessage): Promise<string> {
  return (await dedupeIdOf(entry)) ?? entry.message?.id ?? entry.assignment.messageId ?? entry.assignment.id;
}

/** The id of what an entry assigns. Neither the process's own entry (AOP-6) nor assignments of before AOP-1 name it. */
export function assignedIdOf({ message, assignment }: ScheduledMessage): ItemId {
  if (message !== null) return message.id;
  return assignment.messageId ?? assignment.processId;
}

/**
 * The reference's own deep hash, standard base64. Replicated quirk: the item is written without owner and read as if it had one of 512
 * bytes, so fields are taken from wherever they then seem to stand, and some bytes of long messages are not covered.
 */
async function hashPushedMessage(message: SchedulerItem, target: string): Promise<string> {
  const body = writeBody(message, target);
  const owner = body.slice(0, quirkyOwnerBytes);
  const rest = body.slice(quirkyOwnerBytes);
  const targetField = readField(rest, 0);
  const anchorField = readField(rest, targetField.end);
  const lengthOffset = anchorField.end + 8;
  const tagsOffset = lengthOffset + 8;
  const tagsEnd = tagsOffset + decodeLittleEndian(rest.subarray(lengthOffset, tagsOffset));
  const chunks = [
    encodeUtf8('dataitem'),
    encodeUtf8('1'),
    encodeUtf8('1'),
    owner,
    targetField.bytes,
    anchorField.bytes,
    rest.slice(tagsOffset, tagsEnd),
    rest.slice(tagsEnd),
  ];
  return toBase64(await deepHash(chunks));
}

function writeBody(message: SchedulerItem, target: string): Bytes {
  const tagBytes = encodeTags(message.tags);
  if (tagBytes.length > maximumTagBytes) throw undedupable(message, `${tagBytes.length} bytes of tags`);
  return concatBytes([
    ...writeField(message, 'target', decodeBase64url(target)),
    ...writeField(message, 'anchor', encodeUtf8(message.anchor ?? '')),
    encodeLittleEndian(message.tags.length, 8),
    encodeLittleEndian(tagBytes.length, 8),
    tagBytes,
    encodeUtf8(message.data ?? ''),
  ]);
}

function writeField(message: SchedulerItem, what: string, bytes: Bytes): readonly Bytes[] {
  if (bytes.length === 0) return [Uint8Array.of(0)];
  if (bytes.length !== fieldBytes) throw undedupable(message, `${bytes.length} bytes of ${what}`);
  return [Uint8Array.of(1), bytes];
}

function readField(rest: Bytes, offset: number): { readonly bytes: Bytes; readonly end: number } {
  const end = offset + 1 + (rest[offset] === 1 ? fieldBytes : 0);
  return { bytes: rest.slice(offset + 1, end), end };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function undedupable(message: SchedulerItem, why: string): ProtocolError {
  return new ProtocolError(
    'undedupable-message',
    `The pushed message ${message.id} has ${why}; the reference compute unit fails on it and never gets past it.`,
    { details: { itemId: message.id } },
  );
}
