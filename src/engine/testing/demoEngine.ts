import { readFile } from 'node:fs/promises';
import { createDevnet, type Devnet } from '../../devnet/devnet.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineApi, JobAnswer, JobRequest, JobSnapshot } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { createEngine } from '../engine.ts';

const publicFolder = new URL('../../../public/', import.meta.url);

/** The demo network, out of the repository's own files. */
export const demoDevnet: Devnet = createDevnet({
  loadAsset: async (name) => new Uint8Array(await readFile(new URL(name, publicFolder))),
});

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
    watchdogMs: 60_000,
    ...change,
  });
}

/** The last snapshot of a job. */
export async function runJob(engine: EngineApi, request: JobRequest): Promise<JobSnapshot> {
  const jobId = await engine.startJob(request);
  let last: JobSnapshot | undefined;
  await engine.watchJob(jobId, (snapshot) => {
    last = snapshot;
  });
  if (last === undefined) throw new Error('The job told nothing of itself.');
  return last;
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
