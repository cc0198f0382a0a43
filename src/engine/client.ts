import { connect } from '../threads/connect.ts';
import type { EngineApi } from './api.ts';
import { engineNames } from './engineNames.ts';

export interface EngineClient extends EngineApi {
  /** Resolves when the engine's thread is gone, with a sentence that says why. Every pending call has rejected by then. */
  readonly closed: Promise<string>;
  close(): void;
}

export interface EngineClientOptions {
  /** Work will follow as soon as the engine can be asked for it. */
  readonly expectsWork?: boolean;
}

/** The engine as the main thread sees it: one worker a tab. */
export function createEngineClient({ expectsWork = false }: EngineClientOptions = {}): EngineClient {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), {
    type: 'module',
    // All that a worker knows before it is told anything.
    name: expectsWork ? engineNames.expectingWork : engineNames.idle,
  });
  const connection = connect<EngineApi>(worker, 'engine');
  const { api } = connection;
  return {
    describeCapabilities: () => api.describeCapabilities(),
    checkNetwork: (network) => api.checkNetwork(network),
    readProcess: (request) => api.readProcess(request),
    readHead: (request) => api.readHead(request),
    readKeptProcess: (request) => api.readKeptProcess(request),
    readKeptName: (processId) => api.readKeptName(processId),
    readSchedule: (request) => api.readSchedule(request),
    readMessage: (request) => api.readMessage(request),
    readCode: (request) => api.readCode(request),
    findMessages: (request) => api.findMessages(request),
    suggestTerms: (request) => api.suggestTerms(request),
    readKeptEvidence: (processId, profile) => api.readKeptEvidence(processId, profile),
    startJob: (request, onResults) => api.startJob(request, onResults),
    stopJob: (jobId) => api.stopJob(jobId),
    watchJob: (jobId, listener) => api.watchJob(jobId, listener),
    readStorage: () => api.readStorage(),
    pinProcess: (processId, pinned) => api.pinProcess(processId, pinned),
    changeStorageRules: (rules) => api.changeStorageRules(rules),
    exportProcess: (processId, network) => api.exportProcess(processId, network),
    importProcess: (request, onProgress) => api.importProcess(request, onProgress),
    stopImports: () => api.stopImports(),
    verifySegments: (request) => api.verifySegments(request),
    forgetProcess: (processId) => api.forgetProcess(processId),
    readReceipt: (text) => api.readReceipt(text),
    listReceipts: (processId) => api.listReceipts(processId),
    keepReceipt: (text) => api.keepReceipt(text),
    forgetReceipt: (processId, receiptId) => api.forgetReceipt(processId, receiptId),
    findCheckpoints: (request) => api.findCheckpoints(request),
    exportCheckpoint: (request) => api.exportCheckpoint(request),
    // Only a page may ask for it.
    persistStorage: async () => (await pageStorage()?.persist?.()) ?? false,
    closed: connection.closed.then((reason) => reason.message),
    close: () => connection.close(),
  };
}

/** Absent where the page is not served securely; `persist` is a page's alone, so worker typings lack it. */
function pageStorage(): { readonly persist?: () => Promise<boolean> } | undefined {
  const page: { readonly storage?: object } = navigator;
  return page.storage;
}
