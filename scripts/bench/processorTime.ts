import { setTimeout as wait } from 'node:timers/promises';
import type { OpenApp } from './stage.ts';

interface Session {
  send(method: 'SystemInfo.getProcessInfo'): Promise<{ processInfo: readonly { cpuTime: number }[] }>;
}

/** What all processes of the browser and this one, which serves it, have taken of the processor so far; in ms. */
export type ProcessorClock = () => Promise<number>;

export async function openProcessorClock({
  context,
  page,
}: Pick<OpenApp, 'context' | 'page'>): Promise<ProcessorClock> {
  const session: Session =
    (await context.browser()?.newBrowserCDPSession()) ?? (await context.newCDPSession(page));
  return async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 + processInfo.reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
  };
}

/** What the clock showed, and when, in ms since 1970. */
export type Readings = readonly (readonly [takenMs: number, atMs: number])[];

/** Reads the clock five times a second while `during` runs, and once when it has ended. */
export async function watchProcessor<Value>(
  clock: ProcessorClock,
  during: () => Promise<Value>,
): Promise<{
  readonly value: Value;
  readonly readings: Readings;
}> {
  const readings: [number, number][] = [];
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      readings.push([await clock(), Date.now()]);
      await wait(200);
    }
  })();
  try {
    const value = await during();
    readings.push([await clock(), Date.now()]);
    return { value, readings };
  } finally {
    ended.abort();
    await watching;
  }
}
