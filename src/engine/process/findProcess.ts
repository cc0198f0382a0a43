import type { Abortable } from '../../base/abort.ts';
import { SelfsameError, SourceError } from '../../base/errors.ts';
import { JsonAt } from '../../base/json.ts';
import { once } from '../../base/once.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import { type AoProcess, decodeProcess } from '../../protocol/process.ts';
import { decodeItemText } from '../../protocol/schedulerItemJson.ts';
import { findTag } from '../../protocol/tags.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { Store } from '../../storage/store.ts';
import { type CheckedProcess, verifyProcess } from '../../verification/processItem.ts';
import type { NetworkSources } from '../networkSources.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import { fetchProcessFromGateway } from './processFromGateway.ts';

export interface FoundProcess extends CheckedProcess {
  readonly process: AoProcess;
  /** Told by a server just now, and not by this browser, which may have kept what another one told. */
  readonly isFresh: boolean;
  /** The scheduler unit that keeps its schedule; asked for only when it is needed. */
  readonly unit: () => Promise<SchedulerUnit>;
}

/**
 * A process by its id, its signature checked: from what is stored if that verifies, else from its scheduler unit, else from a gateway.
 * @throws ProtocolError `invalid-id`, `not-a-process`; VerificationError; SourceError `not-found`
 */
export async function findProcess(
  text: string,
  sources: NetworkSources,
  store: Store,
  exactItems: ExactItems,
  options: Abortable = {},
): Promise<FoundProcess> {
  const id = decodeItemId<ProcessId>(text, 'process id');
  const locate = (scheduler: string | undefined) => sources.locate({ processId: id, scheduler }, options);
  const fetchExact = exactItems.fetch;

  const stored = await loadProcess(store, id);
  if (stored !== undefined) {
    const kept = await verifyProcess(stored, id, { source: 'this browser', fetchExact }).catch(
      ignoreOurErrors,
    );
    if (kept !== undefined) {
      const unit = once(() => locate(stored.scheduler));
      return { ...kept, process: stored, isFresh: false, unit };
    }
  }

  const unit = await locate(await schedulerHint(id, sources, options));
  const process = await fetchProcess(unit, id, sources, options);
  const checked = await verifyProcess(process, id, { source: new URL(unit.url).origin, fetchExact });
  await saveProcess(store, process);
  return { ...checked, process, isFresh: true, unit: () => Promise.resolve(unit) };
}

/** @returns whether it is kept; where it is not, it is asked for again */
export async function saveProcess(store: Pick<Store, 'saveDocument'>, process: AoProcess): Promise<boolean> {
  const { item, blockHeight, timestampMs } = process;
  const json = JSON.stringify({ item, blockHeight, timestampMs } satisfies SavedProcess);
  try {
    await store.saveDocument('process', process.id, { json, bytes: null });
    return true;
  } catch (error) {
    ignoreOurErrors(error);
    return false;
  }
}

async function fetchProcess(
  unit: SchedulerUnit,
  id: ProcessId,
  { gateway }: NetworkSources,
  options: Abortable,
): Promise<AoProcess> {
  try {
    return await unit.fetchProcess(id, options);
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'not-found') throw error;
    const process = await fetchProcessFromGateway(gateway, id, options);
    if (process === undefined) throw error;
    return process;
  }
}

type SavedProcess = Pick<AoProcess, 'item' | 'blockHeight' | 'timestampMs'>;

/** What is stored is as untrusted as what a server says: decoded again, and verified by the caller. */
export async function loadProcess(
  store: Pick<Store, 'loadDocument'>,
  id: ProcessId,
): Promise<AoProcess | undefined> {
  try {
    const document = await store.loadDocument('process', id);
    if (document === undefined) return undefined;
    const at = new JsonAt(JSON.parse(document.json), 'process');
    const blockHeight = at.field('blockHeight').count();
    const timestampMs = at.field('timestampMs').count();
    return decodeProcess(decodeItemText<ProcessId>(at.field('item')), { blockHeight, timestampMs });
  } catch {
    return undefined;
  }
}

/** A network without scheduler units finds them by the process's `Scheduler` tag, which a gateway can tell. */
async function schedulerHint(
  id: ProcessId,
  { gateway, locatesByTag }: NetworkSources,
  options: Abortable,
): Promise<string | undefined> {
  if (!locatesByTag) return undefined;
  try {
    const transaction = (await gateway.fetchTransactionMeta([id], options)).get(id);
    return transaction === undefined ? undefined : findTag(transaction.tags, 'Scheduler');
  } catch (error) {
    options.signal?.throwIfAborted();
    return ignoreOurErrors(error);
  }
}

function ignoreOurErrors(error: unknown): undefined {
  if (error instanceof SelfsameError) return undefined;
  throw error;
}
