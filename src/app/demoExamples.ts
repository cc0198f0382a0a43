import {
  type DemoProcess,
  demoNetwork,
  demoProcesses,
  encodeNetworkLink,
  type Lie,
  legacynet,
  lies,
  lyingNetwork,
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

const units: Readonly<Record<Lie['unit'], string>> = {
  'scheduler-unit': 'Scheduler unit',
  gateway: 'Gateway',
  'compute-unit': 'Compute unit',
};

/** The demo network's lies, as the first screen offers them. */
export const demoLies: readonly LieChoice[] = lies.map((lie: Lie) => ({
  name: lie.name,
  unit: units[lie.unit],
  title: lie.title,
  explanation: lie.explanation,
  net: encodeNetworkLink(lyingNetwork(lie), presetNetworks),
}));
