import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { DataItem } from '../../../protocol/dataItem.ts';
import { tagsOf } from '../../../protocol/dataItem.ts';
import type { Chain, SignedEntry, SignedProcess } from './anySchedule.ts';

/*
 * What the reference compute unit gives to a module for a schedule, in order: legacynet.md §4, §6.4 and §7 put into code once more, from signed items
 * to text, by nothing that the app does it with but the decoding of tags.
 */

interface Tag {
  readonly name: string;
  readonly value: string;
}

interface Moment {
  readonly timestampMs: number;
  readonly blockHeight: number;
}

export interface SpecInputs {
  /** First arguments of `handle`, as JSON. */
  readonly messages: readonly string[];
  /** What is skipped. */
  readonly skipped: readonly number[];
}

/** @param nowMs the scheduler unit's clock when it is asked */
export function specInputs({ processId, entries }: SignedProcess, chain: Chain, nowMs: number): SpecInputs {
  const [first] = entries;
  if (first === undefined) throw new RangeError('There is no process.');
  const { assigned: process } = first;
  const origin = momentOf(first);
  const messages: string[] = [];
  const skipped: number[] = [];
  const evaluated = new Set<string>();
  const types = valuesOf(process, 'Type');
  const isPrepended = types.length !== 1 || types[0] !== 'Process';
  if (isPrepended) messages.push(processMessage(process, processId, origin));
  let left: Moment | undefined = isPrepended ? origin : undefined;
  const fire = (right: number) => {
    if (left !== undefined)
      messages.push(...cronMessages(process, processId, { left, right, origin }, chain));
  };
  for (const [nonce, entry] of entries.entries()) {
    const here = momentOf(entry);
    fire(here.timestampMs);
    left = here;
    const id = idOf(entry.assigned);
    const isSent = nonce === 0 || base64url(entry.assigned.target) === processId;
    const isPushed = valuesOf(entry.assigned, 'From-Process').length > 0;
    const dedupeId = isSent ? (isPushed ? quirkyHash(entry.assigned, processId) : undefined) : id;
    if (dedupeId !== undefined && evaluated.has(dedupeId)) {
      skipped.push(nonce);
      continue;
    }
    evaluated.add(dedupeId ?? id);
    messages.push(isSent ? sentMessage(entry, processId, nonce) : assignedMessage(entry));
  }
  fire(nowMs);
  return { messages, skipped };
}

export function specProcessEnvironment(process: DataItem): object {
  return { Id: idOf(process), Owner: ownerOf(process), Tags: tagsIn(process) };
}

// §4.1: the keys, in their order; what is undefined is left out.

function sentMessage({ assigned, assignment }: SignedEntry, processId: string, nonce: number): string {
  const [sender] = valuesOf(assigned, 'From-Process');
  const owner = ownerOf(assigned);
  // §1.3: a process's own data is null where it is no text.
  const data = nonce === 0 && !isText(assigned.data) ? null : lossy(assigned.data);
  return JSON.stringify({
    Id: idOf(assigned),
    Signature: base64url(assigned.signature),
    Data: data,
    Owner: owner,
    Target: processId,
    Anchor: anchorTold(assigned),
    From: sender || owner,
    'Forwarded-By': sender === undefined ? undefined : owner,
    Tags: withoutSender(tagsIn(assigned)),
    ...placeOf(assignment),
  });
}

/** §4.3 */
function assignedMessage({ assigned, assignment }: SignedEntry): string {
  const excluded = valuesOf(assignment, 'Exclude');
  const unless = <Value>(name: string, value: Value) => (excluded.includes(name) ? undefined : value);
  const tags = unless('Tags', tagsIn(assigned)) ?? [];
  const owner = ownerOf(assigned);
  return JSON.stringify({
    Id: idOf(assigned),
    Signature: unless('Signature', base64url(assigned.signature)),
    Data: unless('Data', asResponse(assigned.data)),
    Owner: owner,
    Target: base64url(assigned.target),
    Anchor: unless('Anchor', base64url(assigned.anchor)),
    From: tags.find(({ name }) => name === 'From-Process')?.value || owner,
    Tags: withoutSender(tags),
    ...placeOf(assignment),
  });
}

