import { checkNetwork } from '../sources/checks.ts';
import { createHttp } from '../sources/http.ts';
import type { EngineApi, JobId, JobRequest, ProcessRequest, ResultsListener } from './api.ts';
import { runBalance } from './balanceJob.ts';
import { exportProcess, importProcess } from './bring.ts';
import { describeCapabilities } from './capabilities.ts';
import type { EngineContext } from './context.ts';
import type { EvaluationTools } from './evaluationTools.ts';
import { storedName } from './findProcess.ts';
import { createJobs, type JobControl } from './jobs.ts';
import { createLineLock } from './lineLock.ts';
import { createLineNews } from './lineNews.ts';
import { createModuleCache } from './moduleCache.ts';
import { openSources } from './networkSources.ts';
import { runReplay } from './replayJob.ts';
import { verifySegments } from './segments.ts';
import { createStoreOpening } from './storeOpening.ts';
import { readMessage, readProcess, readSchedule } from './views.ts';

/** Puts the layers in order: the one object that a screen, a test or a terminal talks to. */
export function createEngine(context: EngineContext): EngineApi {
  const jobs = createJobs();
  const lineLock = createLineLock(context.locks);
  const lineNews = createLineNews(context.news);
  const modules = createModuleCache();
  const openStore = createStoreOpening(context);

  const toolsOn = (store: EvaluationTools['store'], { network }: ProcessRequest): EvaluationTools => ({
    context,
    lineLock,
    lineNews,
    modules,
    store,
    savesLine: true,
    storageProblem: undefined,
    sources: openSources(context.fetch, network),
  });

  async function run(request: JobRequest, onResults: ResultsListener, control: JobControl) {
    const opened = request.fromNothing === true ? undefined : await openStore();
    let bytesFetched = 0;
    const tools: EvaluationTools = {
      ...toolsOn(opened?.store ?? context.openMemoryStore(), request),
      context: { ...context, watchdogMs: request.watchdogMs ?? context.watchdogMs },
      savesLine: opened !== undefined,
      storageProblem: opened?.problem,
      sources: openSources(context.fetch, request.network, (byteCount) => {
        bytesFetched += byteCount;
        control.update({ progress: { bytesFetched } });
      }),
    };
    switch (request.kind) {
      case 'balance':
        return runBalance(tools, request, control);
      case 'replay':
        return runReplay(tools, request, onResults, control);
    }
  }

  function startJob(request: JobRequest, onResults?: ResultsListener): JobId {
    // A job that tells its results is not joined: its listener would miss the ones before.
    const running = onResults === undefined ? jobs.findRunning(request) : undefined;
    return running ?? jobs.start(request, (control) => run(request, onResults ?? (() => undefined), control));
  }

  const withStore = async <Answer>(read: (store: EvaluationTools['store']) => Promise<Answer>) =>
    read((await openStore()).store);

  return {
    describeCapabilities: () => Promise.resolve(describeCapabilities()),
    checkNetwork: (network) => checkNetwork(createHttp({ fetch: context.fetch }), network),
    readProcess: (request) => withStore((store) => readProcess(context, store, request)),
    readSchedule: (request) => withStore((store) => readSchedule(context, store, request)),
    readMessage: (request) => withStore((store) => readMessage(context, store, request)),
    startJob: (request, onResults) => Promise.resolve(startJob(request, onResults)),
    stopJob: (jobId) => jobs.stop(jobId),
    watchJob: (jobId, listener) => jobs.watch(jobId, listener),
    readStorage: () =>
      withStore(async (store) => {
        const [usage, rules, processes] = await Promise.all([
          store.usage(),
          store.loadRules(),
          store.listProcesses(),
        ]);
        return { ...usage, rules, processes: await Promise.all(processes.map((each) => named(each, store))) };
      }),
    pinProcess: (processId, pinned) => withStore((store) => store.setPinned(processId, pinned)),
    changeStorageRules: (rules) => withStore((store) => store.saveRules(rules)),
    exportProcess: (processId) => withStore((store) => exportProcess(store, processId)),
    importProcess: (request) => withStore((store) => importProcess(context, store, request)),
    verifySegments: (request) =>
      withStore((store) => verifySegments({ ...toolsOn(store, request), savesLine: false }, request)),
    forgetProcess: (processId) => withStore((store) => store.deleteProcess(processId)),
    persistStorage: () => withStore((store) => store.persist()),
  };
}

async function named<Info extends { readonly processId: string }>(
  info: Info,
  store: EvaluationTools['store'],
): Promise<Info & { readonly name: string | null }> {
  return { ...info, name: await storedName(info.processId, store) };
}
