import { createHash } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../../src/base/base64url.ts';
import { concatBytes } from '../../src/base/bytes.ts';
import type { ItemId } from '../../src/protocol/ids.ts';
import type { Tag } from '../../src/protocol/tags.ts';
import { blockHeightAt } from './chainTime.ts';
import type { Random } from './random.ts';
import { type SignedItem, signItem, tagList } from './signedItem.ts';
import type { Signer } from './signer.ts';

/** What an assignment says that is not settled by the one before it. */
export interface AssignmentFields {
  readonly nonce: number;
  readonly hashChain: string;
  readonly timestampMs: number;
  /** Absent: the process itself (AOP-6). */
  readonly messageId?: ItemId;
  readonly exclude?: readonly string[];
}

/** Signs an assignment as a scheduler unit does (legacynet.md §1.3): tag order, padded height, 32 random bytes of anchor, no data. */
export function signAssignment(
  signer: Signer,
  processId: ItemId,
  fields: AssignmentFields,
  random: Random,
): Promise<SignedItem> {
  const { messageId, exclude = [] } = fields;
  const last: Tag[] = messageId === undefined ? [] : [{ name: 'Message', value: messageId }];
  for (const value of exclude) last.push({ name: 'Exclude', value });
  return signItem(signer, {
    anchor: random.bytes(32),
    tags: [
      ...tagList(
        ['Process', processId],
        ['Epoch', '0'],
        ['Nonce', String(fields.nonce)],
        ['Hash-Chain', fields.hashChain],
        ['Block-Height', String(blockHeightAt(fields.timestampMs)).padStart(12, '0')],
        ['Timestamp', String(fields.timestampMs)],
        ['Data-Protocol', 'ao'],
        ['Type', 'Assignment'],
        ['Variant', 'ao.TN.1'],
      ),
      ...last,
    ],
    data: '',
  });
}

export interface ScheduledEntry {
  readonly nonce: number;
  readonly timestampMs: number;
  readonly hashChain: string;
  readonly assignment: SignedItem;
  readonly message: SignedItem;
}

export interface ProcessSchedule {
  readonly process: SignedItem;
  readonly entries: readonly ScheduledEntry[];
  /** The last entry's time. */
  readonly nowMs: number;
  /** Gives `message` the next nonce, `afterMs` milliseconds after the message before. */
  assign(
    message: SignedItem,
    afterMs: number,
    options?: { readonly exclude?: readonly string[] },
  ): Promise<ScheduledEntry>;
}

/** Starts the schedule of `process` with its own assignment at nonce 0 (legacynet.md §1.6). */
export async function openSchedule(
  signer: Signer,
  process: SignedItem,
  startMs: number,
  random: Random,
): Promise<ProcessSchedule> {
  const entries: ScheduledEntry[] = [];
  let nowMs = startMs;
  const push = async (message: SignedItem, exclude: readonly string[]): Promise<ScheduledEntry> => {
    const previous = entries.at(-1);
    const nonce = entries.length;
    const hashChain = previous === undefined ? firstLink(process.id) : nextLink(previous);
    const assignment = await signAssignment(
      signer,
      process.id,
      {
        nonce,
        hashChain,
        timestampMs: nowMs,
        exclude,
        ...(message === process ? {} : { messageId: message.id }),
      },
      random,
    );
    const entry = { nonce, timestampMs: nowMs, hashChain, assignment, message };
    entries.push(entry);
    return entry;
  };
  await push(process, []);
  return {
    process,
    entries,
    get nowMs() {
      return nowMs;
    },
    assign(message, afterMs, options = {}) {
      nowMs += afterMs;
      return push(message, options.exclude ?? []);
    },
  };
}

function firstLink(processId: ItemId): string {
  return sha256Base64url(decodeBase64url(processId));
}

/** Hash-Chain of the entry that follows `entry`: it joins the *assignment's* id to the chain so far (legacynet.md §1.6). */
export function nextLink(entry: Pick<ScheduledEntry, 'assignment' | 'hashChain'>): string {
  return sha256Base64url(
    concatBytes([decodeBase64url(entry.assignment.id), decodeBase64url(entry.hashChain)]),
  );
}

function sha256Base64url(bytes: Uint8Array): string {
  return encodeBase64url(createHash('sha256').update(bytes).digest());
}
