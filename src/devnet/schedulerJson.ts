import { encodeBase64url } from '../base/base64url.ts';
import { decodeUtf8Lossy, decodeUtf8Strict } from '../base/bytes.ts';
import { findTag, type Tags } from '../protocol/tags.ts';
import type { PublishedItem, ScheduleEntry } from './archive.ts';

/** Owner of an item in a scheduler unit's JSON; the address is a hash for Ethereum keys too (legacynet.md §1.3). */
interface OwnerJson {
  readonly address: string;
  readonly key: string;
}

/** Message, field order as serialised (legacynet.md §1.3). */
export interface MessageJson {
  readonly id: string;
  readonly owner: OwnerJson;
  readonly data: string | null;
  readonly tags: Tags;
  readonly signature: string;
  readonly anchor: string | null;
  readonly target: string | null;
}

/** Assignment, field order as serialised (legacynet.md §1.3). */
export type AssignmentJson = Omit<MessageJson, 'data'>;

/** One entry of a schedule; message null where the bundle held the assignment of an item that existed before. */
export interface NodeJson {
  readonly message: MessageJson | null;
  readonly assignment: AssignmentJson;
}

export interface EdgeJson {
  readonly node: NodeJson;
  readonly cursor: string;
}

/** legacynet.md §1.2. */
export interface PageJson {
  readonly page_info: { readonly has_next_page: boolean };
  readonly edges: readonly EdgeJson[];
}

export function nodeJson(entry: ScheduleEntry, showAnchor: boolean): NodeJson {
  return { message: messageJson(entry), assignment: assignmentJson(entry.assignment, showAnchor) };
}

function messageJson({ message, assignment }: ScheduleEntry): MessageJson | null {
  if (findTag(message.tags, 'Type') === 'Process') return processAsMessageJson(message);
  return findTag(assignment.tags, 'Process') === encodeBase64url(message.item.target)
    ? itemJson(message)
    : null;
}

/** An item as the message that came along. */
export function itemJson(message: PublishedItem): MessageJson {
  return {
    id: message.id,
    owner: ownerJson(message),
    data: decodeUtf8Lossy(message.item.data),
    tags: message.tags,
    signature: encodeBase64url(message.item.signature),
    anchor: textOrNull(message.item.anchor),
    target: encodeBase64url(message.item.target),
  };
}

function processAsMessageJson(process: PublishedItem): MessageJson {
  return {
    id: process.id,
    owner: ownerJson(process),
    data: decodeUtf8Strict(process.item.data) ?? null,
    tags: process.tags,
    signature: encodeBase64url(process.item.signature),
    anchor: textOrNull(process.item.anchor),
    target: encodeBase64url(process.item.target) || null,
  };
}

function assignmentJson(assignment: PublishedItem, showAnchor: boolean): AssignmentJson {
  const text = textOrNull(assignment.item.anchor);
  return {
    id: assignment.id,
    owner: ownerJson(assignment),
    tags: assignment.tags,
    signature: encodeBase64url(assignment.item.signature),
    anchor: text ?? (showAnchor ? encodeBase64url(assignment.item.anchor) : null),
    target: '',
  };
}

/** The flat form of `/processes/{id}` (legacynet.md §1.4). */
export function processJson(entry: ScheduleEntry): object {
  const { data, anchor, signature, target, tags, owner } = processAsMessageJson(entry.message);
  return {
    process_id: entry.message.id,
    block: String(entry.blockHeight).padStart(12, '0'),
    owner,
    tags,
    timestamp: entry.timestampMs,
    data,
    anchor,
    signature,
    target,
  };
}

function ownerJson({ ownerAddress, item }: PublishedItem): OwnerJson {
  return { address: ownerAddress, key: encodeBase64url(item.owner) };
}

/** A scheduler unit shows an anchor only where its bytes are text. */
function textOrNull(bytes: Uint8Array): string | null {
  return bytes.length === 0 ? null : (decodeUtf8Strict(bytes) ?? null);
}
