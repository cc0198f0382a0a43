import { type Archive, type LoadAsset, loadArchive } from './archive.ts';
import { createComputeUnit } from './computeUnit.ts';
import { createGateway } from './gateway.ts';
import { parseDevnetHost, type UnitKind } from './hosts.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import { textResponse, type Unit } from './unit.ts';

export interface DevnetOptions {
  /** Reads a file of the app's public folder: `demo/…`, `modules/…`. */
  readonly loadAsset: LoadAsset;
}

/** A whole AO network in place of `fetch`; which server answers, and which lie it tells, is in the request's host name. */
export type Devnet = (request: Request) => Promise<Response>;

/**
 * The demo network. Its data is loaded at the first request; nothing here opens a connection.
 * A host name that is not of the demo network is answered with 404.
 */
export function createDevnet({ loadAsset }: DevnetOptions): Devnet {
  let loading: Promise<Readonly<Record<UnitKind, Unit>>> | undefined;
  return async (request) => {
    request.signal.throwIfAborted();
    loading ??= loadArchive(loadAsset).then(createUnits);
    const units = await loading.catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    const url = new URL(request.url);
    const host = parseDevnetHost(url.hostname);
    if (host === undefined) return textResponse(`No unit is called ${url.hostname}.`, 'text/plain', 404);
    return units[host.unit](request, url);
  };
}

function createUnits(archive: Archive): Readonly<Record<UnitKind, Unit>> {
  return {
    gateway: createGateway(archive),
    'scheduler-unit': createSchedulerUnit(archive),
    'compute-unit': createComputeUnit(archive),
  };
}
