import type { Abortable } from '../../base/abort.ts';
import { equalBytes } from '../../base/bytes.ts';
import { EngineError, SelfsameError } from '../../base/errors.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTag } from '../../protocol/tags.ts';
import type { NonceText, Store } from '../../storage/store.ts';
import { verifyProcess } from '../../verification/processItem.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import type { ImportedProcess, ImportRequest } from '../api.ts';
import { keepImported, placeImported } from '../checkpoints/importedCheckpoint.ts';
import type { EngineContext } from '../context.ts';
import { openSources } from '../networkSources.ts';
import { findModule } from '../process/findModule.ts';
import { loadProcess } from '../process/findProcess.ts';
import { receiptText, verifyReceiptText } from '../receipts/signedReceipt.ts';
import { createExactItems, type ExactItems } from '../replay/exactItems.ts';
import { createKeptItems } from '../replay/keptItems.ts';
import { verifiedSchedule } from '../replay/verifiedSchedule.ts';
import { decodeBundle, kindsOfDocuments, type ProcessBundle } from './bundleFile.ts';

/** Entries that are written to the database at once. */
const chunk = 512;

/**
 * Checks every signature, nonce and hash chain of a bundle, and keeps it only if all hold. Needs no server, except for what a bundle
 * cannot carry (docs/BUNDLE.md). Nothing is evaluated here: that is done when the process is opened, from its first message.
 * @throws EngineError `bundle-unreadable`, `bundle-not-authentic`; VerificationError; what `findModule` throws
 */
export async function importProcess(
  context: EngineContext,
  store: Store,
  { network, file }: ImportRequest,
  { signal }: Abortable = {},
): Promise<ImportedProcess> {
  const bundle = await decodeBundle(file);
  const sources = openSources(context, network);
  // What does not hold never comes near what is kept.
  const tried = context.openMemoryStore();
  const kept = createKeptItems(bundle.processId, tried);
  const exactItems = createExactItems(sources.gateway, { signal, kept });
  try {
    await save(tried, bundle);
    const processId = decodeItemId<ProcessId>(bundle.processId, 'process id');
    const process = await loadProcess(tried, processId);
    if (process === undefined) throw notAuthentic('process', processId, 'nothing that can be read');
    await verifyProcess(process, processId, { source: 'bundle', fetchExact: exactItems.fetch });
    if (process.moduleId !== bundle.moduleId) throw notAuthentic('module', process.moduleId, bundle.moduleId);
    const module = await findModule(process.moduleId, sources, tried, { signal });
    // Where the file's own does not hold, a gateway's was found in its place.
    if (!equalBytes(module.bytes, bundle.moduleBytes)) {
      throw notAuthentic('module', process.moduleId, 'other bytes');
    }
    let verifiedCount = 0;
    const schedule = verifiedSchedule({
      processId: process.id,
      after: undefined,
      toNonce: undefined,
      store: tried,
      unit: null,
      verifierFrom: (after, source) =>
        createScheduleVerifier({ process, source, after, fetchExact: exactItems.fetch }),
      prefetch: exactItems.prefetch,
      onStorageProblem: () => undefined,
      signal,
    });
    for await (const verified of schedule) verifiedCount += verified.length;
    if (verifiedCount !== bundle.entries.length) {
      throw notAuthentic('schedule', `${bundle.entries.length} entries`, `${verifiedCount} of them`);
    }
    const checkpointNonce =
      bundle.checkpoint === null
        ? null
        : await checkCheckpoint(process, bundle.entries.length, tried, exactItems, { signal });
    await save(store, bundle);
    await saveReceipts(store, bundle);
    return {
      processId: process.id,
      name: findTag(process.tags, 'Name') ?? null,
      entryCount: verifiedCount,
      checkpointNonce,
    };
  } finally {
    tried.close();
  }
}

/** All that can be checked without evaluating: that it is this process's, at a place of this schedule, and has the bytes that it says. */
async function checkCheckpoint(
  process: AoProcess,
  entryCount: number,
  store: Store,
  exactItems: ExactItems,
  options: Abortable,
): Promise<number> {
  const head = {
    unit: null,
    latestNonce: entryCount === 0 ? null : entryCount - 1,
    latestAssignmentId: null,
  };
  const placed = await placeImported({ process, store, exactItems, head, toNonce: undefined, ...options });
  return placed.origin.nonce;
}

async function save(store: Store, bundle: ProcessBundle): Promise<void> {
  const { processId, moduleId, entries, documents, checkpoint } = bundle;
  await store.saveDocument('process', processId, { json: bundle.processJson, bytes: null });
  await store.saveDocument('module', moduleId, { json: bundle.moduleJson, bytes: bundle.moduleBytes });
  for (const kind of kindsOfDocuments) {
    for (const { id, json, bytes } of documents.filter((each) => each.kind === kind)) {
      await store.saveDocument(kind, id, { json, bytes });
    }
  }
  if (checkpoint !== null) await keepImported(store, processId, checkpoint);
  const texts: readonly NonceText[] = entries.map((json, nonce) => ({ nonce, json }));
  for (let start = 0; start < texts.length; start += chunk) {
    await store.saveSchedule(processId, texts.slice(start, start + chunk));
  }
}

/** A receipt is its own key's word; one that was changed, or is of another process, is left out. */
async function saveReceipts(store: Store, { processId, receipts }: ProcessBundle): Promise<void> {
  for (const json of receipts) {
    const signed = await verifyReceiptText(json).catch((error: unknown) => {
      if (error instanceof SelfsameError) return undefined;
      throw error;
    });
    if (signed?.receipt.processId !== processId) continue;
    await store.saveReceipt({ processId, nonce: signed.receipt.nonce, json: receiptText(signed) });
  }
}

function notAuthentic(part: string, expected: string, actual: string): EngineError {
  return new EngineError(
    'bundle-not-authentic',
    `The ${part} in this file does not hold: expected ${expected}, and found ${actual}. Nothing of it was kept.`,
    { details: { part, expected, actual } },
  );
}
