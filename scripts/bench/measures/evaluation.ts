import type { ModuleFormat } from '../../../src/protocol/module.ts';
import type { Tags } from '../../../src/protocol/tags.ts';
import { type Measure, repeat, type Value } from '../measure.ts';
import type { EvaluationTiming } from '../page/page.ts';
import type { EvaluationRequest } from '../page/runners.ts';
import type { OpenPage, Process, Stage } from '../stage.ts';

/** Messages a second by our evaluator over those by the reference loader, which copies memory in and out of each. */
export function evaluationOverReference(
  name: string,
  title: string,
  key?: 'evaluationOverReference',
): Measure {
  return {
    ...(key === undefined ? {} : { key }),
    title,
    unit: 'x',
    atLeast: '50',
    aim: '100',
    holds: (value) => value >= 50,
    async run(stage, rounds) {
      await using open = await stage.openEvaluators();
      const process = stage.process(name);
      const reference = requestOf(stage, process, { warmUp: 12, count: rounds.quick ? 24 : 60 }, 'reference');
      const [expected, actual] = await Promise.all(
        [reference, { ...reference, by: 'ours' as const }].map((request) =>
          open.page.evaluate((each) => window.bench.hashAfter(each), request),
        ),
      );
      if (expected !== actual) throw new Error(`Memory is ${actual}, and the reference's is ${expected}.`);
      const ours = requestOf(stage, process, { warmUp: 302, count: Math.min(2000, process.count - 300) });
      return await repeat(rounds, async (): Promise<Value> => {
        const [slow, fast] = await byTurns(open, [reference, ours]);
        return {
          value: perSecond(fast) / perSecond(slow),
          note: `${perSecond(fast).toFixed(0)} messages/s against ${perSecond(slow).toFixed(1)}; memory equal byte by byte after ${reference.warmUp + reference.count} messages`,
        };
      });
    },
  };
}

/** The same module and messages in the format that counts gas, and in the one that does not. */
export const meteredOverUnmetered: Measure = {
  key: 'meteredOverUnmetered',
  title: 'metered module over the same module unmetered, time in the evaluator',
  unit: 'x',
  atLeast: '≤ 2',
  aim: '≤ 1.3',
  holds: (value) => value <= 2,
  async run(stage, rounds) {
    await using open = await stage.openEvaluators();
    const request = requestOf(stage, stage.process('token'), {
      warmUp: 202,
      count: rounds.quick ? 300 : 1000,
    });
    const metered = { ...request, format: meteredFormat };
    return await repeat(rounds, async () => {
      const [plain, counting] = await byTurns(open, [request, metered]);
      return {
        value: perSecond(plain) / perSecond(counting),
        note: `${(1000 / perSecond(counting)).toFixed(2)} ms a message against ${(1000 / perSecond(plain)).toFixed(2)} ms`,
      };
    });
  },
};

/** Eight evaluators over one, with nothing fetched, verified or stored: how far evaluation by itself makes use of the cores. */
export const eightEvaluatorsOverOne: Measure = {
  title: 'the same, evaluation alone',
  unit: 'x',
  atLeast: '',
  aim: '',
  async run(stage, rounds) {
    await using open = await stage.openEvaluators();
    const request = requestOf(stage, stage.process('token'), { warmUp: 302, count: 1000 });
    const together = async (count: number) => {
      const asked = [request, count] as const;
      const { elapsedMs } = await open.page.evaluate(
        ([each, many]) => window.bench.evaluateTogether(each, many),
        asked,
      );
      return { count: count * request.count, elapsedMs };
    };
    return await repeat(rounds, async () => {
      const one = await together(1);
      const eight = await together(8);
      return {
        value: (8 * one.elapsedMs) / eight.elapsedMs,
        note: `${perSecond(eight).toFixed(0)} messages a second against ${perSecond(one).toFixed(0)}`,
      };
    });
  },
};

/** Short enough that what slows the machine down for a few seconds slows both down. */
const stints = 6;

async function byTurns(
  { page }: OpenPage,
  requests: readonly [EvaluationRequest, EvaluationRequest],
): Promise<readonly [EvaluationTiming, EvaluationTiming]> {
  const asked = [requests, stints] as const;
  const [first, second] = await page.evaluate(
    ([each, many]) => window.bench.evaluateByTurns(each, many),
    asked,
  );
  if (first === undefined || second === undefined) throw new Error('A timing is missing.');
  return [first, second];
}

function perSecond({ count, elapsedMs }: EvaluationTiming): number {
  return (1000 * count) / elapsedMs;
}

const meteredFormat: ModuleFormat = 'wasm64-unknown-emscripten-draft_2024_10_16-metering';

function requestOf(
  { schedulerUnit }: Stage,
  process: Process,
  part: { readonly warmUp: number; readonly count: number },
  by: EvaluationRequest['by'] = 'ours',
): EvaluationRequest {
  const { processId, module } = process;
  const limit = part.warmUp + part.count;
  return {
    by,
    ...part,
    format: module.format,
    moduleUrl: `/public/${module.asset}`,
    scheduleUrl: `${schedulerUnit}/${processId}?process-id=${processId}&from-nonce=-1&limit=${limit}`,
    environmentJson: environmentOf(process),
  };
}

/** Second argument of `handle` (legacynet.md §4.5). */
function environmentOf({ processJson, processId, owner, module }: Process): string {
  const { tags } = JSON.parse(processJson) as { readonly tags: Tags };
  return JSON.stringify({
    Process: { Id: processId, Owner: owner, Tags: tags },
    Module: { Id: module.id, Owner: module.signer.address, Tags: module.tags },
  });
}
