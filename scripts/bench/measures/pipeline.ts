import { openEngine, replayAll, replayOne } from '../engineRuns.ts';
import { type Measure, repeat } from '../measure.ts';

/** Everything from the first request to the last checkpoint, over the time spent inside the module. */
export const pipelineOverHandle: Measure = {
  key: 'pipelineOverHandle',
  title: 'whole pipeline over bare `handle` time',
  unit: 'x',
  atLeast: '≤ 1.35',
  aim: '≤ 1.15',
  holds: (value) => value <= 1.35,
  async run(stage, rounds) {
    await using app = await stage.openApp();
    const page = await openEngine(app);
    const process = stage.process('token');
    const toNonce = rounds.quick ? 2501 : undefined;
    return await repeat(rounds, async () => {
      const { wallMs, handleMs, evaluatedCount } = await replayOne(page, stage, process, toNonce);
      return {
        value: wallMs / handleMs,
        note: `${evaluatedCount} messages in ${(wallMs / 1000).toFixed(2)} s, ${((1000 * evaluatedCount) / wallMs).toFixed(0)} a second`,
      };
    });
  },
};

export const errorsOverNone: Measure = {
  key: 'errorsOverNone',
  title: 'a process where 1 message in 5 fails over one where none does',
  unit: 'x',
  atLeast: '≤ 1.5',
  aim: '≤ 1.15',
  holds: (value) => value <= 1.5,
  async run(stage, rounds) {
    await using app = await stage.openApp();
    const page = await openEngine(app);
    const failing = stage.process('errors');
    // Both find the module compiled and warm.
    await replayOne(page, stage, stage.process('token'), 301);
    return await repeat(rounds, async () => {
      const none = await replayOne(page, stage, stage.process('token'), failing.count + 1);
      const errors = await replayOne(page, stage, failing);
      return {
        value: errors.wallMs / errors.evaluatedCount / (none.wallMs / none.evaluatedCount),
        note: `${(errors.wallMs / errors.evaluatedCount).toFixed(2)} ms a message against ${(none.wallMs / none.evaluatedCount).toFixed(2)} ms`,
      };
    });
  },
};

/** Throughput of eight equal processes at the same time over that of one of them alone. */
export const eightOverOne: Measure = {
  key: 'eightOverOne',
  title: '8 processes at once over one, messages a second',
  unit: 'x',
  atLeast: '≥ 1.7 on 2 cores',
  aim: 'none starves',
  holds: (value) => value >= 1.7,
  async run(stage, rounds) {
    await using app = await stage.openApp();
    const page = await openEngine(app);
    const processes = Array.from({ length: 8 }, (_, index) => stage.process(`eight-${index + 1}`));
    const [first] = processes;
    if (first === undefined) throw new Error('There is no process.');
    await replayOne(page, stage, first);
    return await repeat(rounds, async () => {
      const one = await replayOne(page, stage, first);
      const eight = await replayAll(page, stage, processes);
      const wallMs = Math.max(...eight.map((run) => run.wallMs));
      const count = eight.reduce((sum, { evaluatedCount }) => sum + evaluatedCount, 0);
      const alone = one.evaluatedCount / one.wallMs;
      const firstDoneMs = Math.min(...eight.map((run) => run.wallMs));
      const shares = eight.map(
        ({ samples, evaluatedCount }) =>
          (samples.findLast(([, atMs]) => atMs <= firstDoneMs)?.[0] ?? 0) / evaluatedCount,
      );
      return {
        value: count / wallMs / alone,
        note: `${((1000 * count) / wallMs).toFixed(0)} a second against ${(1000 * alone).toFixed(0)}; when the first was done, the slowest had ${(100 * Math.min(...shares)).toFixed(0)} % of its messages`,
      };
    });
  },
};

/** Rates of other kinds of process, for the table only. */
export function rateOf(name: string, title: string): Measure {
  return {
    title,
    unit: '/s',
    atLeast: '',
    aim: '',
    async run(stage, rounds) {
      await using app = await stage.openApp();
      const page = await openEngine(app);
      return await repeat(rounds, async () => {
        const { wallMs, handleMs, evaluatedCount } = await replayOne(page, stage, stage.process(name));
        return {
          value: (1000 * evaluatedCount) / wallMs,
          note: `${evaluatedCount} messages, whole pipeline ${(wallMs / handleMs).toFixed(2)}x of \`handle\``,
        };
      });
    },
  };
}

/** Each place is where in a long run the cost of a thousand messages is taken. */
export function growthAt(places: readonly number[]): Measure {
  return {
    title: `cost of a message at ${places.join(', ')} messages, largest over smallest`,
    unit: 'x',
    atLeast: '≤ 1.1',
    aim: '',
    holds: (value) => value <= 1.1,
    async run(stage) {
      await using app = await stage.openApp();
      const page = await openEngine(app);
      const { samples } = await replayOne(page, stage, stage.process('token-long'));
      const costs = places.map((place) => costAround(samples, place));
      const shown = costs.map((cost, index) => `${cost.toFixed(0)} µs at ${places[index] ?? ''}`);
      return [{ value: Math.max(...costs) / Math.min(...costs), note: shown.join(', ') }];
    },
  };
}

/** µs a message over the thousand messages that end nearest to `place`, or that lie around it. */
function costAround(samples: readonly (readonly [number, number])[], place: number): number {
  const last = samples.at(-1)?.[0] ?? 0;
  const to = Math.min(place + 500, last);
  const from = to - 1000;
  const before = samples.findLast(([count]) => count <= from);
  const after = samples.find(([count]) => count >= to);
  if (before === undefined || after === undefined) throw new Error(`There are no samples around ${place}.`);
  return (1000 * (after[1] - before[1])) / (after[0] - before[0]);
}
