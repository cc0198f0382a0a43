import type { Abortable } from '../../base/abort.ts';
import { equalBytes } from '../../base/bytes.ts';
import { EngineError, SelfsameError, SourceError } from '../../base/errors.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTag } from '../../protocol/tags.ts';
import type { Network } from '../../sources/network.ts';
import type { NonceText, Store } from '../../storage/store.ts';
import { verifyProcess } from '../../verification/processItem.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import type { ImportedProcess, ImportRequest } from '../api.ts';
import { exportCheckpoint } from '../checkpoints/exportCheckpoint.ts';
import {
  type ImportedCheckpoint,
  importedKey,
  keepImported,
  placeImported,
} from '../checkpoints/importedCheckpoint.ts';
import type { EngineContext } from '../context.ts';
import { openSources } from '../networkSources.ts';
import { findModule } from '../process/findModule.ts';
import { loadProcess } from '../process/findProcess.ts';
import { keptFrom } from '../process/keptSchedule.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import { receiptText, verifyReceiptText } from '../receipts/signedReceipt.ts';
import { createExactItems, type ExactItems } from '../replay/exactItems.ts';
import { fillSchedule } from '../replay/fillSchedule.ts';
import { createKeptItems } from '../replay/keptItems.ts';
import { verifiedSchedule } from '../replay/verifiedSchedule.ts';
import { type BundledDocument, decodeBundle, encodeBundle, type ProcessBundle } from './bundleFile.ts';

/** Entries that are written to the database at once. */
const chunk = 512;

/**
 * What is kept of a process, as one file: its item, its module, and its schedule from the first message as far as it is known without a gap.
 * @param network where what is missing of the schedule up to its newest checkpoint is fetched, if it can be
 * @throws EngineError `nothing-to-export`, also where the first messages of what was evaluated are not kept and cannot be fetched;
 * VerificationError where a scheduler unit tells another schedule
 */
export async function exportProcess(
  context: EngineContext,
  store: Store,
  text: string,
  network?: Network,
): Promise<Blob> {
  const processId = decodeItemId<ProcessId>(text, 'process id');
  const process = await loadProcess(store, processId);
  const document = await store.loadDocument('process', processId);
  const module = process && (await store.loadDocument('module', process.moduleId));
  if (process === undefined || document === undefined || module?.bytes == null) {
    throw nothingToExport(processId, 'evaluate it first, so that its module and schedule are here.');
  }
  const checkpoints = await store.listCheckpoints(await lineIdOf(process));
  const throughNonce = checkpoints.at(-1)?.nonce ?? -1;
  let entries = await readEntries(store, processId);
  let problem: unknown;
  if (entries.length <= throughNonce && network !== undefined) {
    problem = await fill(context, store, { process, network, throughNonce });
    entries = await readEntries(store, processId);
  }
  if (entries.length === 0 && checkpoints.length > 0) {
    const what =
      'it was evaluated, and its first messages are not kept, as where there was no room for them.';
    const todo = 'Ask again where its scheduler unit can be reached and there is room.';
    throw nothingToExport(processId, `${what} ${todo}`, problem);
  }
  const bytes = await encodeBundle({
    processId,
    moduleId: process.moduleId,
    processJson: document.json,
    moduleJson: module.json,
    moduleBytes: module.bytes,
    entries,
    documents: await readDocuments(store, processId),
    receipts: (await store.listReceipts(processId)).map(({ json }) => json),
    checkpoint: await readCheckpoint(store, process, entries.length - 1),
  });
  return new Blob([bytes], { type: 'application/gzip' });
}

/** @returns why it cannot be done now: what is kept is whole as far as it goes */
async function fill(
  context: EngineContext,
  store: Store,
  { process, network, throughNonce }: { process: AoProcess; network: Network; throughNonce: number },
): Promise<SourceError | undefined> {
  const sources = openSources(context, network);
  const { id: processId, scheduler } = process;
  const exactItems = createExactItems(sources.gateway, { kept: createKeptItems(processId, store) });
  const unit = () => sources.locate({ processId, scheduler });
  try {
    await fillSchedule({ context, process, store, unit, exactItems, throughNonce });
    return undefined;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}

function nothingToExport(itemId: ProcessId, why: string, cause?: unknown): EngineError {
  return new EngineError('nothing-to-export', `Too little is kept of process ${itemId}: ${why}`, {
    details: { itemId },
    cause,
  });
}

/** Beyond this, packing all of memory would keep whoever exports waiting: an aos heap has 110 MB. */
const maximumMemoryBytes = 256 * 1024 ** 2;

/** The newest checkpoint of what was evaluated here, from the first message, that the file's schedule leads to. */
async function readCheckpoint(
  store: Store,
  process: AoProcess,
  atMostNonce: number,
): Promise<ImportedCheckpoint | null> {
  const kept = await store.listCheckpoints(await lineIdOf(process));
  const newest = kept.findLast(({ nonce }) => nonce <= atMostNonce);
  if (newest === undefined || newest.memoryBytes > maximumMemoryBytes) return null;
  try {
    const { tags, data } = await exportCheckpoint(store, { processId: process.id, atMostNonce });
    return { tagsJson: JSON.stringify(tags), data: new Uint8Array(await data.arrayBuffer()) };
  } catch (error) {
    // None of those that are listed could be read whole.
    if (error instanceof EngineError && error.code === 'nothing-to-export') return null;
    throw error;
  }
}

/** What only this process needs of Arweave. */
async function readDocuments(store: Store, processId: string): Promise<readonly BundledDocument[]> {
  const documents: BundledDocument[] = [];
  for (const kind of kindsOfDocuments) {
    for (const id of await store.listDocuments(kind, `${processId}/`)) {
      const document = await store.loadDocument(kind, id);
      // Another's word is not passed on as if it were ours.
      const isOurs = id !== importedKey(processId);
      if (document !== undefined && isOurs) documents.push({ kind, id, ...document });
    }
  }
  return documents;
}

const kindsOfDocuments = ['item', 'block'] as const;

async function readEntries(store: Store, processId: string): Promise<readonly string[]> {
  const entries: string[] = [];
  for await (const { json } of keptFrom(store, processId, 0)) entries.push(json);
  return entries;
}

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
