import { decodeUtf8Lossy } from '../../../src/base/bytes.ts';
import { openRemoteEvaluator } from '../../../src/engine/evaluator/remoteEvaluator.ts';
import { createTurns, type Turns } from '../../../src/engine/replay/turns.ts';
import type { Evaluator } from '../../../src/evaluation/evaluator.ts';
import { dockerProfile, withEnvironmentString } from '../../../src/evaluation/profile.ts';
import { compileRunnable, type RunnableModule } from '../../../src/evaluation/rewriting/runnableModule.ts';
import type { AuthenticMessage } from '../../../src/protocol/message.ts';
import type { ModuleFormat } from '../../../src/protocol/module.ts';
import { decodeSchedulePage } from '../../../src/protocol/scheduleJson.ts';
import { encodeScheduled, type WasmMessage } from '../../../src/protocol/wasmMessage.ts';
import type { ReferenceAnswer, ReferenceRequest } from './reference.worker.ts';

export interface EvaluationRequest {
  readonly moduleUrl: string;
  readonly format: ModuleFormat;
  /** A scheduler unit's page with all of the schedule that is wanted. */
  readonly scheduleUrl: string;
  readonly environmentJson: string;
  /** Messages that warm up: they count neither in time nor in number. */
  readonly warmUp: number;
  readonly count: number;
}

export interface EvaluationTiming {
  /** Of the measured messages, threads crossed and everything. */
  readonly elapsedMs: number;
  readonly count: number;
  /** Of the whole memory after the last message. */
  readonly memorySha256: string;
}

export interface BenchPage {
  /** Our evaluator in its worker, as the engine uses it. */
  evaluate(request: EvaluationRequest): Promise<EvaluationTiming>;
  /** So many of them at once, each warm before time begins. */
  evaluateTogether(request: EvaluationRequest, count: number): Promise<Pick<EvaluationTiming, 'elapsedMs'>>;
  /** The reference loader in a worker: memory copied in and out of every message. */
  evaluateByReference(request: EvaluationRequest): Promise<EvaluationTiming>;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}

/** What the reference loader shows a module where there is no command line: memory is compared. */
const profile = withEnvironmentString(dockerProfile, '_', './this.program');
/** As many as the engine hands over at once when it is warm. */
const batchLength = 50;

async function fetchBytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** The texts that both evaluate. What is measured here is evaluation alone, so nobody verifies them. */
async function fetchInputs({
  scheduleUrl,
  warmUp,
  count,
}: EvaluationRequest): Promise<readonly WasmMessage[]> {
  const { entries } = decodeSchedulePage(await (await fetch(scheduleUrl)).json());
  const inputs = entries.map(({ message }) => encodeScheduled(message as unknown as AuthenticMessage));
  if (inputs.length < warmUp + count) throw new Error(`There are ${inputs.length} messages only.`);
  return inputs.slice(0, warmUp + count);
}

/** An evaluator that has done its warm-up, and what is left for it to do. */
async function openWarm(request: EvaluationRequest, module: RunnableModule) {
  const { format, environmentJson, warmUp } = request;
  const inputs = await fetchInputs(request);
  const evaluator = await openRemoteEvaluator(
    () =>
      new Worker(new URL('../../../src/evaluation/evaluator.worker.ts', import.meta.url), { type: 'module' }),
    {
      module,
      format,
      environmentJson,
      profile,
      computeLimit: 9_000_000_000_000,
    },
  );
  await evaluator.evaluate(inputs.slice(0, warmUp));
  return { evaluator, inputs: inputs.slice(warmUp) };
}

async function compileFor({ moduleUrl, format }: EvaluationRequest): Promise<RunnableModule> {
  return compileRunnable(await fetchBytes(moduleUrl), format);
}

/** As in the engine: its next messages are there before it answers, and where several share a core, a batch each in turn. */
async function evaluateAll(
  evaluator: Evaluator,
  inputs: readonly WasmMessage[],
  turns: Turns,
): Promise<void> {
  using turn = turns.join();
  let answer: Promise<unknown> = Promise.resolve();
  for (let start = 0; start < inputs.length; start += batchLength) {
    await turn.take({});
    const before = answer;
    answer = evaluator.evaluate(inputs.slice(start, start + batchLength));
    await before;
    if (!turn.isWanted) continue;
    await answer;
    turn.give();
  }
  await answer;
}

window.bench = {
  async evaluate(request) {
    const { evaluator, inputs } = await openWarm(request, await compileFor(request));
    try {
      const startMs = performance.now();
      await evaluateAll(evaluator, inputs, createTurns(1));
      const elapsedMs = performance.now() - startMs;
      return { elapsedMs, count: request.count, memorySha256: await evaluator.hashMemory() };
    } finally {
      evaluator.close();
    }
  },

  async evaluateTogether(request, count) {
    // As in the engine, they share what the browser has made of their module.
    const module = await compileFor(request);
    const opened: Awaited<ReturnType<typeof openWarm>>[] = [];
    try {
      while (opened.length < count) opened.push(await openWarm(request, module));
      const turns = createTurns(navigator.hardwareConcurrency);
      const startMs = performance.now();
      await Promise.all(opened.map(({ evaluator, inputs }) => evaluateAll(evaluator, inputs, turns)));
      return { elapsedMs: performance.now() - startMs };
    } finally {
      for (const { evaluator } of opened) evaluator.close();
    }
  },

  async evaluateByReference(request) {
    const { moduleUrl, format, environmentJson, warmUp, count } = request;
    const inputs = await fetchInputs(request);
    const worker = new Worker(new URL('./reference.worker.ts', import.meta.url), { type: 'module' });
    const asked: ReferenceRequest = {
      bytes: await fetchBytes(moduleUrl),
      format,
      environmentJson,
      messages: inputs.map(({ json }) => decodeUtf8Lossy(json)),
      warmUp,
    };
    try {
      const answer = await new Promise<ReferenceAnswer>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<ReferenceAnswer>) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(asked);
      });
      if (answer.kind === 'failed') throw new Error(answer.reason);
      return { ...answer, count };
    } finally {
      worker.terminate();
    }
  },
};
