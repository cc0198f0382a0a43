import { openEngine, type Run, replayOne } from '../engineRuns.ts';
import { type Measure, repeat } from '../measure.ts';

/** Messages over which the cost at a place is taken, those that end there; half as many at the first place, which comes soon after the start. */
const windowLength = 1000;
const mostRounds = 3;

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
      const process = stage.process('token-long');
      // The module is compiled and warm.
      await replayOne(page, stage, process, 501);
      return await repeat({ ...rounds, rounds: Math.min(rounds.rounds, mostRounds) }, async () => {
        const { samples } = await replayOne(page, stage, process);
        const costs = places.map((place) =>
          costBetween(samples, place - Math.min(windowLength, place / 2), place),
        );
        const averages = places.map((place) => costBetween(samples, 0, place));
        const shown = places.map(
          (place, index) =>
            `${costs[index]?.toFixed(0)} µs at ${place} (${averages[index]?.toFixed(0)} on average from the request on)`,
        );
        return { value: Math.max(...costs) / Math.min(...costs), note: shown.join(', ') };
      });
    },
  };
}

/** µs a message, between the samples next to two numbers of messages. */
function costBetween(samples: Run['samples'], from: number, to: number): number {
  const before = samples.findLast(([count]) => count <= from);
  const after = samples.find(([count]) => count >= to) ?? samples.at(-1);
  if (before === undefined || after === undefined || after[0] <= before[0])
    throw new Error(`There are no samples between ${from} and ${to}.`);
  return (1000 * (after[1] - before[1])) / (after[0] - before[0]);
}
