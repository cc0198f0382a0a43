import {
  type DemoProcess,
  demoNetwork,
  demoProcesses,
  encodeNetworkLink,
  type JobRequest,
  type Lie,
  legacynet,
  lieSubject,
  lies,
  lyingNetwork,
  memoryNonce,
  type Network,
  type StartPoint,
} from '../engine/api.ts';
import type { Example, LieChoice } from './AppContext.tsx';

export const presetNetworks = [demoNetwork, legacynet] as const;

const processes: readonly DemoProcess[] = demoProcesses;

/** The demo network's processes, as the first screen offers them. */
export const demoExamples: readonly Example[] = processes.map((process) => ({
  title: process.name,
  description: process.shows,
  processId: process.id,
  wallet: process.wallet ?? null,
  networkId: demoNetwork.id,
}));

/** The demo network's lies, each with the question that brings it out. */
export const demoLies: readonly LieChoice[] = lies.map((lie: Lie) => {
  const network = lyingNetwork(lie);
  return {
    lie,
    request: questionAbout(lie, network),
    net: encodeNetworkLink(network, presetNetworks),
  };
});

function questionAbout(lie: Lie, network: Network): JobRequest {
  const { id: processId, wallet } = lieSubject(lie);
  if (lie.asks === 'memory') {
    const question = { kind: 'memory' } as const;
    return { kind: 'compare', network, processId, toNonce: memoryNonce, question, fromNothing: true };
  }
  const start: StartPoint = { kind: 'newest-checkpoint' };
  const place = {
    ...{ network, processId, fromNothing: true },
    ...(lie.startsWithCheckpoint === true ? { start } : {}),
  };
  return wallet === undefined ? { kind: 'replay', ...place } : { kind: 'balance', wallet, ...place };
}
