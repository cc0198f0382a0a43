import { cpus } from 'node:os';
import { openEngine, replayAll, replayOne } from '../engineRuns.ts';
import { type Measure, repeat } from '../measure.ts';
import { openProcessorClock } from '../processorTime.ts';
import type { Stage } from '../stage.ts';

type EngineInPage = Awaited<ReturnType<typeof openEngine>>;

const nameOf = (index: number) => `eight-${index + 1}`;

/** All eight from their beginning to their end. */
async function replayEight(page: EngineInPage, stage: Stage) {
  const processes = Array.from({ length: 8 }, (_, index) => stage.process(nameOf(index)));
  const runs = await replayAll(page, stage, processes);
  return {
    runs,
    wallMs: Math.max(...runs.map((run) => run.wallMs)),
    count: runs.reduce((sum, { evaluatedCount }) => sum + evaluatedCount, 0),
  };
}

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
    const first = stage.process(nameOf(0));
    // Both find the module compiled and warm.
    await replayOne(page, stage, first, 501);
    return await repeat(rounds, async () => {
      const one = await replayOne(page, stage, first);
      const beganMs = await clock();
      const { runs, wallMs, count } = await replayEight(page, stage);
      const takenMs = (await clock()) - beganMs;
      const alone = one.evaluatedCount / one.wallMs;
      const ceiling = cpus().length / (takenMs / count) / alone;
      const firstDoneMs = Math.min(...runs.map((run) => run.wallMs));
      const shares = runs.map(
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

/**
 * The same eight over one whose whole browser has a single core, where verifying and storing take their time from evaluating: how much of two
 * cores eight processes make use of.
 */
export const eightOverOneOnOneCore: Measure = {
  title: 'the same, over one process in a browser with a single core',
  unit: 'x',
  atLeast: '',
  aim: '',
  async run(stage, rounds) {
    await using narrow = await stage.openApp({ onOneCore: true });
    await using wide = await stage.openApp();
    const pages = { narrow: await openEngine(narrow), wide: await openEngine(wide) };
    const first = stage.process(nameOf(0));
    for (const page of Object.values(pages)) await replayOne(page, stage, first, 501);
    return await repeat(rounds, async () => {
      const one = await replayOne(pages.narrow, stage, first);
      const eight = await replayEight(pages.wide, stage);
      const alone = one.evaluatedCount / one.wallMs;
      const together = eight.count / eight.wallMs;
      return {
        value: together / alone,
        note: `${(1000 * together).toFixed(0)} a second on ${cpus().length} cores against ${(1000 * alone).toFixed(0)} on one`,
      };
    });
  },
};
