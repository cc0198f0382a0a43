import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Soak } from './happenings.ts';

/** What a tab does while there is nothing to do. */
export interface Rest {
  /** Of servers. */
  readonly requests: number;
  /** Of the browser, per second. */
  readonly processorMs: number;
  /** Proportional set size of pages and their threads. */
  readonly memoryBytes: number;
  readonly threadCount: number;
}

const settleMs = 4000;
const watchedMs = 5000;

/** Nobody writes, and nobody asks. */
export async function watchRest({ stage, servers }: Pick<Soak, 'stage' | 'servers'>): Promise<Rest> {
  const browser = stage.page.context().browser();
  const session = await browser?.newBrowserCDPSession();
  if (session === undefined) throw new Error('The browser tells nothing of its processes.');
  const readProcesses = async () => (await session.send('SystemInfo.getProcessInfo')).processInfo;
  const processorMs = async () =>
    (await readProcesses()).reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
  // A verifier that makes room for a fresh one, and the browser's own tidying.
  await wait(settleMs);
  const began = { requests: servers.requestCount, processorMs: await processorMs() };
  await wait(watchedMs);
  const requests = servers.requestCount - began.requests;
  const taken = (await processorMs()) - began.processorMs;
  const renderers = (await readProcesses()).filter(({ type }) => type === 'renderer');
  const memoryBytes = renderers.reduce((sum, { id }) => sum + setSizeOf(id), 0);
  await session.detach();
  return {
    requests,
    processorMs: taken / (watchedMs / 1000),
    memoryBytes,
    threadCount: stage.page.workers().length,
  };
}

/** In bytes; 0 where the system does not tell (only Linux does). */
function setSizeOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return 1024 * Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
