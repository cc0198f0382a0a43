import { onceLoaded } from '../base/once.ts';
import { type Archive, type LoadAsset, loadArchive, loadSignedLies } from './archive.ts';
import { checkpointLies } from './checkpointLies.ts';
import { computeLies } from './computeLies.ts';
import { createComputeUnit } from './computeUnit.ts';
import type { Distortion } from './distortion.ts';
import { createGateway } from './gateway.ts';
import { gatewayLies } from './gatewayLies.ts';
import { hostLies } from './hostLies.ts';
import { parseDevnetHost, type UnitKind } from './hosts.ts';
import { type LieName, lies } from './lies.ts';
import { lieSubject } from './network.ts';
import { pageLies } from './pageLies.ts';
import { schedulerLies } from './schedulerLies.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import { textResponse, type Unit } from './unit.ts';

export interface DevnetOptions {
  /** Reads a file of the app's public folder: `demo/…`, `modules/…`. */
  readonly loadAsset: LoadAsset;
}

/** A whole AO network in place of `fetch`; which server answers, and which lie it tells, is in the request's host name. */
export type Devnet = (request: Request) => Promise<Response>;

type Units = Readonly<Record<UnitKind, Unit>>;

const distortions: Readonly<Record<LieName, Distortion>> = {
  ...schedulerLies,
  ...hostLies,
  ...pageLies,
  ...gatewayLies,
  ...computeLies,
  ...checkpointLies,
};

/**
 * The demo network. Its data is loaded at the first request and again after a failure; nothing here opens a connection.
 * A host name that is not of the demo network, or has a lie that nobody knows, is answered with 404.
 */
export function createDevnet({ loadAsset }: DevnetOptions): Devnet {
  const archive = onceLoaded(() => loadArchive(loadAsset));
  const signedLies = onceLoaded(async () => loadSignedLies(await archive(), loadAsset));
  const networks = new Map<LieName | undefined, () => Promise<Units>>();

  async function open(lie: LieName | undefined): Promise<Units> {
    const honest = createHonestUnits(await archive());
    if (lie === undefined) return honest;
    return { ...honest, ...distort(lie, await archive(), await signedLies()) };
  }

  return async (request) => {
    request.signal.throwIfAborted();
    const url = new URL(request.url);
    const host = parseDevnetHost(url.hostname);
    if (host === undefined || !isLie(host.lie)) {
      return textResponse(`No unit is called ${url.hostname}.`, 'text/plain', 404);
    }
    const { lie } = host;
    const network = networks.get(lie) ?? onceLoaded(() => open(lie));
    networks.set(lie, network);
    return (await network())[host.unit](request, url);
  };
}

function createHonestUnits(archive: Archive): Units {
  const schedulerUnit = createSchedulerUnit(archive);
  return {
    gateway: createGateway(archive),
    'scheduler-unit': schedulerUnit,
    'second-scheduler-unit': schedulerUnit,
    'compute-unit': createComputeUnit(archive),
  };
}

function distort(
  name: LieName,
  archive: Archive,
  signed: Awaited<ReturnType<typeof loadSignedLies>>,
): Partial<Units> {
  const lie = lies.find((each) => each.name === name);
  if (lie === undefined) throw new RangeError(`Nobody knows the lie ${name}.`);
  return distortions[name]({
    archive,
    processId: lieSubject(lie).id,
    signedLie(wanted) {
      const entry = signed.get(wanted);
      if (entry === undefined) throw new RangeError(`Nothing was signed for the lie ${wanted}.`);
      return entry;
    },
  });
}

function isLie(name: string | undefined): name is LieName | undefined {
  return name === undefined || Object.hasOwn(distortions, name);
}
