import type { Store } from '../../storage/store.ts';
import type { ProcessRequest } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { type NetworkSources, openSources } from '../networkSources.ts';
import { type FoundProcess, findProcess } from '../process/findProcess.ts';
import { createExactItems, type ExactItems } from '../replay/exactItems.ts';

export interface FoundForReading extends FoundProcess {
  readonly sources: NetworkSources;
  readonly exactItems: ExactItems;
}

/** A process, and whom to ask about it, where nothing is evaluated. */
export async function findForReading(
  context: EngineContext,
  store: Store,
  request: ProcessRequest,
  sources: NetworkSources = openSources(context, request.network),
): Promise<FoundForReading> {
  const exactItems = createExactItems(sources.gateway);
  return { sources, exactItems, ...(await findProcess(request.processId, sources, store, exactItems)) };
}
