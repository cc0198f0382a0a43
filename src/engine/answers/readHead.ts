import { askOnce } from '../../sources/backoff.ts';
import type { Store } from '../../storage/store.ts';
import type { HeadView, ProcessRequest } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { openSources } from '../networkSources.ts';
import { findForReading } from './findForReading.ts';
import { reachHead } from './head.ts';

/**
 * What the scheduler unit calls its latest message.
 * @throws SourceError where it does not answer; ProtocolError, VerificationError where the process itself is wrong
 */
export async function readHead(
  context: EngineContext,
  store: Store,
  request: ProcessRequest,
): Promise<HeadView> {
  const sources = openSources(context, request.network, undefined, askOnce);
  const { process, unit } = await findForReading(context, store, request, sources);
  const { unit: reached, latestNonce, latestAssignmentId } = await reachHead(unit, process.id, {});
  return { schedulerUnit: reached?.url ?? '', latestNonce, latestAssignmentId };
}
