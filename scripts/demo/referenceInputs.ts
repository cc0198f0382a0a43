import { findTag, type Tags } from '../../src/protocol/tags.ts';
import type { ScheduledEntry } from './scheduler.ts';
import type { SignedItem } from './signedItem.ts';

/** The first argument of a module's `handle`, its keys in the reference's order. */
export type ReferenceInput = Readonly<Record<string, unknown>>;

/**
 * What the reference compute unit makes of a schedule's entry (legacynet.md §4.1 to §4.3). Written from the specification for
 * recordings and tests only, apart from the encoder that the app uses: a second opinion on it.
 */
export function referenceInput({ message, assignment }: ScheduledEntry): ReferenceInput {
  const processId = findTag(assignment.tags, 'Process') ?? '';
  const target = base64url(message.item.target);
  const sentHere = message.id === processId || target === processId;
  return {
    ...(sentHere ? sentItem(message, processId) : assignedItem(message, target)),
    ...placeOf(assignment.tags),
  };
}

/** The environment, `handle`'s second argument (legacynet.md §4.5). */
export function referenceEnvironment(process: SignedItem, module: SignedItem): object {
  return { Process: describeOwned(process), Module: describeOwned(module) };
}

function sentItem(message: SignedItem, processId: string): ReferenceInput {
  const owner = message.signer.address;
  const sender = findTag(message.tags, 'From-Process');
  return {
    Id: message.id,
    Signature: base64url(message.item.signature),
    Data: lossyText(message.item.data),
    Owner: owner,
    Target: processId,
    Anchor: anchorText(message.item.anchor),
    From: sender === undefined || sender === '' ? owner : sender,
    ...(sender === undefined ? {} : { 'Forwarded-By': owner }),
    Tags: withoutSenders(message.tags),
  };
}

/** An item that was only assigned comes from a gateway, which shows anchors as base64url. */
function assignedItem(item: SignedItem, target: string): ReferenceInput {
  const owner = item.signer.address;
  return {
    Id: item.id,
    Signature: base64url(item.item.signature),
    Data: lossyText(item.item.data),
    Owner: owner,
    Target: target,
    Anchor: base64url(item.item.anchor),
    From: findTag(item.tags, 'From-Process') ?? owner,
    Tags: withoutSenders(item.tags),
  };
}

function placeOf(tags: Tags): ReferenceInput {
  const whole = (name: string) => Number.parseInt(findTag(tags, name) ?? '', 10);
  return {
    Epoch: whole('Epoch'),
    Nonce: whole('Nonce'),
    Timestamp: whole('Timestamp'),
    'Block-Height': whole('Block-Height'),
    'Hash-Chain': findTag(tags, 'Hash-Chain'),
    Cron: false,
    'Read-Only': false,
  };
}

function describeOwned({ id, signer, tags }: SignedItem): object {
  return { Id: id, Owner: signer.address, Tags: tags };
}

function withoutSenders(tags: Tags): Tags {
  return tags.filter(({ name }) => name !== 'From' && name !== 'Owner');
}

function anchorText(anchor: Uint8Array): string | null {
  const text = lossyText(anchor);
  return anchor.length === 0 || !Buffer.from(text).equals(anchor) ? null : text;
}

function lossyText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
