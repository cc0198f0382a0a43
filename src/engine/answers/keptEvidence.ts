import type { EvaluationProfile } from '../../evaluation/profile.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import { ledgerOf, levelOf } from '../../verification/ledger.ts';
import { addTallies, held } from '../../verification/tally.ts';
import type { KeptEvidence } from '../api.ts';
import { decodeSavedLedger } from '../line/savedLedger.ts';
import { loadProcess } from '../process/findProcess.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import type { SparingStore } from '../store/sparingStore.ts';

/**
 * Why what this browser keeps of a process may be believed: the ledger of its newest checkpoint, as it was found when those messages were
 * evaluated; or the one of a later nonce that this tab holds because the checkpoint could not be saved. Only what the line says that began with
 * the first message.
 * @param profile how they were evaluated; absent: as the official image does
 * @returns null where nothing is known, or nothing that is kept is good
 * @throws ProtocolError `invalid-id`; StorageError
 */
export async function readKeptEvidence(
  store: SparingStore,
  text: string,
  profile?: EvaluationProfile,
): Promise<KeptEvidence | null> {
  const processId = decodeItemId<ProcessId>(text, 'process id');
  const process = await loadProcess(store, processId);
  if (process === undefined) return null;
  const lineId = await lineIdOf(process, profile);
  const spared = store.sparedLedger(lineId);
  const { checkpoint } = await store.loadCheckpoint(lineId).catch((error: unknown) => {
    if (spared === undefined) throw error;
    return { checkpoint: undefined };
  });
  if (spared !== undefined && spared.nonce > (checkpoint?.nonce ?? -1)) {
    const facts = ledgerOf(decodeSavedLedger(spared.ledgerJson).tallies, spared.foundMs);
    return { level: levelOf(facts) ?? null, nonce: spared.nonce, savedMs: null, facts };
  }
  if (checkpoint === undefined) return null;
  const { nonce, savedMs } = checkpoint;
  const { tallies } = decodeSavedLedger(checkpoint.ledgerJson);
  const reason = `What was saved at nonce ${nonce} was read back just now: sealed by this browser, and each piece of memory has its hash.`;
  const sealed = held('checkpoint', 'this browser', { reason, nonce });
  const earlier = tallies.filter(({ name }) => name !== 'checkpoint');
  const facts = ledgerOf(addTallies([...earlier, sealed]), savedMs);
  return { level: levelOf(facts) ?? null, nonce, savedMs, facts };
}
