import { openEngine, type Run, replayOne } from '../engineRuns.ts';
import { type Measure, repeat, summarise } from '../measure.ts';
import { openProcessorClock, type Readings, watchProcessor } from '../processorTime.ts';

/** Messages over which the cost at a place is taken, those that end there; half as many at the first place, which comes soon after the start. */
const windowLength = 1000;

/** What a message costs at several places of one long replay; its start, which is divided by ever more messages, is in none of them. */
export function growthAt(places: readonly number[]): Measure {
  return {
    title: `cost of a message at ${places.join(', ')} messages, largest over smallest`,
    unit: 'x',
    atLeast: '≤ 1.1',
    aim: '',
    holds: (value) => value <= 1.1,
    async run(stage, rounds) {
      await using app = await stage.openApp();
      const page = await openEngine(app);
      const clock = await openProcessorClock(app);
      const process = stage.process('token-long');
      // The module is compiled and warm.
      await replayOne(page, stage, process, 501);
      const costs = await repeat(rounds, async () => {
        const { value: run, readings } = await watchProcessor(clock, () => replayOne(page, stage, process));
        return places.map((place) => costAt(place, run, readings));
      });
      // Places are compared by their medians: the largest of the costs of one round is mostly what else the machine did then.
      const typical = places.map((place) => typicalCost(costs.flat().filter((cost) => cost.place === place)));
      const walls = typical.map(({ wall }) => wall);
      return [
        { value: Math.max(...walls) / Math.min(...walls), note: typical.map(({ note }) => note).join('; ') },
      ];
    },
  };
}

/** Of a message, in µs. */
interface Cost {
  readonly place: number;
  readonly wall: number;
  readonly processor: number;
  /** From the request to this place: the start dominates it for as long as there are few messages. */
  readonly average: number;
}

function costAt(place: number, run: Run, readings: Readings): Cost {
  const window = windowOf(run, place - Math.min(windowLength, place / 2), place);
  const start = windowOf(run, 0, place);
  const processorMs = takenAt(readings, window.endMs) - takenAt(readings, window.beganMs);
  return {
    place,
    wall: perMessage(window.endMs - window.beganMs, window.count),
    processor: perMessage(processorMs, window.count),
    average: perMessage(start.endMs - start.beganMs, start.count),
  };
}

/** The median of what it cost at one place in each round. */
function typicalCost(costs: readonly Cost[]): { readonly wall: number; readonly note: string } {
  const of = (which: 'wall' | 'processor' | 'average') =>
    summarise(costs.map((cost) => ({ value: cost[which] })));
  const { median, lowest, highest, rounds } = of('wall');
  const place = costs[0]?.place ?? 0;
  return {
    wall: median,
    note: `${median} µs at ${place} (${lowest} to ${highest} in ${rounds} rounds; ${of('processor').median} of processor time; ${of('average').median} on average from the request on)`,
  };
}

interface Window {
  readonly count: number;
  readonly beganMs: number;
  readonly endMs: number;
}

/** Between the samples next to two numbers of messages. */
function windowOf({ samples, startedMs }: Run, from: number, to: number): Window {
  const before = samples.findLast(([count]) => count <= from);
  const after = samples.find(([count]) => count >= to) ?? samples.at(-1);
  if (before === undefined || after === undefined || after[0] <= before[0])
    throw new Error(`There are no samples between ${from} and ${to}.`);
  return { count: after[0] - before[0], beganMs: startedMs + before[1], endMs: startedMs + after[1] };
}

/** What the clock showed then, between two readings in proportion. */
function takenAt(readings: Readings, atMs: number): number {
  const next = readings.findIndex(([, readMs], index) => index > 0 && readMs >= atMs);
  const [before, after] = [readings[next - 1], readings[next]];
  if (before === undefined || after === undefined) throw new Error('The processor was not watched then.');
  return before[0] + ((after[0] - before[0]) * (atMs - before[1])) / (after[1] - before[1]);
}

function perMessage(elapsedMs: number, count: number): number {
  return Math.round((1000 * elapsedMs) / count);
}
