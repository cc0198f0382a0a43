import type { Brand } from '../base/brand.ts';
import type { AssignmentId, ItemId, MessageId, ProcessId } from './ids.ts';
import type { Tags } from './tags.ts';

/**
 * A data item as a scheduler unit's JSON tells it (legacynet.md §1.3). Lossy: `data` may hold U+FFFD where the item's
 * bytes were not UTF-8, `anchor` is null where it was binary, and the signature type is missing. These are the
 * values that processes are evaluated with, and never quite the bytes that were signed.
 */
export interface SchedulerItem<Id extends ItemId = ItemId> {
  readonly id: Id;
  /** base64url of the ANS-104 owner bytes: 512 for RSA-4096, 65 for secp256k1. */
  readonly ownerKey: string;
  /** As the scheduler unit says; base64url(sha256(owner bytes)) for every key type. */
  readonly ownerAddress: string;
  readonly tags: Tags;
  /** base64url of the raw signature. */
  readonly signature: string;
  readonly anchor: string | null;
  /** base64url; empty or null where the item has no target. */
  readonly target: string | null;
  readonly data: string | null;
}

/** The scheduler's signed statement of a message's place (legacynet.md §1.3), its tags decoded. */
export interface Assignment extends SchedulerItem<AssignmentId> {
  readonly processId: ProcessId;
  readonly epoch: number;
  readonly nonce: number;
  /** Milliseconds since 1970, by the scheduler's clock. */
  readonly timestampMs: number;
  readonly blockHeight: number;
  /** base64url of 32 bytes; links *assignment* ids (legacynet.md §1.6). */
  readonly hashChain: string;
  /** The assigned item; null on the assignment of the process itself. */
  readonly messageId: MessageId | null;
  /** Values of the `Exclude` tags, in order. */
  readonly exclude: readonly string[];
}

/**
 * An item that a scheduler assigned without sending it along, as a gateway tells it (legacynet.md §4.3). `anchor` and `target` are in the
 * gateway's own text; `data` is the gateway's body read as UTF-8 text. Fields that `Exclude` tags name are null and were not fetched.
 */
export interface AssignedItem extends Omit<SchedulerItem<MessageId>, 'signature' | 'tags'> {
  readonly signature: string | null;
  readonly tags: Tags | null;
  /** Of layer 1; absent: a data item. */
  readonly isTransaction?: true;
}

/** One entry of a schedule, decoded but vouched for by nobody. */
export interface ScheduledMessage {
  readonly assignment: Assignment;
  /** Null when the scheduler assigned an existing item and did not send it along: it has to be hydrated from a gateway. */
  readonly message: SchedulerItem<MessageId> | null;
  /** The item of an entry without message, once a gateway has told it. */
  readonly assigned?: AssignedItem;
}

/**
 * A schedule entry whose signatures, place and links have been checked. Made in `verification/` only
 * (architecture.test.ts looks for it), and the only kind of message that can be encoded for a module.
 */
export type AuthenticMessage = Brand<ScheduledMessage, 'AuthenticMessage'>;
