import { createTurns } from '../../../src/engine/replay/turns.ts';
import { compileFor, type EvaluationRequest, openOurs, openRunner, type Runner } from './runners.ts';

export interface EvaluationTiming {
  /** Of the measured messages, threads crossed and everything. */
  readonly elapsedMs: number;
  readonly count: number;
}

export interface BenchPage {
  /** SHA-256 of the whole memory after all messages, those that warm up too. */
  hashAfter(request: EvaluationRequest): Promise<string>;
  /** Each in so many stints, one after the other, so that a slow second of the machine is everybody's. */
  evaluateByTurns(
    requests: readonly EvaluationRequest[],
    stints: number,
  ): Promise<readonly EvaluationTiming[]>;
  /** So many of ours at once, each warm before time begins. */
  evaluateTogether(request: EvaluationRequest, count: number): Promise<Pick<EvaluationTiming, 'elapsedMs'>>;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

window.bench = {
  async hashAfter(request) {
    const runner = await openRunner(request);
    try {
      await runner.evaluate(request.count);
      return await runner.hashMemory();
    } finally {
      runner.close();
    }
  },

  async evaluateByTurns(requests, stints) {
    const runners: Runner[] = [];
    try {
      for (const request of requests) runners.push(await openRunner(request));
      const elapsedMs = requests.map(() => 0);
      for (let stint = 0; stint < stints; stint += 1) {
        for (const [index, runner] of runners.entries()) {
          const { count = 0 } = requests[index] ?? {};
          const share = Math.floor((count * (stint + 1)) / stints) - Math.floor((count * stint) / stints);
          elapsedMs[index] = (elapsedMs[index] ?? 0) + (await timed(() => runner.evaluate(share)));
        }
      }
      return requests.map(({ count }, index) => ({ count, elapsedMs: elapsedMs[index] ?? Number.NaN }));
    } finally {
      for (const runner of runners) runner.close();
    }
  },

  async evaluateTogether(request, count) {
    // As in the engine, they share what the browser has made of their module.
    const module = await compileFor(request);
    const turns = createTurns(navigator.hardwareConcurrency);
    const runners: Runner[] = [];
    try {
      while (runners.length < count) runners.push(await openOurs(request, module, turns));
      return {
        elapsedMs: await timed(() => Promise.all(runners.map((runner) => runner.evaluate(request.count)))),
      };
    } finally {
      for (const runner of runners) runner.close();
    }
  },
};
