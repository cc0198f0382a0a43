import { encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, concatBytes, encodeUtf8 } from '../../base/bytes.ts';
import { ProtocolError, SourceError } from '../../base/errors.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { Store } from '../../storage/store.ts';
import { readCheckpointTags } from '../../verification/networkCheckpoint.ts';
import { type PlacedCheckpoint, type PlaceOptions, placeCheckpoint } from './placeCheckpoint.ts';

/** A checkpoint in the network's own form, but without a signature: whoever made the file that it came in could write anything. */
export interface ImportedCheckpoint {
  /** JSON text of its tags. */
  readonly tagsJson: string;
  /** gzip of the memory. */
  readonly data: Bytes;
}

export async function keepImported(
  store: Store,
  processId: string,
  { tagsJson, data }: ImportedCheckpoint,
): Promise<void> {
  await store.saveDocument('item', importedKey(processId), { json: tagsJson, bytes: data });
}

async function loadImported(store: Store, processId: string): Promise<ImportedCheckpoint | undefined> {
  const document = await store.loadDocument('item', importedKey(processId));
  if (document === undefined || document.bytes === null) return undefined;
  return { tagsJson: document.json, data: document.bytes };
}

/** The latest that was imported takes the place of the one before; the store forgets it with the process. */
export function importedKey(processId: string): string {
  return `${processId}/checkpoint`;
}

/**
 * SHA-256 of all that it says, so that another checkpoint begins another line.
 * @throws SourceError `not-found` where none came with the process
 */
export async function idOfImported(store: Store, processId: string): Promise<string> {
  const { tagsJson, data } = (await loadImported(store, processId)) ?? missing(processId);
  const digest = await crypto.subtle.digest('SHA-256', concatBytes([encodeUtf8(`${tagsJson}\n`), data]));
  return encodeBase64url(new Uint8Array(digest));
}

/**
 * The checkpoint that came with a process in a file. Process and module are checked, and what `placeCheckpoint` checks.
 * @throws VerificationError (fact `checkpoint`); ProtocolError `not-a-checkpoint`; SourceError `not-found`; what `placeCheckpoint` throws
 */
export async function placeImported(options: PlaceOptions): Promise<PlacedCheckpoint> {
  const { process, store } = options;
  const { tagsJson, data } = (await loadImported(store, process.id)) ?? missing(process.id);
  const claim = readCheckpointTags(decodeTags(tagsJson), undefined, process);
  const checkpointId = await idOfImported(store, process.id);
  return placeCheckpoint({ claim, packed: data, checkpointId, item: undefined }, options);
}

function decodeTags(json: string): Tags {
  let tags: unknown;
  try {
    tags = JSON.parse(json);
  } catch (cause) {
    throw notTags(cause);
  }
  const isTag = (tag: Partial<Tags[number]> | null) =>
    typeof tag?.name === 'string' && typeof tag.value === 'string';
  if (!Array.isArray(tags) || !tags.every(isTag)) throw notTags();
  return tags as Tags;
}

function notTags(cause?: unknown): ProtocolError {
  return new ProtocolError('not-a-checkpoint', 'The tags of the checkpoint in the file cannot be read.', {
    cause,
  });
}

function missing(processId: string): never {
  throw new SourceError('not-found', `No checkpoint came with process ${processId} in a file.`, {
    details: { itemId: processId },
  });
}
