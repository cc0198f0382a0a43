import { encodeUtf8 } from '../../src/base/bytes.ts';
import type { ItemId } from '../../src/protocol/ids.ts';
import type { Tags } from '../../src/protocol/tags.ts';
import type { Random } from './random.ts';
import { type SignedItem, signItem, tagList } from './signedItem.ts';
import type { Signer } from './signer.ts';

export type TagPair = readonly [name: string, value: string];

/** A message as aoconnect has wallets sign it: user tags, then the protocol's (legacynet.md §3.1). Empty data becomes one space. */
export function signMessage(
  signer: Signer,
  target: ItemId,
  tags: readonly TagPair[],
  options: {
    readonly data?: string | Uint8Array<ArrayBuffer>;
    readonly anchor?: Uint8Array<ArrayBuffer>;
  } = {},
): Promise<SignedItem> {
  const untyped: readonly TagPair[] = options.data === undefined ? [['Content-Type', 'text/plain']] : [];
  return signItem(signer, {
    target,
    ...(options.anchor === undefined ? {} : { anchor: options.anchor }),
    tags: tagList(
      ...tags,
      ...untyped,
      ['SDK', 'aoconnect'],
      ['Data-Protocol', 'ao'],
      ['Variant', 'ao.TN.1'],
      ['Type', 'Message'],
    ),
    data: options.data ?? ' ',
  });
}

/** One message out of a process's outbox, as its module leaves it in a result. */
export interface OutboxMessage {
  readonly Target: string;
  readonly Anchor: string;
  readonly Tags: Tags;
  readonly Data?: string;
}

/** Where a pushed message comes from. */
export interface PushedBy {
  readonly processId: ItemId;
  readonly moduleId: ItemId;
  /** The message that began it all. */
  readonly pushedFor: ItemId;
}

/** An outbox message as a messenger unit signs and pushes it (legacynet.md §9, last paragraph). */
export function signPushedMessage(
  messenger: Signer,
  outbox: OutboxMessage,
  sender: PushedBy,
): Promise<SignedItem> {
  const replaced = ['Data-Protocol', 'Type', 'From-Process', 'From-Module', 'Assignments'];
  return signItem(messenger, {
    target: outbox.Target,
    anchor: encodeUtf8(outbox.Anchor),
    tags: [
      ...outbox.Tags.filter(({ name }) => !replaced.includes(name)),
      ...tagList(
        ['Data-Protocol', 'ao'],
        ['Type', 'Message'],
        ['From-Process', sender.processId],
        ['From-Module', sender.moduleId],
        ['Pushed-For', sender.pushedFor],
      ),
    ],
    data: outbox.Data === undefined || outbox.Data === '' ? ' ' : outbox.Data,
  });
}

/** A process as the aos command line spawns it. */
export function signProcess(
  owner: Signer,
  fields: {
    readonly name: string;
    readonly moduleId: ItemId;
    readonly scheduler: string;
    readonly authority: string;
    readonly timestampMs: number;
    readonly tags?: readonly TagPair[];
  },
): Promise<SignedItem> {
  return signItem(owner, {
    tags: tagList(
      ['App-Name', 'aos'],
      ['Name', fields.name],
      ['Authority', fields.authority],
      ...(fields.tags ?? []),
      ['Content-Type', 'text/plain'],
      ['SDK', 'aoconnect'],
      ['Data-Protocol', 'ao'],
      ['Variant', 'ao.TN.1'],
      ['Type', 'Process'],
      ['Module', fields.moduleId],
      ['Scheduler', fields.scheduler],
      ['Timestamp', String(fields.timestampMs)],
    ),
    data: ' ',
  });
}

/** An anchor that reads as text, as many signers make them. */
export function textAnchor(random: Random): Uint8Array<ArrayBuffer> {
  return encodeUtf8(Array.from({ length: 32 }, () => random.below(10)).join(''));
}
