import { EngineError, SourceError } from '../../base/errors.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { Network } from '../../sources/network.ts';
import type { Store } from '../../storage/store.ts';
import { exportCheckpoint } from '../checkpoints/exportCheckpoint.ts';
import { type ImportedCheckpoint, importedKey } from '../checkpoints/importedCheckpoint.ts';
import type { EngineContext } from '../context.ts';
import { openSources } from '../networkSources.ts';
import { loadProcess } from '../process/findProcess.ts';
import { keptFrom } from '../process/keptSchedule.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import { createExactItems } from '../replay/exactItems.ts';
import { fillSchedule } from '../replay/fillSchedule.ts';
import { createKeptItems } from '../replay/keptItems.ts';
import { measureSchedule } from './bundledSchedule.ts';
import { type BundledDocument, kindsOfDocuments, writeBundle } from './bundleFile.ts';

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
  const measure = () => measureSchedule(() => readEntries(store, processId));
  let schedule = await measure();
  let problem: unknown;
  if (schedule.entryCount <= throughNonce && network !== undefined) {
    problem = await fill(context, store, { process, network, throughNonce });
    schedule = await measure();
  }
  if (schedule.entryCount === 0 && checkpoints.length > 0) {
    const what =
      'it was evaluated, and its first messages are not kept, as where there was no room for them.';
    const todo = 'Ask again where its scheduler unit can be reached and there is room.';
    throw nothingToExport(processId, `${what} ${todo}`, problem);
  }
  return writeBundle({
    processId,
    moduleId: process.moduleId,
    processJson: document.json,
    moduleJson: module.json,
    moduleBytes: module.bytes,
    schedule,
    documents: await readDocuments(store, processId),
    receipts: (await store.listReceipts(processId)).map(({ json }) => json),
    checkpoint: await readCheckpoint(store, process, schedule.entryCount - 1),
  });
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

async function* readEntries(store: Store, processId: string): AsyncGenerator<string> {
  for await (const { json } of keptFrom(store, processId, 0)) yield json;
}
