import { isSelfsameError } from '../../base/errors.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { KeptRequest, ProcessView } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { loadProcess } from '../process/findProcess.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import { readEvaluatedThrough } from './knownResults.ts';
import { readProcess } from './views.ts';

/**
 * A process that was evaluated here, as `readProcess` tells it where no server answers, but at once. Of its scheduler unit and the schedule’s
 * end nothing is said: nobody was asked.
 * @returns null where nothing was evaluated here, or the process or its module is not kept whole
 * @throws ProtocolError `invalid-id`; StorageError
 */
export async function readKeptProcess(
  context: EngineContext,
  store: SparingStore,
  request: KeptRequest,
): Promise<ProcessView | null> {
  const process = await loadProcess(store, decodeItemId<ProcessId>(request.processId, 'process id'));
  if (process === undefined) return null;
  if ((await readEvaluatedThrough(store, await lineIdOf(process, request.profile))) < 0) return null;
  const alone: EngineContext = { ...context, fetch: refuse, isOffline: () => true };
  try {
    const view = await readProcess(alone, store, request);
    const isWhole = view.support.kind === 'runs' || view.support.code !== 'unreachable';
    return isWhole ? { ...view, facts: view.facts.filter(({ name }) => name !== 'head') } : null;
  } catch (error) {
    if (isSelfsameError(error)) return null;
    throw error;
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new TypeError('Only what is kept is read.'));
}
