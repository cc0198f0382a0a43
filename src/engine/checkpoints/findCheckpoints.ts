import type { Abortable } from '../../base/abort.ts';
import { SelfsameError } from '../../base/errors.ts';
import { decodeCheckpointTags } from '../../protocol/checkpoint.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { Gateway } from '../../sources/gateway.ts';
import type { PublishedCheckpoint } from '../api.ts';

/** As many as the reference asks for (legacynet.md §8.2). */
const limit = 50;

/**
 * Checkpoints of a process that anybody published, as a gateway lists them; the latest nonce first. Those after a timer are left out: they
 * stand between two messages, where no assignment says that they belong.
 * @throws ProtocolError `invalid-id`; SourceError
 */
export async function findCheckpoints(
  gateway: Pick<Gateway, 'fetchByTags'>,
  text: string,
  options: Abortable = {},
): Promise<readonly PublishedCheckpoint[]> {
  const processId = decodeItemId<ProcessId>(text, 'process id');
  const tags = Object.entries({ Process: processId, Type: 'Checkpoint', 'Data-Protocol': 'ao' });
  const query = { tags: tags.map(([name, value]) => ({ name, values: [value] })), limit };
  const found = await gateway.fetchByTags(query, options);
  return found.flatMap(describe).sort((a, b) => b.nonce - a.nonce);
}

function describe(transaction: GatewayTransaction): readonly PublishedCheckpoint[] {
  try {
    const { id, tags, ownerAddress: owner, dataBytes: packedBytes, blockHeight } = transaction;
    const { nonce, timestampMs, cron } = decodeCheckpointTags(tags, id);
    return cron === undefined ? [{ id, owner, nonce, timestampMs, packedBytes, blockHeight }] : [];
  } catch (error) {
    if (error instanceof SelfsameError) return [];
    throw error;
  }
}
