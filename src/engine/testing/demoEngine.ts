import type { Devnet } from '../../devnet/devnet.ts';
import { openDevnet } from '../../devnet/testing/openDevnet.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineApi, JobAnswer, JobRequest, JobSnapshot, ResultsListener } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { createEngine } from '../engine.ts';

/** The demo network, out of the repository's own files. */
export const demoDevnet: Devnet = openDevnet();

/** The whole engine on the demo network, in this thread. */
export function demoEngine(
  store: Store = createMemoryStore(),
  change: Partial<EngineContext> = {},
): EngineApi {
  return createEngine({
    fetch: demoDevnet,
    openEvaluator: (options) => openLocalEvaluator(options),
    openStore: () => Promise.resolve(store),
    openMemoryStore: createMemoryStore,
    locks: undefined,
    nowMs: Date.now,
    steadyMs: () => performance.now(),
    watchdogMs: 60_000,
    ...change,
  });
}

export interface WatchedJob {
  /** As they were told. */
  readonly seen: readonly JobSnapshot[];
  readonly last: JobSnapshot;
  /** What the evidence for its answer was called on the way, each level once. */
  readonly levels: readonly string[];
}

/** A job from its start to its end. */
export async function watchJob(
  engine: EngineApi,
  request: JobRequest,
  {
    onResults,
    onSnapshot,
  }: { onResults?: ResultsListener; onSnapshot?: (snapshot: JobSnapshot) => void } = {},
): Promise<WatchedJob> {
  const seen: JobSnapshot[] = [];
  await engine.watchJob(await engine.startJob(request, onResults), (snapshot) => {
    seen.push(snapshot);
    onSnapshot?.(snapshot);
  });
  const last = seen.at(-1);
  if (last === undefined) throw new Error('The job told nothing of itself.');
  const levels = seen.flatMap(({ answer }) => (answer === null ? [] : [answer.level]));
  return { seen, last, levels: [...new Set(levels)] };
}

/** The last snapshot of a job. */
export async function runJob(
  engine: EngineApi,
  request: JobRequest,
  onResults?: ResultsListener,
): Promise<JobSnapshot> {
  return (await watchJob(engine, request, onResults === undefined ? {} : { onResults })).last;
}

/** The answer of a job that is done, of the kind that was asked for. */
export async function answerOf<Kind extends JobAnswer['kind']>(
  engine: EngineApi,
  request: JobRequest & { readonly kind: Kind },
): Promise<Extract<JobAnswer, { readonly kind: Kind }>> {
  const { state, answer, error } = await runJob(engine, request);
  if (state !== 'done' || answer?.kind !== request.kind) {
    throw new Error(`The job ended as ${state}: ${error?.code ?? ''} ${error?.message ?? ''}`);
  }
  return answer as Extract<JobAnswer, { readonly kind: Kind }>;
}
