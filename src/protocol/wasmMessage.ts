import type { Brand } from '../base/brand.ts';
import { type Bytes, encodeUtf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { addressFrom } from './address.ts';
import type { AssignedItem, Assignment, AuthenticMessage, SchedulerItem } from './message.ts';
import type { AoModule } from './module.ts';
import type { AoProcess } from './process.ts';
import { findTag, type Tags } from './tags.ts';

/**
 * One call of a module's `handle`: the exact JSON text of its first argument (legacynet.md §4.1) and what the host needs beside it. The text is in
 * UTF-8 from the start: that is what a module is given, it moves between threads, and while it waits it is nothing for a garbage collector.
 * Made only by the encoders of this file, which take an `AuthenticMessage`, or say by name what they take instead.
 */
export type WasmMessage = Brand<WasmMessageFields, 'WasmMessage'>;

export interface WasmMessageFields {
  readonly kind: 'scheduled' | 'process' | 'cron' | 'dry-run';
  readonly json: Bytes;
  /** `Block-Height` of the message; WeaveDrive reads it. */
  readonly blockHeight: number;
}

/**
 * The only keys, in the only order. Not cosmetic: the text's length moves Lua's hash seed, and with it the order of `pairs()`
 * (legacynet.md §4.1). A key whose value is undefined is left out, null stays.
 */
const keyOrder = [
  'Id',
  'Signature',
  'Data',
  'Owner',
  'Target',
  'Anchor',
  'From',
  'Forwarded-By',
  'Tags',
  'Epoch',
  'Nonce',
  'Timestamp',
  'Block-Height',
  'Hash-Chain',
  'Cron',
  'Read-Only',
] as const;
export type WasmMessageKey = (typeof keyOrder)[number];

/**
 * A message at its place in the schedule, the process's own entry (AOP-6) included.
 * @throws ProtocolError `assigned-item-missing` where the entry has neither message nor assigned item
 */
export function encodeScheduled(entry: AuthenticMessage): WasmMessage {
  const { assignment, message, assigned } = entry;
  if (message !== null) return encode('scheduled', scheduledFields(message, assignment), assignment);
  if (assigned !== undefined) return encode('scheduled', assignedFields(assigned, assignment), assignment);
  throw new ProtocolError(
    'assigned-item-missing',
    `The scheduler assigned an item at nonce ${assignment.nonce} without sending it, and no gateway has told it yet.`,
    { details: { nonce: assignment.nonce, itemId: assignment.messageId } },
  );
}

/**
 * The synthetic first message of a process whose schedule does not begin with itself (legacynet.md §4.4).
 * @param data the process's data as a gateway's `/raw` gives it, read as text
 */
export function encodeProcessMessage(process: AoProcess, data: string): WasmMessage {
  const { item } = process;
  const fields = {
    Id: item.id,
    Signature: item.signature,
    Data: data,
    Owner: process.owner,
    Target: process.id,
    Anchor: item.anchor,
    From: senderOf(process.tags, process.owner),
    Tags: process.tags,
  };
  return encode('process', fields, process);
}

/** What a cron message consists of (legacynet.md §7.3); nobody signs one. */
export interface CronMessage {
  readonly tags: Tags;
  readonly timestampMs: number;
  readonly blockHeight: number;
}

export function encodeCron(process: AoProcess, cron: CronMessage): WasmMessage {
  const { owner } = process;
  const fields = {
    Owner: owner,
    Target: process.id,
    From: owner,
    Tags: cron.tags,
    Cron: true,
  };
  return encode('cron', fields, cron);
}

/** The first `From-Process` tag if it says something, else the owner (legacynet.md §4.2). */
export function senderOf(tags: Tags, owner: string): string {
  return findTag(tags, 'From-Process') || owner;
}

/** Exact JSON of `handle`'s second argument (legacynet.md §4.5). Tags are whole here: nothing is removed. */
export function encodeEnvironment(process: AoProcess, module: AoModule): string {
  return JSON.stringify({
    Process: { Id: process.id, Owner: process.owner, Tags: plainTags(process.tags) },
    Module: { Id: module.id, Owner: module.owner, Tags: plainTags(module.tags) },
  });
}

interface Coordinates {
  readonly timestampMs: number;
  readonly blockHeight: number;
}

type Fields = Partial<Readonly<Record<WasmMessageKey, unknown>>> & { readonly Tags: Tags };

/** `fields` win over the defaults that `at` gives. For `encodeDryRun` and the encoders above. */
export function encode(kind: WasmMessageFields['kind'], fields: Fields, at: Coordinates): WasmMessage {
  const all: Fields = {
    Timestamp: at.timestampMs,
    'Block-Height': at.blockHeight,
    Cron: false,
    'Read-Only': false,
    ...fields,
    Tags: plainTags(fields.Tags.filter(({ name }) => name !== 'From' && name !== 'Owner')),
  };
  const ordered = Object.fromEntries(keyOrder.map((key) => [key, all[key]]));
  const json = encodeUtf8(JSON.stringify(ordered));
  return { kind, json, blockHeight: Number(all['Block-Height']) } as WasmMessage;
}

function scheduledFields(message: SchedulerItem, assignment: Assignment): Fields {
  const owner = addressFrom(message);
  return {
    Id: message.id,
    Signature: message.signature,
    Data: message.data,
    Owner: owner,
    Target: assignment.processId,
    Anchor: message.anchor,
    From: senderOf(message.tags, owner),
    'Forwarded-By': findTag(message.tags, 'From-Process') === undefined ? undefined : owner,
    Tags: message.tags,
    ...placeFields(assignment),
  };
}

/** Assigned items never have `Forwarded-By`, and keep their own target (legacynet.md §4.3). */
function assignedFields(item: AssignedItem, assignment: Assignment): Fields {
  const excluded = (name: string) => assignment.exclude.includes(name);
  const owner = addressFrom(item);
  const tags = excluded('Tags') ? [] : (item.tags ?? []);
  return {
    Id: item.id,
    Signature: excluded('Signature') ? undefined : item.signature,
    Data: excluded('Data') ? undefined : item.data,
    Owner: owner,
    Target: item.target ?? '',
    Anchor: excluded('Anchor') ? undefined : item.anchor,
    From: senderOf(tags, owner),
    Tags: tags,
    ...placeFields(assignment),
  };
}

function placeFields(assignment: Assignment) {
  return { Epoch: assignment.epoch, Nonce: assignment.nonce, 'Hash-Chain': assignment.hashChain };
}

function plainTags(tags: Tags): Tags {
  return tags.map(({ name, value }) => ({ name, value }));
}
