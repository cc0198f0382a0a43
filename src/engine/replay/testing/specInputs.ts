import type { DataItem } from '../../../protocol/dataItem.ts';
import type { Chain, SignedEntry, SignedProcess } from './anySchedule.ts';
import { quirkyHash } from './specDedupe.ts';
import {
  anchorTold,
  asResponse,
  base64url,
  idOf,
  isText,
  lossy,
  ownerOf,
  tagsIn,
  valuesOf,
  withoutSender,
} from './specFields.ts';
import { cronMessages, type Moment } from './specTimers.ts';

/*
 * What the reference compute unit gives to a module for a schedule, in order: legacynet.md §4, §6.4 and §7 put into code once more, from signed items
 * to text, by nothing that the app does it with but the decoding of tags.
 */

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

function momentOf({ assignment }: SignedEntry): Moment {
  const { Timestamp: timestampMs, 'Block-Height': blockHeight } = placeOf(assignment);
  return { timestampMs, blockHeight };
}
