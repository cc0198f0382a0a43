import { EngineError } from '../../base/errors.ts';
import { encodeCheckpointTags } from '../../protocol/checkpoint.ts';
import { packMemory } from '../../protocol/checkpointMemory.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { Store } from '../../storage/store.ts';
import type { CheckpointExportRequest, UnsignedCheckpoint } from '../api.ts';
import { decodeSavedLedger } from '../line/savedLedger.ts';
import { loadProcess } from '../process/findProcess.ts';
import { lineIdOf } from '../process/prepareProcess.ts';

/**
 * What this browser evaluated from the first message, in the form in which compute units publish checkpoints (legacynet.md §8.1): data and
 * tags of an item that still has to be signed. Of the usual profile only, which is what other units start from.
 * @throws ProtocolError `invalid-id`; EngineError `nothing-to-export`
 */
export async function exportCheckpoint(
  store: Store,
  { processId: text, atMostNonce }: CheckpointExportRequest,
): Promise<UnsignedCheckpoint> {
  const processId = decodeItemId<ProcessId>(text, 'process id');
  const process = await loadProcess(store, processId);
  const lineId = process && (await lineIdOf(process));
  const { checkpoint } = lineId === undefined ? {} : await store.loadCheckpoint(lineId, atMostNonce);
  if (process === undefined || checkpoint === undefined) throw nothingKept(processId);
  const { memoryBytes, pages } = checkpoint;
  const { data, memorySha256 } = await packMemory({ memoryBytes, ...pages });
  const { position } = decodeSavedLedger(checkpoint.ledgerJson);
  const { moduleId } = process;
  const tags = encodeCheckpointTags({ processId, moduleId, memorySha256, ...position });
  return { nonce: checkpoint.nonce, tags, data };
}

function nothingKept(itemId: ProcessId): EngineError {
  return new EngineError(
    'nothing-to-export',
    `No checkpoint of process ${itemId} is kept: evaluate it first.`,
    {
      details: { itemId },
    },
  );
}
