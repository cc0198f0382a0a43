import type { Bytes } from '../../base/bytes.ts';
import { SourceError } from '../../base/errors.ts';
import { decodeItemId, type ItemId } from '../../protocol/ids.ts';
import { findTag } from '../../protocol/tags.ts';
import { verifyCheckpointItem } from '../../verification/networkCheckpoint.ts';
import type { NetworkSources } from '../networkSources.ts';
import { type PlacedCheckpoint, type PlaceOptions, placeCheckpoint } from './placeCheckpoint.ts';

export interface FetchCheckpointOptions extends PlaceOptions {
  readonly sources: NetworkSources;
}

const maximumPackedBytes = 512 * 1024 ** 2;

/**
 * A published checkpoint: signature, process and module are checked, and what `placeCheckpoint` checks.
 * @throws VerificationError (fact `checkpoint`); ProtocolError `invalid-id`, `not-a-checkpoint`; SourceError `not-found`, `data-unpacked`; what
 * `placeCheckpoint` throws
 */
export async function fetchCheckpoint(
  text: string,
  { sources, ...options }: FetchCheckpointOptions,
): Promise<PlacedCheckpoint> {
  const { process, signal } = options;
  const id = decodeItemId(text, 'checkpoint id');
  const { gateway } = sources;
  const metadata = (await gateway.fetchTransactionMeta([id], { signal })).get(id);
  if (metadata === undefined) throw notFound(id);
  const packed = await gateway.fetchRaw(id, { signal, maximumBytes: maximumPackedBytes });
  if (findTag(metadata.tags, 'Content-Encoding') === 'gzip' && !isGzip(packed)) throw unpacked(id);
  const claim = await verifyCheckpointItem(metadata, packed, id, process, {
    source: 'gateway',
    fetchTransaction: async () => gateway.fetchTransaction(id, { signal }).catch(ignoreMissing),
  });
  const item = { id, owner: metadata.ownerAddress };
  return placeCheckpoint({ claim, packed, checkpointId: id, item }, options);
}

/** RFC 1952. */
function isGzip([first, second]: Bytes): boolean {
  return first === 0x1f && second === 0x8b;
}

/** A gateway that passes the item's own tag on as a header of its answer has the browser unpack it: nobody lies there, and nothing can be checked. */
function unpacked(id: ItemId): SourceError {
  return new SourceError(
    'data-unpacked',
    `Checkpoint ${id} came unpacked, as where its gateway has the browser unpack it: whether its owner signed these bytes cannot be checked.`,
    { details: { itemId: id } },
  );
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof SourceError && error.code === 'not-found') return undefined;
  throw error;
}

function notFound(id: ItemId): SourceError {
  return new SourceError('not-found', `No gateway of this network knows checkpoint ${id}.`, {
    details: { itemId: id },
  });
}
