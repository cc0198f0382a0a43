import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { replayOne } from '../engineRuns.ts';
import { type Measure, repeat } from '../measure.ts';

/**
 * What the tab's process takes of the machine at its highest while a process is open and evaluating (proportional set size, Linux), over the size
 * of that process's linear memory. Everything of the tab is in it: browser engine, scripts, all workers, and what of linear memory
 * has ever been touched. What was never touched takes no memory in any program.
 */
export const tabMemory: Measure = {
  key: 'tabMemoryRatio',
  title: 'memory of the tab with one aos process open over its linear memory',
  unit: 'x',
  atLeast: '≤ 2.2',
  aim: '≤ 1.3',
  holds: (value) => value <= 2.2,
  async run(stage, rounds) {
    return await repeat(rounds, async () => {
      await using app = await stage.openUnwatched();
      const { page } = app;
      await page.evaluate(async () => {
        while (window.selfsame === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      }, undefined);
      const pids = await rendererPids(await app.browser.newBrowserCDPSession());
      const before = highest(pids);
      const running = replayOne(page, stage, stage.process('token'), rounds.quick ? 2501 : undefined);
      let peak = 0;
      const ended = new AbortController();
      const watching = (async () => {
        while (!ended.signal.aborted) {
          peak = Math.max(peak, highest(pids));
          await wait(100);
        }
      })();
      const { memoryBytes } = await running.finally(() => {
        ended.abort();
      });
      await watching;
      return {
        value: peak / memoryBytes,
        note: `${megabytes(peak)} MB at most, ${megabytes(before)} MB before; linear memory ${megabytes(memoryBytes)} MB`,
      };
    });
  },
};

interface Session {
  send(
    method: 'SystemInfo.getProcessInfo',
  ): Promise<{ processInfo: readonly { type: string; id: number }[] }>;
}

async function rendererPids(session: Session): Promise<readonly number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Bytes of the largest of these processes: Chromium keeps a small spare one beside the tab's. */
function highest(pids: readonly number[]): number {
  return Math.max(...pids.map(proportionalBytes));
}

function proportionalBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return 1024 * Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
