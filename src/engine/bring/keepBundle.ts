import type { Abortable } from '../../base/abort.ts';
import { SelfsameError } from '../../base/errors.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { NonceText, Store } from '../../storage/store.ts';
import type { ImportProgress } from '../api.ts';
import { keepImported } from '../checkpoints/importedCheckpoint.ts';
import { loadProcess } from '../process/findProcess.ts';
import { receiptText, verifyReceiptText } from '../receipts/signedReceipt.ts';
import { kindsOfDocuments, type ProcessBundle } from './bundleFile.ts';
import { entriesAfter, entriesTogether } from './entriesTogether.ts';

export interface TellingImport extends Abortable {
  readonly onProgress: (progress: ImportProgress) => void;
}

/** All but the schedule. */
export async function saveHeld(store: Store, bundle: ProcessBundle): Promise<void> {
  const { processId, moduleId, documents, checkpoint } = bundle;
  // What a scheduler unit has told here of the spawn, which no signature covers, is not replaced by what the file's maker says.
  const isKept = (await loadProcess(store, decodeItemId<ProcessId>(processId))) !== undefined;
  if (!isKept) await store.saveDocument('process', processId, { json: bundle.processJson, bytes: null });
  await store.saveDocument('module', moduleId, { json: bundle.moduleJson, bytes: bundle.moduleBytes });
  for (const kind of kindsOfDocuments) {
    for (const { id, json, bytes } of documents.filter((each) => each.kind === kind)) {
      await store.saveDocument(kind, id, { json, bytes });
    }
  }
  if (checkpoint !== null) await keepImported(store, processId, checkpoint);
}

export async function saveBundledSchedule(
  store: Store,
  { processId, schedule }: ProcessBundle,
  { signal, onProgress }: TellingImport,
): Promise<void> {
  for await (const texts of entriesTogether(schedule)) {
    signal?.throwIfAborted();
    if (!(await isKept(store, processId, texts))) await store.saveSchedule(processId, texts);
    onProgress({ phase: 'keeping', entriesDone: entriesAfter(texts), entryCount: schedule.entryCount });
  }
}

/** Written again, what was fetched before would lie there twice: its records begin and end at other messages. */
async function isKept(store: Store, processId: string, texts: readonly NonceText[]): Promise<boolean> {
  const range = { fromNonce: texts[0]?.nonce ?? 0, toNonce: texts.at(-1)?.nonce ?? 0 };
  const kept = await store.loadSchedule(processId, range).catch(() => []);
  return kept.length === texts.length && kept.every(({ json }, index) => json === texts[index]?.json);
}

/** A receipt is its own key's word; one that was changed, or is of another process, is left out. */
export async function saveReceipts(store: Store, { processId, receipts }: ProcessBundle): Promise<void> {
  for (const json of receipts) {
    const signed = await verifyReceiptText(json).catch((error: unknown) => {
      if (error instanceof SelfsameError) return undefined;
      throw error;
    });
    if (signed?.receipt.processId !== processId) continue;
    await store.saveReceipt({ processId, nonce: signed.receipt.nonce, json: receiptText(signed) });
  }
}
