import { cpus } from 'node:os';
import { openEngine, replayAll, replayOne } from '../engineRuns.ts';
import { type Measure, repeat } from '../measure.ts';
import { openProcessorClock } from '../processorTime.ts';

/**
 * Throughput of eight equal processes at the same time over that of one of them alone. One alone verifies and stores on a second core already, so
 * what is possible follows from the processor time that a message takes of everything: the browser, all of its processes, and our server.
 */
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
    const clock = await openProcessorClock(app);
    const processes = Array.from({ length: 8 }, (_, index) => stage.process(`eight-${index + 1}`));
    const [first] = processes;
    if (first === undefined) throw new Error('There is no process.');
    // Both find the module compiled and warm.
    await replayOne(page, stage, first, 501);
    return await repeat(rounds, async () => {
      const one = await replayOne(page, stage, first);
      const beganMs = await clock();
      const eight = await replayAll(page, stage, processes);
      const takenMs = (await clock()) - beganMs;
      const wallMs = Math.max(...eight.map((run) => run.wallMs));
      const count = eight.reduce((sum, { evaluatedCount }) => sum + evaluatedCount, 0);
      const alone = one.evaluatedCount / one.wallMs;
      const ceiling = cpus().length / (takenMs / count) / alone;
      const firstDoneMs = Math.min(...eight.map((run) => run.wallMs));
      const shares = eight.map(
        ({ samples, evaluatedCount }) =>
          (samples.findLast(([, atMs]) => atMs <= firstDoneMs)?.[0] ?? 0) / evaluatedCount,
      );
      return {
        value: count / wallMs / alone,
        note: `${((1000 * count) / wallMs).toFixed(0)} a second against ${(1000 * alone).toFixed(0)}; ${((1000 * takenMs) / count).toFixed(0)} µs of processor time a message of all eight, with which ${cpus().length} cores allow ${ceiling.toFixed(2)} x; when the first was done, the slowest had ${(100 * Math.min(...shares)).toFixed(0)} % of its messages`,
      };
    });
  },
};
