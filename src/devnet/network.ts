import type { Network } from '../sources/network.ts';
import { devnetOrigin } from './hosts.ts';
import { type Lie, lies } from './lies.ts';

/** The demo network as data: it exists wherever `createDevnet` stands in for `fetch`. */
export const demoNetwork: Network = describeNetwork('demo', 'Demo network');

/** The demo network, one of whose units lies. Like any network it fits into a link. */
export function lyingNetwork(lie: Lie): Network {
  return describeNetwork(`lie-${lie.name}`, `Demo network: ${lie.title}`, lie.name);
}

/** Every network that needs no server. */
export const devnetNetworks: readonly Network[] = [demoNetwork, ...lies.map(lyingNetwork)];

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
