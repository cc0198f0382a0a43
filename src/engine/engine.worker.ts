import { createDevnet } from '../devnet/devnet.ts';
import { isDevnetUrl } from '../devnet/hosts.ts';
import { openIndexedDbStore } from '../storage/indexedDbStore.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import { serve } from '../threads/serve.ts';
import { loadCurves } from '../verification/loadCurves.ts';
import { loadAsset, watchAssets } from './assets.ts';
import { createEngine } from './engine.ts';
import { engineNames } from './engineNames.ts';
import { openRemoteEvaluator } from './evaluator/remoteEvaluator.ts';
import { createWaitingWorker } from './evaluator/waitingWorker.ts';
import { listAtWork } from './line/lineLock.ts';
import { openEarly } from './store/openEarly.ts';
import { createVerifierThreads } from './verifier/verifierThreads.ts';

// The engine's thread: everything that a browser gives is put in here, and nowhere below.
const devnet = createDevnet({ loadAsset });
const evaluatorWorker = createWaitingWorker(
  () =>
    new Worker(new URL('../evaluation/evaluator.worker.ts', import.meta.url), {
      type: 'module',
      name: 'evaluator',
    }),
);

/** A verifier keeps up with two evaluators or more, and an evaluator wants a core (performance.md §5). */
const verifiers = createVerifierThreads(
  () =>
    new Worker(new URL('../verification/verifier.worker.ts', import.meta.url), {
      type: 'module',
      name: 'verifier',
    }),
  Math.max(1, Math.floor(navigator.hardwareConcurrency / 3)),
);

const locks = 'locks' in navigator ? navigator.locks : undefined;

// The first question needs it, and it opens while that is on its way.
const openStore = openEarly((onLost) =>
  // Half of a checkpoint is compressed by a thread that verifies.
  openIndexedDbStore({
    onLost,
    deflateElsewhere: (bytes) => verifiers.deflate(bytes),
    listAtWork: () => listAtWork(locks),
  }),
);

let isPrepared = false;
function prepare(): void {
  isPrepared = true;
  verifiers.prepare();
  evaluatorWorker.prepare();
}
if (self.name === engineNames.expectingWork) prepare();
// When what is asked at first is under way. Should the network go, what an evaluation needs is at hand.
setTimeout(() => {
  void loadCurves();
  if (!isPrepared) prepare();
}, 2000);

serve(
  createEngine({
    fetch: (request) => (isDevnetUrl(request.url) ? devnet(request) : fetch(request)),
    isOffline: () => !navigator.onLine,
    watchAssets,
    prepare,
    openEvaluator: (options, abortable) => openRemoteEvaluator(evaluatorWorker.take, options, abortable),
    createVerifier: (options) => verifiers.createVerifier(options),
    openStore,
    openMemoryStore: (options) => createMemoryStore({ ...options, listAtWork: () => listAtWork(locks) }),
    locks,
    ...('BroadcastChannel' in self && { news: new BroadcastChannel('selfsame:lines') }),
    nowMs: Date.now,
    steadyMs: () => performance.now(),
    watchdogMs: 120_000,
  }),
);