/** §4.4 */
function processMessage(process: DataItem, processId: string, origin: Moment): string {
  const owner = ownerOf(process);
  return JSON.stringify({
    Id: processId,
    Signature: base64url(process.signature),
    Data: asResponse(process.data),
    Owner: owner,
    Target: processId,
    Anchor: anchorTold(process),
    From: valuesOf(process, 'From-Process')[0] || owner,
    Tags: withoutSender(tagsIn(process)),
    Timestamp: origin.timestampMs,
    'Block-Height': origin.blockHeight,
    Cron: false,
    'Read-Only': false,
  });
}

function placeOf(assignment: DataItem) {
  const whole = (name: string) => Number(valuesOf(assignment, name)[0]);
  return {
    Epoch: whole('Epoch'),
    Nonce: whole('Nonce'),
    Timestamp: whole('Timestamp'),
    'Block-Height': whole('Block-Height'),
    'Hash-Chain': valuesOf(assignment, 'Hash-Chain')[0],
    Cron: false,
    'Read-Only': false,
  };
}

// §7

interface Timer {
  readonly interval: string;
  readonly blocks?: number;
  readonly seconds?: number;
  readonly tags: Tag[];
}

const secondsOf: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600 };

function timersOf(process: DataItem): Timer[] {
  const timers: Timer[] = [];
  for (const { name, value: interval } of tagsIn(process)) {
    if (name.startsWith('Cron-Tag-')) timers.at(-1)?.tags.push({ name: name.slice(9), value: interval });
    if (name !== 'Cron-Interval') continue;
    const [count = '', unit = ''] = interval.split('-');
    const length = secondsOf[unit.replace(/s$/, '')];
    if (/^blocks?$/.test(unit)) timers.push({ interval, blocks: Number(count), tags: [] });
    else
      timers.push({
        interval,
        seconds: length === undefined ? Number.NaN : Number(count) * length,
        tags: [],
      });
  }
  return timers;
}

interface Span {
  readonly left: Moment;
  readonly right: number;
  readonly origin: Moment;
}

/** §7.3, a second at a time. */
function cronMessages(
  process: DataItem,
  processId: string,
  { left, right, origin }: Span,
  chain: Chain,
): string[] {
  const all = timersOf(process);
  const byBlocks = all.filter(({ blocks }) => blocks !== undefined);
  const byTime = all
    .filter(({ seconds }) => seconds !== undefined)
    .sort((a, b) => (a.seconds ?? 0) - (b.seconds ?? 0));
  const waiting = blocksBetween(left.timestampMs, right, chain);
  const owner = ownerOf(process);
  const fired: string[] = [];
  const emit = ({ tags }: Timer, at: Moment) => {
    fired.push(
      JSON.stringify({
        ...{ Owner: owner, Target: processId, From: owner, Tags: withoutSender(tags) },
        ...{ Timestamp: at.timestampMs, 'Block-Height': at.blockHeight, Cron: true, 'Read-Only': false },
      }),
    );
  };
  let current = left.blockHeight;
  for (let t = left.timestampMs; t < right; t += 1000) {
    const [block] = waiting;
    if (block !== undefined && second(t) >= second(block.timestampMs)) {
      waiting.shift();
      current = block.blockHeight;
      const passed = current - origin.blockHeight;
      for (const timer of byBlocks)
        if (passed !== 0 && passed % (timer.blocks ?? 0) === 0) emit(timer, block);
    }
    const passed = second(t) - second(origin.timestampMs);
    for (const timer of byTime) {
      if (passed !== 0 && passed % (timer.seconds ?? 0) === 0)
        emit(timer, { timestampMs: t, blockHeight: current });
    }
  }
  return fired;
}

function second(ms: number): number {
  return Math.floor(ms / 1000);
}

