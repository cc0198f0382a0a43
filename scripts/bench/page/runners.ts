import { decodeUtf8Lossy } from '../../../src/base/bytes.ts';
import { openRemoteEvaluator } from '../../../src/engine/evaluator/remoteEvaluator.ts';
import { createTurns, type Turns } from '../../../src/engine/replay/turns.ts';
import { dockerProfile, withEnvironmentString } from '../../../src/evaluation/profile.ts';
import { compileRunnable, type RunnableModule } from '../../../src/evaluation/rewriting/runnableModule.ts';
import type { AuthenticMessage } from '../../../src/protocol/message.ts';
import type { ModuleFormat } from '../../../src/protocol/module.ts';
import { decodeSchedulePage } from '../../../src/protocol/scheduleJson.ts';
import { encodeScheduled, type WasmMessage } from '../../../src/protocol/wasmMessage.ts';
import { connect } from '../../../src/threads/connect.ts';
import type { ReferenceService } from './reference.worker.ts';

export interface EvaluationRequest {
  /** Our evaluator in its worker, as the engine uses it, or the reference loader in one: memory copied in and out of every message. */
  readonly by: 'ours' | 'reference';
  readonly moduleUrl: string;
  readonly format: ModuleFormat;
  /** A scheduler unit's page with all of the schedule that is wanted. */
  readonly scheduleUrl: string;
  readonly environmentJson: string;
  /** Messages that warm up: they count neither in time nor in number. */
  readonly warmUp: number;
  readonly count: number;
}

/** Something that has done its warm-up, and evaluates the rest as it is told to. */
export interface Runner {
  /** The next so many messages. */
  evaluate(count: number): Promise<void>;
  /** SHA-256 of the whole memory, in hex. */
  hashMemory(): Promise<string>;
  close(): void;
}

/** What the reference loader shows a module where there is no command line: memory is compared. */
const profile = withEnvironmentString(dockerProfile, '_', './this.program');
/** As many as the engine hands over at once when it is warm. */
const batchLength = 50;

export async function openRunner(request: EvaluationRequest): Promise<Runner> {
  if (request.by === 'reference') return openReference(request);
  return openOurs(request, await compileFor(request), createTurns(1));
}

export async function compileFor({ moduleUrl, format }: EvaluationRequest): Promise<RunnableModule> {
  return compileRunnable(await fetchBytes(moduleUrl), format);
}

/** As in the engine: its next messages are there before it answers, and where several share a core, a batch each in turn. */
export async function openOurs(
  request: EvaluationRequest,
  module: RunnableModule,
  turns: Turns,
): Promise<Runner> {
  const { format, environmentJson, warmUp } = request;
  const inputs = await fetchInputs(request);
  const evaluator = await openRemoteEvaluator(
    () =>
      new Worker(new URL('../../../src/evaluation/evaluator.worker.ts', import.meta.url), { type: 'module' }),
    { module, format, environmentJson, profile, computeLimit: 9_000_000_000_000 },
  );
  await evaluator.evaluate(inputs.slice(0, warmUp));
  let done = warmUp;
  return {
    async evaluate(count) {
      const turn = turns.join();
      const end = done + count;
      let answer: Promise<unknown> = Promise.resolve();
      try {
        while (done < end) {
          await turn.take({});
          const before = answer;
          const batch = inputs.slice(done, Math.min(end, done + batchLength));
          done += batch.length;
          answer = evaluator.evaluate(batch);
          await before;
          if (!turn.isWanted) continue;
          await answer;
          turn.give();
        }
        await answer;
      } finally {
        turn.give();
      }
    },
    hashMemory: () => evaluator.hashMemory(),
    close: () => evaluator.close(),
  };
}

async function openReference(request: EvaluationRequest): Promise<Runner> {
  const { moduleUrl, format, environmentJson, warmUp } = request;
  const inputs = await fetchInputs(request);
  const worker = new Worker(new URL('./reference.worker.ts', import.meta.url), { type: 'module' });
  const { api, close } = connect<ReferenceService>(worker, 'reference loader');
  await api.open({
    bytes: await fetchBytes(moduleUrl),
    format,
    environmentJson,
    messages: inputs.map(({ json }) => decodeUtf8Lossy(json)),
  });
  await api.evaluate(warmUp);
  return { evaluate: (count) => api.evaluate(count), hashMemory: () => api.hashMemory(), close };
}

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
