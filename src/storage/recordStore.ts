import { deflate } from '../base/deflate.ts';
import { readUsage, requestPersistence } from './browserStorage.ts';
import { loadCheckpoint } from './checkpoints/loadCheckpoint.ts';
import { infoOf, peekManifest } from './checkpoints/manifest.ts';
import { saveCheckpoint } from './checkpoints/saveCheckpoint.ts';
import { loadDocument, saveDocument } from './documents.ts';
import { ensureKeyPair } from './keyPairs.ts';
import { partsOfLine } from './line.ts';
import { type ListAtWork, savingWithRoom } from './makeRoom.ts';
import type { Deflate } from './pages/pack.ts';
import { loadRules, saveRules, setPinned } from './preferences.ts';
import { deleteLine, deleteProcess, listProcesses } from './processes.ts';
import { deleteReceipt, listReceipts, saveReceipt } from './receipts.ts';
import { createBatches } from './records/batches.ts';
import { keysUnder, type Records } from './records/records.ts';
import { createSeal } from './records/seal.ts';
import { loadRewriting, saveRewriting } from './rewritings.ts';
import type { Store } from './store.ts';

export interface RecordStoreOptions {
  readonly nowMs?: () => number;
  /** As `SavingOptions`; absent: there is but this thread. */
  readonly deflateElsewhere?: Deflate | undefined;
  /** Asked where there is no room. Absent: nobody knows. */
  readonly listAtWork?: ListAtWork | undefined;
}

/** The store over any tables with transactions. */
export function createRecordStore(
  records: Records,
  { nowMs = Date.now, deflateElsewhere = deflate, listAtWork }: RecordStoreOptions = {},
): Store {
  const seal = createSeal(records);
  const schedule = createBatches(records, 'schedule', seal);
  const results = createBatches(records, 'results', seal);
  const withRoom = <Value>(processId: string, save: () => Promise<Value>) =>
    savingWithRoom(records, processId, save, listAtWork);
  return {
    kind: records.kind,
    loadDocument: (kind, id) => loadDocument(records, seal, kind, id),
    saveDocument: (kind, id, document) => saveDocument(records, seal, kind, id, document),
    listDocuments: (kind, start) =>
      records.read(['documents'], async (transaction) => {
        const range = { lower: [kind, start], upper: [kind, `${start}\uffff`] };
        return (await transaction.keys('documents', range)).map(([, id]) => String(id));
      }),
    loadRewriting: (moduleId, recipe) => loadRewriting(records, seal, moduleId, recipe),
    saveRewriting: (moduleId, recipe, bytes) => saveRewriting(records, seal, moduleId, recipe, bytes),
    saveSchedule: (processId, entries) => withRoom(processId, () => schedule.save(processId, entries)),
    loadSchedule: (processId, range) => schedule.load(processId, range),
    saveResults: (lineId, entries) =>
      withRoom(partsOfLine(lineId).processId, () => results.save(lineId, entries)),
    loadResults: (lineId, range) => results.load(lineId, range),
    saveCheckpoint: (lineId, checkpoint) =>
      withRoom(partsOfLine(lineId).processId, () =>
        saveCheckpoint(records, seal, lineId, checkpoint, { savedMs: nowMs(), deflateElsewhere }),
      ),
    loadCheckpoint: (lineId, atMostNonce = Number.MAX_SAFE_INTEGER) =>
      loadCheckpoint(records, seal, lineId, atMostNonce),
    async listCheckpoints(lineId) {
      const manifests = await records.read(['checkpoints'], (transaction) =>
        transaction.getAll('checkpoints', keysUnder(lineId)),
      );
      return manifests.flatMap((record) => {
        const manifest = peekManifest(record);
        return manifest === undefined ? [] : [infoOf(manifest)];
      });
    },
    ensureKeyPair: (name, make) => ensureKeyPair(records, name, make),
    saveReceipt: (receipt) => withRoom(receipt.processId, () => saveReceipt(records, receipt, nowMs())),
    listReceipts: (processId) => listReceipts(records, processId),
    deleteReceipt: (processId, receiptId) => deleteReceipt(records, processId, receiptId),
    deleteLine: (lineId) => deleteLine(records, lineId),
    listProcesses: () => listProcesses(records),
    deleteProcess: (processId) => deleteProcess(records, processId),
    setPinned: (processId, pinned) => setPinned(records, processId, pinned),
    loadRules: () => loadRules(records),
    saveRules: (rules) => saveRules(records, rules),
    usage: readUsage,
    persist: requestPersistence,
    close: () => records.close(),
  };
}
