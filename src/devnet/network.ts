import type { Network } from '../sources/network.ts';
import { devnetOrigin } from './hosts.ts';

/** The demo network as data: it exists wherever `createDevnet` stands in for `fetch`. */
export const demoNetwork: Network = {
  id: 'demo',
  name: 'Demo network',
  gateways: [devnetOrigin('gateway')],
  graphql: [`${devnetOrigin('gateway')}/graphql`],
  schedulerUnits: [devnetOrigin('scheduler-unit')],
  computeUnits: [devnetOrigin('compute-unit')],
};
