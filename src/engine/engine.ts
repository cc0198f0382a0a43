import { checkNetwork } from '../sources/checks.ts';
import { createHttp } from '../sources/http.ts';
import { runBalance } from './answers/balanceJob.ts';
import { readCode } from './answers/code.ts';
import { findMessages } from './answers/find.ts';
import { readKeptEvidence } from './answers/keptEvidence.ts';
import { readKeptName } from './answers/keptName.ts';
import { readKeptProcess } from './answers/keptProcess.ts';
import { readHead } from './answers/readHead.ts';
import { runReplay } from './answers/replayJob.ts';
import { runSegments } from './answers/segmentsJob.ts';
import { listStored } from './answers/storedProcesses.ts';
import { suggestTerms } from './answers/suggestTerms.ts';
import { readMessage, readProcess, readSchedule } from './answers/views.ts';
import type { EngineApi, JobId, JobRequest, ProcessRequest, ResultsListener } from './api.ts';
import { exportProcess } from './bring/exportProcess.ts';
import { importProcess } from './bring/importProcess.ts';
import { describeCapabilities } from './capabilities.ts';
import { exportCheckpoint } from './checkpoints/exportCheckpoint.ts';
import { findCheckpoints } from './checkpoints/findCheckpoints.ts';
import { runCompare } from './comparison/compareJob.ts';
import type { EngineContext } from './context.ts';
import { coreCount } from './coreCount.ts';
import { answeringEvaluator } from './evaluator/answeringEvaluator.ts';
import type { EvaluationTools } from './evaluator/evaluationTools.ts';
import { createJobs, type JobControl } from './jobs.ts';
import { createLineLock } from './line/lineLock.ts';
import { createLineNews } from './line/lineNews.ts';
import { openSources } from './networkSources.ts';
import { createGoneUnits } from './process/goneUnits.ts';
import { createModuleCache } from './process/moduleCache.ts';
import { runReceiptCheck } from './receipts/checkJob.ts';
import { createReceiptBook } from './receipts/receiptBook.ts';
import { runReceipt } from './receipts/receiptJob.ts';
import { verifySegments } from './replay/segments.ts';
import { createTurns } from './replay/turns.ts';
import { runSenders } from './senders/sendersJob.ts';
import { createLinkStores } from './store/linkStores.ts';
import { createStoreOpening } from './store/storeOpening.ts';
import { tracelessStore } from './store/tracelessStore.ts';
import { createWorkLock } from './workLock.ts';

