import { openEngine, replayOne } from '../engineRuns.ts';
import { type Measure, repeat } from '../measure.ts';

/** Everything from the first request to the last checkpoint, over the time spent inside the module. */
export function pipelineOverHandle(name: string, title: string, key?: 'pipelineOverHandle'): Measure {
  return {
    ...(key === undefined ? {} : { key }),
    title,
    unit: 'x',
    atLeast: '≤ 1.35',
    aim: '≤ 1.15',
    holds: (value) => value <= 1.35,
    async run(stage, rounds) {
      await using app = await stage.openApp();
      const page = await openEngine(app);
      const process = stage.process(name);
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
}

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
