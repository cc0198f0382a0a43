import type { Network } from '../sources/network.ts';
import type { StorageRules } from '../storage/preferences.ts';
import type { CheckpointsApi } from './api/checkpoints.ts';
import type { EvidenceApi } from './api/evidence.ts';
import type { FindApi } from './api/find.ts';
import type { JobId, JobRequest, JobSnapshot, ResultsListener } from './api/jobs.ts';
import type { ReceiptsApi } from './api/receipts.ts';
import type {
  ImportedProcess,
  ImportProgress,
  ImportRequest,
  SegmentReport,
  SegmentsRequest,
  StorageView,
} from './api/storage.ts';
import type {
  Capabilities,
  CodePage,
  CodeRequest,
  HeadView,
  KeptRequest,
  MessageRequest,
  MessageView,
  ProcessRequest,
  ProcessView,
  SchedulePage,
  ScheduleRequest,
  SourceCheck,
} from './api/views.ts';

export type { ErrorDetails, ErrorLayer } from '../base/errors.ts';
export { type Lie, lies, memoryNonce } from '../devnet/lies.ts';
export { demoNetwork, lieSubject, lyingNetwork } from '../devnet/network.ts';
export { type DemoProcess, demoProcesses } from '../devnet/processes.ts';
export { dockerProfile, type EvaluationProfile, withEnvironmentString } from '../evaluation/profile.ts';
export type { EvaluationResult, Json } from '../protocol/evaluationResult.ts';
export type { Tag, Tags } from '../protocol/tags.ts';
export { formatTokenAmount } from '../protocol/tokenAmount.ts';
export { legacynet, type Network } from '../sources/network.ts';
export { decodeNetwork, decodeNetworkLink, encodeNetworkLink } from '../sources/networkCodec.ts';
export type { StorageRules } from '../storage/preferences.ts';
export type { EvidenceLevel, Fact, FactName, FactStatus } from '../verification/evidence.ts';
export type * from './api/checkpoints.ts';
export type * from './api/comparison.ts';
export type * from './api/evidence.ts';
export type * from './api/find.ts';
export type * from './api/jobs.ts';
export type * from './api/receipts.ts';
export type * from './api/senders.ts';
export type * from './api/storage.ts';
export type * from './api/views.ts';
export { reportError } from './errorReport.ts';
export { initialProgress } from './initialProgress.ts';
export { workLockName } from './workLock.ts';

/**
 * Everything the screen can ask. Values are structured-cloneable; ids arrive as text and are decoded here, so every method
 * can reject with a `SelfsameError` (`protocol`/`invalid-id` first of all).
 */
export interface EngineApi extends CheckpointsApi, ReceiptsApi, EvidenceApi, FindApi {
  describeCapabilities(): Promise<Capabilities>;
  /** Asks each configured server something harmless and says what is wrong with it. */
  checkNetwork(network: Network): Promise<readonly SourceCheck[]>;
  readProcess(request: KeptRequest): Promise<ProcessView>;
  /**
   * Asks the scheduler unit once for its latest message, to know whether there is anything to evaluate. Rejects with a `SourceError` where it
   * does not answer at once: whoever asks regularly has patience of their own.
   */
  readHead(request: ProcessRequest): Promise<HeadView>;
  /**
   * `readProcess` out of what is kept here, at once and without asking anybody: `schedulerUnit` is empty, `latestNonce` null, and there is no fact
   * `head`. Null where nothing of it was evaluated here.
   */
  readKeptProcess(request: KeptRequest): Promise<ProcessView | null>;
  /**
   * What a process calls itself, by the tags that it was signed with, out of what is kept here: nothing is fetched. Null where it is not kept,
   * has no name, or its signature does not surely hold.
   */
  readKeptName(processId: string): Promise<string | null>;
  /** Rows in nonce order, from what is stored where it is, from the scheduler unit where not; verified either way. */
  readSchedule(request: ScheduleRequest): Promise<SchedulePage>;
  readMessage(request: MessageRequest): Promise<MessageView>;
  /** What the process was told to run, out of what is kept of its schedule; verified. */
  readCode(request: CodeRequest): Promise<CodePage>;
  /** Starts long work, or joins the running job that gives the same answer. */
  startJob(request: JobRequest, onResults?: ResultsListener): Promise<JobId>;
  /** Resolves when the job has settled and its progress is saved. Unknown and settled jobs are no error. */
  stopJob(jobId: JobId): Promise<void>;
  /**
   * Calls `listener` with the latest snapshot at once, and then at most 10 times a second; only the first message, an answer and the end
   * are told at once. The last call has a settled state. Resolves when the job has settled.
   */
  watchJob(jobId: JobId, listener: (snapshot: JobSnapshot) => void): Promise<void>;
  readStorage(): Promise<StorageView>;
  /** The newest checkpoint of a pinned process stays when space runs out. */
  pinProcess(processId: string, pinned: boolean): Promise<void>;
  /** How far apart checkpoints lie, from the next one on. */
  changeStorageRules(rules: StorageRules): Promise<void>;
  /**
   * What is kept of a process as one file for another browser (docs/BUNDLE.md); what is missing of its schedule up to the newest checkpoint is fetched
   * over `network`. Rejects with `nothing-to-export`.
   */
  exportProcess(processId: string, network?: Network): Promise<Blob>;
  /** Checks such a file from nothing, and keeps it only if no check of it fails. `onProgress` hears how far it is, after some hundred entries each time. */
  importProcess(
    request: ImportRequest,
    onProgress?: (progress: ImportProgress) => void,
  ): Promise<ImportedProcess>;
  /** Imports that are under way reject with `import-stopped`, which says what was kept. */
  stopImports(): Promise<void>;
  /** Evaluates what is kept of a process again, stretch by stretch between its checkpoints, in several workers at once. */
  verifySegments(request: SegmentsRequest): Promise<readonly SegmentReport[]>;
  /** Stops what this tab evaluates of a process, and deletes everything that is kept of it. */
  forgetProcess(processId: string): Promise<void>;
  /** Asks the browser to keep the storage; false where it declines. */
  persistStorage(): Promise<boolean>;
}