/** Puts the layers in order: the one object that a screen, a test or a terminal talks to. */
export function createEngine(given: EngineContext): EngineApi {
  const goneUnits = createGoneUnits(given.steadyMs);
  const contextWith = (watchdogMs: number): EngineContext => ({
    ...{ goneUnits, ...given, watchdogMs },
    openEvaluator: async (options, wait) =>
      answeringEvaluator(await given.openEvaluator(options, wait), 2 * watchdogMs),
  });
  const context = contextWith(given.watchdogMs);
  const jobs = createJobs();
  const lineLock = createLineLock(context.locks);
  const working = createWorkLock(context.locks);
  const lineNews = createLineNews(context.news);
  const modules = createModuleCache();
  const turns = createTurns(coreCount());
  const openStore = createStoreOpening(context);
  const linkStores = createLinkStores(context);
  const openStoreFor = async ({ network }: ProcessRequest) =>
    network.isOfLink === true ? linkStores.open(network) : openStore();
  const imports = new Set<AbortController>();

  const toolsOn = (store: EvaluationTools['store'], { network }: ProcessRequest): EvaluationTools => ({
    context,
    lineLock,
    lineNews,
    modules,
    turns,
    store,
    savesLine: true,
    storageProblem: undefined,
    sources: openSources(context, network),
  });

  function watchOwnFiles(control: JobControl): () => void {
    let assetBytesFetched = 0;
    const unwatch = context.watchAssets?.((byteCount) => {
      assetBytesFetched += byteCount;
      control.update({ progress: { assetBytesFetched } });
    });
    return unwatch ?? (() => undefined);
  }

  async function run(request: JobRequest, onResults: ResultsListener, control: JobControl) {
    context.prepare?.();
    const opened = request.fromNothing === true ? undefined : await openStoreFor(request);
    let bytesFetched = 0;
    const tools: EvaluationTools = {
      ...toolsOn(opened?.store ?? tracelessStore(context), request),
      context: contextWith(request.watchdogMs ?? given.watchdogMs),
      savesLine: opened !== undefined,
      storageProblem: opened?.problem,
      sources: openSources(context, request.network, (byteCount) => {
        bytesFetched += byteCount;
        control.update({ progress: { bytesFetched } });
      }),
    };
    switch (request.kind) {
      case 'balance':
        return runBalance(tools, request, control);
      case 'replay':
        return runReplay(tools, request, onResults, control);
      case 'receipt':
        return runReceipt(tools, (await openStore()).store, request, control);
      case 'receipt-check':
        return runReceiptCheck(tools, request, control);
      case 'compare':
        return runCompare(tools, request, control);
      case 'senders':
        return runSenders(tools, request, control);
      case 'segments':
        return runSegments({ ...tools, savesLine: false }, request, control);
    }
  }

  function startJob(request: JobRequest, onResults?: ResultsListener): JobId {
    // A job that tells its results is not joined: its listener would miss the ones before.
    const running = onResults === undefined ? jobs.findRunning(request) : undefined;
    if (running !== undefined) return running;
    const listener = onResults ?? (() => undefined);
    return jobs.start(request, (control) =>
      working(async () => {
        const unwatch = watchOwnFiles(control);
        try {
          return await run(request, listener, control);
        } finally {
          unwatch();
        }
      }),
    );
  }

  const withStore = async <Answer>(read: (store: EvaluationTools['store']) => Promise<Answer>) =>
    read((await openStore()).store);
  const withStoreFor = async <Answer>(
    request: ProcessRequest,
    read: (store: EvaluationTools['store']) => Promise<Answer>,
  ) => read((await openStoreFor(request)).store);

  return {
    describeCapabilities: async () => ({
      ...describeCapabilities(),
      storageProblem: (await openStore()).problem ?? null,
    }),
    checkNetwork: (network) => checkNetwork(createHttp({ fetch: context.fetch }), network),
    readProcess: (request) => withStoreFor(request, (store) => readProcess(context, store, request)),
    readHead: (request) => withStoreFor(request, (store) => readHead(context, store, request)),
    readKeptProcess: (request) => withStoreFor(request, (store) => readKeptProcess(context, store, request)),
    readKeptName: (processId) => withStore((store) => readKeptName(store, processId)),
    readSchedule: (request) => withStoreFor(request, (store) => readSchedule(context, store, request)),
    readMessage: (request) => withStoreFor(request, (store) => readMessage(context, store, request)),
    readCode: (request) => withStoreFor(request, (store) => readCode(context, store, request)),
    findMessages: (request) => withStoreFor(request, (store) => findMessages(context, store, request)),
    suggestTerms: (request) => withStoreFor(request, (store) => suggestTerms(store, request)),
    readKeptEvidence: (processId, profile) =>
      withStore((store) => readKeptEvidence(store, processId, profile)),
    startJob: (request, onResults) => Promise.resolve(startJob(request, onResults)),
    stopJob: (jobId) => jobs.stop(jobId),
    watchJob: (jobId, listener) => jobs.watch(jobId, listener),
    readStorage: () => {
      // Where storage is looked at a process may be imported, and evaluated, when the network is gone: its threads are there by then.
      context.prepare?.();
      return withStore(async (store) => {
        const [usage, rules, processes] = await Promise.all([
          store.usage(),
          store.loadRules(),
          listStored(store),
        ]);
        return { ...usage, rules, processes };
      });
    },
    pinProcess: (processId, pinned) => withStore((store) => store.setPinned(processId, pinned)),
    changeStorageRules: (rules) => withStore((store) => store.saveRules(rules)),
    exportProcess: (processId, network) =>
      withStore((store) => exportProcess(context, store, processId, network)),
    importProcess: async (request, onProgress) => {
      const stopping = new AbortController();
      imports.add(stopping);
      const options = { onProgress, signal: stopping.signal };
      try {
        return await working(() => withStore((store) => importProcess(context, store, request, options)));
      } finally {
        imports.delete(stopping);
      }
    },
    stopImports: async () => {
      for (const each of imports) each.abort();
    },
    verifySegments: (request) =>
      working(() =>
        withStoreFor(request, (store) =>
          verifySegments({ ...toolsOn(store, request), savesLine: false }, request),
        ),
      ),
    findCheckpoints: ({ network, processId }) =>
      findCheckpoints(openSources(context, network).gateway, processId),
    exportCheckpoint: (request) => withStore((store) => exportCheckpoint(store, request)),
    forgetProcess: async (processId) => {
      // What is evaluated meanwhile would be kept again, from its middle on.
      await jobs.stopAll((request) => 'processId' in request && request.processId === processId);
      await withStore((store) => store.deleteProcess(processId));
      await linkStores.deleteProcess(processId);
    },
    persistStorage: () => withStore((store) => store.persist()),
    ...createReceiptBook(withStore),
  };
}
