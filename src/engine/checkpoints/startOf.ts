import type { Abortable } from '../../base/abort.ts';
import { SourceError } from '../../base/errors.ts';
import type { Gateway } from '../../sources/gateway.ts';
import type { Store } from '../../storage/store.ts';
import type { JobRequest, StartPoint } from '../api.ts';
import { findCheckpoints } from './findCheckpoints.ts';
import { idOfImported } from './importedCheckpoint.ts';

/** Where an evaluation is to begin; undefined: with the first message. */
export function startOf(request: JobRequest): StartPoint | undefined {
  return 'start' in request ? request.start : undefined;
}

export function withoutStart(request: JobRequest): JobRequest {
  if (!('start' in request)) return request;
  const { start: _, ...rest } = request;
  return rest;
}

/** Id of the checkpoint to begin with; undefined: with the first message. @throws SourceError `not-found` where there is none */
export async function resolveStart(
  request: JobRequest,
  gateway: Pick<Gateway, 'fetchByTags'>,
  store: Store,
  options: Abortable,
): Promise<string | undefined> {
  const start = startOf(request);
  if (start === undefined || start.kind === 'network-checkpoint') return start?.id;
  if (start.kind === 'imported-checkpoint') return idOfImported(store, request.processId);
  const { processId, toNonce = Number.MAX_SAFE_INTEGER } = request;
  const published = await findCheckpoints(gateway, processId, options);
  const newest = published.find(({ nonce }) => nonce <= toNonce);
  if (newest !== undefined) return newest.id;
  throw new SourceError(
    'not-found',
    `No gateway of this network lists a checkpoint of process ${processId}.`,
    {
      details: { itemId: processId },
    },
  );
}
