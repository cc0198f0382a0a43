import { SourceError } from '../../base/errors.ts';
import { decodeItemId, type ItemId } from '../../protocol/ids.ts';
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
  const packed = await gateway.fetchData(metadata, { signal, maximumBytes: maximumPackedBytes });
  const claim = await verifyCheckpointItem(metadata, packed, id, process, {
    source: 'gateway',
    fetchTransaction: async () => gateway.fetchTransaction(id, { signal }).catch(ignoreMissing),
  });
  const item = { id, owner: metadata.ownerAddress };
  return placeCheckpoint({ claim, packed, checkpointId: id, item }, options);
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
