import type { Stage } from './stage.ts';

export interface Rounds {
  /** How often to measure; the median counts. */
  readonly rounds: number;
  /** Short enough that all measures together take less than five minutes. */
  readonly quick: boolean;
  /** No further round begins after this, in ms since 1970. */
  readonly untilMs: number;
}

/** One line of the table (docs/BENCHMARKS.md). */
export interface Measure {
  /** In the JSON line of `--json`; measures without one are in the table only. */
  readonly key?: JsonKey;
  readonly title: string;
  readonly unit: 'x' | 'ms' | '/s' | 'µs';
  /** What it must be to pass, and what it is meant to become. */
  readonly atLeast: string;
  readonly aim: string;
  readonly holds?: (value: number) => boolean;
  /** A value a round. */
  run(stage: Stage, rounds: Rounds): Promise<readonly Value[]>;
}

export interface Value {
  readonly value: number;
  /** For the table: what stands behind it. */
  readonly note?: string;
}

/** In the order in which they are printed. */
export const jsonKeys = [
  'evaluationOverReference',
  'pipelineOverHandle',
  'errorsOverNone',
  'warmOpenMs',
  'firstMessageMs',
  'longestTaskMs',
  'tabMemoryRatio',
  'meteredOverUnmetered',
  'eightOverOne',
] as const;
export type JsonKey = (typeof jsonKeys)[number];

export interface Measured {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly rounds: number;
  /** Of the round whose value is the median, or the one below it. */
  readonly note: string;
}

/** @throws Error where there is no value, or one that is no number */
export function summarise(values: readonly Value[]): Measured {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)];
  const lowest = sorted[0];
  const highest = sorted.at(-1);
  if (lower === undefined || upper === undefined || lowest === undefined || highest === undefined)
    throw new Error('Nothing was measured.');
  if (sorted.some(({ value }) => !Number.isFinite(value))) throw new Error('A value is no number.');
  return {
    median: (lower.value + upper.value) / 2,
    lowest: lowest.value,
    highest: highest.value,
    rounds: sorted.length,
    note: lower.note ?? '',
  };
}

/** Runs `once` as often as asked, one after the other, and at least once. */
export async function repeat<Taken>(
  { rounds, untilMs }: Rounds,
  once: (round: number) => Promise<Taken>,
): Promise<readonly Taken[]> {
  const values: Taken[] = [];
  for (let round = 0; round < rounds && (round === 0 || Date.now() < untilMs); round += 1) {
    values.push(await once(round));
  }
  return values;
}
