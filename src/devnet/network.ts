import type { Network } from '../sources/network.ts';
import { devnetOrigin } from './hosts.ts';
import type { Lie } from './lies.ts';
import { type DemoProcess, demoProcesses } from './processes.ts';

const [token, , , library] = demoProcesses;

/** The demo network as data: it exists wherever `createDevnet` stands in for `fetch`. */
export const demoNetwork: Network = describeNetwork('demo', 'Demo network');

/** The demo network, one of whose units lies. Like any network it fits into a link. */
export function lyingNetwork({ name, title, twoHosts }: Lie): Network {
  const network = describeNetwork(`lie-${name}`, `Demo network: ${title}`, name);
  if (twoHosts === undefined) return network;
  const { schedulerUnits } = network;
  return { ...network, schedulerUnits: [...schedulerUnits, devnetOrigin('second-scheduler-unit', name)] };
}

/** The process that a lie is told about. */
export function lieSubject({ about = 'token' }: Lie): DemoProcess {
  return about === 'token' ? token : library;
}

function describeNetwork(id: string, name: string, lie?: string): Network {
  return {
    id,
    name,
    gateways: [devnetOrigin('gateway', lie)],
    graphql: [`${devnetOrigin('gateway', lie)}/graphql`],
    schedulerUnits: [devnetOrigin('scheduler-unit', lie)],
    computeUnits: [devnetOrigin('compute-unit', lie)],
  };
}
