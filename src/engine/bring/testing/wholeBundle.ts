import { measureSchedule } from '../bundledSchedule.ts';
import { openBundle, type ProcessBundle, writeBundle } from '../bundleFile.ts';

/** A bundle with all of its schedule in memory, to look at and to change. */
export interface WholeBundle extends Omit<ProcessBundle, 'schedule'> {
  readonly entries: readonly string[];
}

export async function decodeBundle(file: Blob): Promise<WholeBundle> {
  const { schedule, ...held } = await openBundle(file);
  const entries: string[] = [];
  for await (const json of schedule.entries()) entries.push(json);
  return { ...held, entries };
}

export async function encodeBundle({ entries, ...held }: WholeBundle): Promise<Blob> {
  async function* told(): AsyncGenerator<string> {
    yield* entries;
  }
  return writeBundle({ ...held, schedule: await measureSchedule(told) });
}
