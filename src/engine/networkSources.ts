import type { Abortable } from '../base/abort.ts';
import type { SelfsameError } from '../base/errors.ts';
import { askOnce, type BackoffPolicy } from '../sources/backoff.ts';
import { type ComputeUnit, createComputeUnit } from '../sources/computeUnit.ts';
import { createGateway, type Gateway } from '../sources/gateway.ts';
import { createHttp, type Http } from '../sources/http.ts';
import type { Network } from '../sources/network.ts';
import {
  createSchedulerLocator,
  type ProcessToLocate,
  type SchedulerHost,
} from '../sources/schedulerLocation.ts';
import { createSchedulerUnit, type SchedulerUnit } from '../sources/schedulerUnit.ts';
import type { EngineContext } from './context.ts';
import { createUnitFinder } from './process/findUnit.ts';

/** Every server of one network, as one request sees them. */
export interface NetworkSources {
  readonly http: Http;
  readonly gateway: Gateway;
  readonly computeUnits: readonly ComputeUnit[];
  /** The network names no scheduler unit, so a process's `Scheduler` tag has to be known before its unit can be found. */
  readonly locatesByTag: boolean;
  /** The scheduler unit of a process; its `Scheduler` tag, where known, helps to find it. Where it cannot be reached, or does not know the process, what Arweave has of its schedule. */
  locate(process: ProcessToLocate, options?: Abortable): Promise<SchedulerUnit>;
  /** Every host that may keep its schedule, the one in use among them. */
  hostsOf(process: ProcessToLocate): readonly SchedulerHost[];
}

export function openSources(
  { fetch, isOffline, goneUnits }: Pick<EngineContext, 'fetch' | 'isOffline' | 'goneUnits'>,
  network: Network,
  onBytes: (byteCount: number) => void = () => undefined,
  backoff?: BackoffPolicy,
): NetworkSources {
  const httpWith = (patience: BackoffPolicy | undefined) =>
    createHttp({
      ...{ fetch, onBytes },
      ...(isOffline !== undefined && { isOffline }),
      ...(patience !== undefined && { backoff: patience }),
    });
  const http = httpWith(backoff);
  const gateway = createGateway(http, network);
  const { schedulerUnits } = network;
  const locator = createSchedulerLocator({ http, gateway, schedulerUnits });
  const probingHttp = httpWith(askOnce);
  const probing = createGateway(probingHttp, network);
  const others = createSchedulerLocator({ http: probingHttp, gateway: probing, schedulerUnits });
  return {
    http,
    gateway,
    computeUnits: network.computeUnits.map((url) => createComputeUnit(http, url)),
    locatesByTag: schedulerUnits.length === 0,
    locate: createUnitFinder({
      gateway,
      probing,
      gatewayUrl: network.gateways[0],
      locate: async (process, wait) => createSchedulerUnit(http, await locator.locate(process, wait)),
      refusalOf: locator.refusalOf,
      locatePublished: async (process, wait) =>
        createSchedulerUnit(http, await others.locatePublished(process, wait)),
      goneBecause: (processId) => goneUnits?.reason(network, processId),
      isKnowing: (processId) => goneUnits?.isKnowing(network, processId) ?? false,
      onKnowing: (processId) => goneUnits?.noteKnowing(network, processId),
      // That it did not answer once says little: only who has waited with patience tells others.
      ...(backoff === undefined && {
        onGone: (processId: string, because: SelfsameError) => goneUnits?.note(network, processId, because),
      }),
    }),
    hostsOf: (process) => locator.hostsOf(process),
  };
}
