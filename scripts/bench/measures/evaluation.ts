import type { ModuleFormat } from '../../../src/protocol/module.ts';
import type { Tags } from '../../../src/protocol/tags.ts';
import { type Measure, repeat, type Value } from '../measure.ts';
import type { EvaluationRequest } from '../page/page.ts';
import type { Process, Stage } from '../stage.ts';

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
      const { page } = open;
      const process = stage.process(name);
      const short = requestOf(stage, process, { warmUp: 12, count: rounds.quick ? 24 : 60 });
      const expected = await page.evaluate((request) => window.bench.evaluateByReference(request), short);
      const actual = await page.evaluate((request) => window.bench.evaluate(request), short);
      if (expected.memorySha256 !== actual.memorySha256) {
        throw new Error(`Memory is ${actual.memorySha256}, and the reference's is ${expected.memorySha256}.`);
      }
      const long = requestOf(stage, process, { warmUp: 302, count: Math.min(2000, process.count - 300) });
      return await repeat(rounds, async (): Promise<Value> => {
        const reference = await page.evaluate((request) => window.bench.evaluateByReference(request), short);
        const ours = await page.evaluate((request) => window.bench.evaluate(request), long);
        const perSecond = (1000 * ours.count) / ours.elapsedMs;
        const referencePerSecond = (1000 * reference.count) / reference.elapsedMs;
        return {
          value: perSecond / referencePerSecond,
          note: `${perSecond.toFixed(0)} messages/s against ${referencePerSecond.toFixed(1)}; memory equal byte by byte after ${short.warmUp + short.count} messages`,
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
      const plain = await open.page.evaluate((each) => window.bench.evaluate(each), request);
      const counting = await open.page.evaluate((each) => window.bench.evaluate(each), metered);
      return {
        value: counting.elapsedMs / plain.elapsedMs,
        note: `${(counting.elapsedMs / counting.count).toFixed(2)} ms a message against ${(plain.elapsedMs / plain.count).toFixed(2)} ms`,
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
      return open.page.evaluate(([each, many]) => window.bench.evaluateTogether(each, many), asked);
    };
    return await repeat(rounds, async () => {
      const one = await together(1);
      const eight = await together(8);
      const perSecond = (count: number, elapsedMs: number) =>
        ((1000 * count * request.count) / elapsedMs).toFixed(0);
      return {
        value: (8 * one.elapsedMs) / eight.elapsedMs,
        note: `${perSecond(8, eight.elapsedMs)} messages a second against ${perSecond(1, one.elapsedMs)}`,
      };
    });
  },
};

const meteredFormat: ModuleFormat = 'wasm64-unknown-emscripten-draft_2024_10_16-metering';

function requestOf(
  { schedulerUnit }: Stage,
  process: Process,
  part: { readonly warmUp: number; readonly count: number },
): EvaluationRequest {
  const { processId, module } = process;
  const limit = part.warmUp + part.count;
  return {
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
