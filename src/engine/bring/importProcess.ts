import type { Abortable } from '../../base/abort.ts';
import { equalBytes } from '../../base/bytes.ts';
import { EngineError } from '../../base/errors.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import { findTag } from '../../protocol/tags.ts';
import type { NonceRange, NonceText, Store } from '../../storage/store.ts';
import { verifyProcess } from '../../verification/processItem.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import type { ImportedProcess, ImportProgress, ImportRequest } from '../api.ts';
import { placeImported } from '../checkpoints/importedCheckpoint.ts';
import type { EngineContext } from '../context.ts';
import { openSources } from '../networkSources.ts';
import { findModule } from '../process/findModule.ts';
import { loadProcess } from '../process/findProcess.ts';
import { createExactItems, type ExactItems } from '../replay/exactItems.ts';
import { createKeptItems } from '../replay/keptItems.ts';
import type { BundledSchedule } from './bundledSchedule.ts';
import { openBundle, type ProcessBundle } from './bundleFile.ts';
import { unreadable } from './bundleHeader.ts';
import { entriesAfter, entriesTogether } from './entriesTogether.ts';
import { saveBundledSchedule, saveHeld, saveReceipts, type TellingImport } from './keepBundle.ts';

export interface ImportOptions extends Abortable {
  /** Called as entries are checked, and again as they are kept. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Checks every signature, nonce and hash chain of a bundle, and keeps it only if none fails. Needs no server, except for what a bundle
 * cannot carry (docs/BUNDLE.md). Nothing is evaluated here: that is done when the process is opened, from its first message. The file is read
 * once to be checked and once to be kept, some entries at a time: what is kept is checked again by whoever reads it.
 * @throws EngineError `bundle-unreadable`, `bundle-not-authentic`, `import-stopped`; VerificationError; what `findModule` throws
 */
export async function importProcess(
  context: EngineContext,
  store: Store,
  { network, file }: ImportRequest,
  { signal, onProgress = () => undefined }: ImportOptions = {},
): Promise<ImportedProcess> {
  const bundle = await openBundle(file);
  const sources = openSources(context, network);
  // What does not hold never comes near what is kept.
  const tried = context.openMemoryStore();
  const kept = createKeptItems(bundle.processId, tried);
  const exactItems = createExactItems(sources.gateway, { signal, kept });
  let isKeeping = false;
  try {
    await saveHeld(tried, bundle);
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
    await checkSchedule(context, { process, bundle, exactItems, signal, onProgress });
    const checkpointNonce =
      bundle.checkpoint === null
        ? null
        : await checkCheckpoint(process, bundle.schedule, tried, exactItems, { signal });
    signal?.throwIfAborted();
    isKeeping = true;
    await saveHeld(store, bundle);
    await saveBundledSchedule(store, bundle, { signal, onProgress });
    await saveReceipts(store, bundle);
    return {
      processId: process.id,
      name: findTag(process.tags, 'Name') ?? null,
      entryCount: bundle.schedule.entryCount,
      checkpointNonce,
    };
  } catch (error) {
    throw signal?.aborted ? stopped(isKeeping) : error;
  } finally {
    tried.close();
  }
}

/** What is kept of a schedule is checked again by whoever reads it, and may end anywhere. */
function stopped(isKeeping: boolean): EngineError {
  const kept = isKeeping
    ? 'No check of the file failed, and what had been kept of it until then stays.'
    : 'Nothing of the file was kept.';
  return new EngineError('import-stopped', `The import was stopped. ${kept}`);
}

interface Checking extends TellingImport {
  readonly process: AoProcess;
  readonly bundle: ProcessBundle;
  readonly exactItems: ExactItems;
}

/** @throws VerificationError of the first entry that fails; EngineError `bundle-unreadable`; ProtocolError */
async function checkSchedule(
  { createVerifier = createScheduleVerifier }: EngineContext,
  { process, bundle, exactItems, signal, onProgress }: Checking,
): Promise<void> {
  const { entryCount } = bundle.schedule;
  const { fetch: fetchExact, prefetch } = exactItems;
  const verifier = createVerifier({ process, source: 'bundle', after: undefined, fetchExact });
  for await (const texts of entriesTogether(bundle.schedule)) {
    signal?.throwIfAborted();
    const entries = texts.map(({ json }) => decodeEntry(json));
    await prefetch(entries);
    await verifier.verify(entries, { signal });
    onProgress({ phase: 'checking', entriesDone: entriesAfter(texts), entryCount });
  }
}

function decodeEntry(json: string): ScheduledMessage {
  let node: unknown;
  try {
    node = JSON.parse(json);
  } catch (error) {
    throw unreadable('an entry of its schedule is not JSON', error);
  }
  return decodeScheduledMessage(node);
}

/** All that can be checked without evaluating: that it is this process's, at a place of this schedule, and has the bytes that it says. */
async function checkCheckpoint(
  process: AoProcess,
  schedule: BundledSchedule,
  tried: Store,
  exactItems: ExactItems,
  options: Abortable,
): Promise<number> {
  const latestNonce = schedule.entryCount === 0 ? null : schedule.entryCount - 1;
  const head = { unit: null, latestNonce, latestAssignmentId: null };
  const store: Store = { ...tried, loadSchedule: (_, range) => readRange(schedule, range) };
  const placed = await placeImported({ process, store, exactItems, head, toNonce: undefined, ...options });
  return placed.origin.nonce;
}

/** Out of the file: what a checkpoint stands at is one entry of it. */
async function readRange(
  schedule: BundledSchedule,
  { fromNonce, toNonce }: NonceRange,
): Promise<readonly NonceText[]> {
  const found: NonceText[] = [];
  let nonce = -1;
  for await (const json of schedule.entries()) {
    nonce += 1;
    if (nonce > toNonce) break;
    if (nonce >= fromNonce) found.push({ nonce, json });
  }
  return found;
}

function notAuthentic(part: string, expected: string, actual: string): EngineError {
  return new EngineError(
    'bundle-not-authentic',
    `The ${part} in this file does not hold: expected ${expected}, and found ${actual}. Nothing of it was kept.`,
    { details: { part, expected, actual } },
  );
}