/** §7.2: GraphQL tells whole seconds. */
function blocksBetween(leftMs: number, rightMs: number, { firstBlock, blockIntervalMs }: Chain): Moment[] {
  const blocks: Moment[] = [];
  for (let passed = 0; ; passed += 1) {
    const timestampMs = 1000 * second(firstBlock.timestampMs + passed * blockIntervalMs);
    if (timestampMs >= rightMs) return blocks;
    if (timestampMs > leftMs) blocks.push({ blockHeight: firstBlock.height + passed, timestampMs });
  }
}

// §6.4

function quirkyHash(item: DataItem, processId: string): string {
  const tagBytes = Buffer.from(item.tagBytes);
  const anchor = Buffer.from(anchorTold(item) ?? '');
  const count = Buffer.alloc(16);
  count.writeUInt32LE(tagsIn(item).length, 0);
  count.writeUInt32LE(tagBytes.length, 8);
  const data = Buffer.from(lossy(item.data));
  const flagged = (field: Buffer) => [Buffer.of(field.length === 0 ? 0 : 1), field];
  const body = Buffer.concat([
    ...flagged(Buffer.from(processId, 'base64url')),
    ...flagged(anchor),
    count,
    tagBytes,
    data,
  ]);
  const rest = body.subarray(512);
  const hasTarget = rest[0] === 1;
  const target = hasTarget ? rest.subarray(1, 33) : Buffer.alloc(0);
  let p = hasTarget ? 33 : 1;
  const hasAnchor = rest[p] === 1;
  const anchorRead = hasAnchor ? rest.subarray(p + 1, p + 33) : Buffer.alloc(0);
  p += hasAnchor ? 33 : 1;
  let length = 0;
  for (let at = 7; at >= 0; at -= 1) length = length * 256 + (rest[p + 8 + at] ?? 0);
  const tags = rest.subarray(p + 16, p + 16 + length);
  const after = rest.subarray(p + 16 + length);
  const chunks = [Buffer.from('dataitem'), Buffer.from('1'), Buffer.from('1'), body.subarray(0, 512)];
  return [...chunks, target, anchorRead, tags, after]
    .reduce((hash, chunk) => sha384(hash, blobHash(chunk)), sha384(Buffer.from('list8')))
    .toString('base64');
}

function blobHash(chunk: Buffer): Buffer {
  return sha384(sha384(Buffer.from(`blob${chunk.length}`)), sha384(chunk));
}

function sha384(...parts: readonly Buffer[]): Buffer {
  return createHash('sha384').update(Buffer.concat(parts)).digest();
}

// Fields

function tagsIn(item: DataItem): readonly Tag[] {
  return tagsOf(item);
}

function valuesOf(item: DataItem, name: string): readonly string[] {
  return tagsIn(item).flatMap((tag) => (tag.name === name ? [tag.value] : []));
}

function withoutSender(tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(({ name }) => !['From', 'Owner'].includes(name));
}

/** §4.2: of a key of 65 bytes, the address that EIP-55 writes; these tests have no other keys. */
function ownerOf({ owner }: DataItem): string {
  const hex = Buffer.from(keccak_256(owner.subarray(1)).subarray(12)).toString('hex');
  const check = Buffer.from(keccak_256(Buffer.from(hex))).toString('hex');
  return `0x${[...hex].map((digit, at) => (Number.parseInt(check[at] ?? '', 16) > 7 ? digit.toUpperCase() : digit)).join('')}`;
}

function idOf({ signature }: DataItem): string {
  return createHash('sha256').update(signature).digest('base64url');
}

/** §1.3: as text where it is text, else nothing. */
function anchorTold({ anchor }: DataItem): string | null {
  return anchor.length === 0 || !isText(anchor) ? null : lossy(anchor);
}

function isText(bytes: Uint8Array): boolean {
  return Buffer.from(lossy(bytes)).equals(bytes);
}

function lossy(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** As `Response.text()`, which takes a byte order mark away. */
function asResponse(bytes: Uint8Array): string {
  return lossy(bytes).replace(/^\uFEFF/, '');
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function momentOf({ assignment }: SignedEntry): Moment {
  const { Timestamp: timestampMs, 'Block-Height': blockHeight } = placeOf(assignment);
  return { timestampMs, blockHeight };
}
