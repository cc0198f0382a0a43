import { type DemoProcess, demoNetwork, demoProcesses } from '../engine/api.ts';
import type { Example } from './AppContext.tsx';

const processes: readonly DemoProcess[] = demoProcesses;

/** The demo network's processes, as the first screen offers them. */
export const demoExamples: readonly Example[] = processes.map((process) => ({
  title: process.name,
  description: process.shows,
  processId: process.id,
  wallet: process.wallet ?? null,
  networkId: demoNetwork.id,
}));
