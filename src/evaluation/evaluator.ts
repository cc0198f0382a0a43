import type { Bytes } from '../base/bytes.ts';
import type { EvaluationResult } from '../protocol/evaluationResult.ts';
import type { ModuleFormat } from '../protocol/module.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type { EvaluationProfile } from './profile.ts';
import type { RunnableModule } from './rewriting/runnableModule.ts';
import type { WatchedModuleSource } from './rewriting/watching/watchedModule.ts';
import type { DriveDoor } from './weaveDrive/driveDoor.ts';

/** Size of the pieces in which memory is compared, captured and restored. 65,536 is a multiple of it. */
export const memoryPageBytes = 4096;

/** A set of 4 KiB pages: page `indices[i]` of memory is `bytes[i × 4096, (i + 1) × 4096)`. Indices rise. */
export interface MemoryPages {
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly bytes: Bytes;
}

/**
 * What a running instance holds outside linear memory. The reference CU loses it whenever it starts a new instance; an
 * uninterrupted run is our canonical rule, so it belongs to a checkpoint. Structured-cloneable, small, opaque to storage.
 */
export interface HostState {
  readonly clockTick: number;
  /**
   * Files of the module's in-memory file system: absolute path and content. One entry more, `:host`, holds the rest as JSON: open
   * files and their positions, modes and times; and another, `:globals`, those of the module's own globals that are not what they start as.
   */
  readonly files: readonly { readonly path: string; readonly data: Bytes }[];
}

/** A whole state to start from: pages that are not listed are zero. */
export interface EvaluatorState {
  readonly memoryBytes: number;
  readonly pages: MemoryPages;
  readonly host: HostState;
}

/**
 * What changed since the state that was last captured (or restored, or since the empty start). `pages` lists every page that differs
 * from then, a page that became zero included (as zeros); memory never shrinks between captures of one line.
 */
export interface CapturedState {
  readonly memoryBytes: number;
  readonly pages: MemoryPages;
  readonly host: HostState;
}

export interface EvaluatorOptions {
  /** Compiled once and shared: tiered-up code travels with the module object. */
  readonly module: RunnableModule;
  readonly format: ModuleFormat;
  /** Exact JSON text of `handle`'s second argument (legacynet.md §4.5). */
  readonly environmentJson: string;
  readonly profile: EvaluationProfile;
  /** Gas limit of metered formats. */
  readonly computeLimit: number | undefined;
  /** Serves the module's WeaveDrive. Absent: it has none. */
  readonly drive?: DriveDoor;
  /** Asked once the writes of a process are to be watched. Absent: what watches them is made in the evaluator's own thread. */
  readonly watchedModule?: WatchedModuleSource;
  /** Every message that can be watched is, however seldom one fails: for whoever checks that path. */
  readonly watchesAlways?: boolean;
  /** Absent: an empty instance, nothing evaluated yet. */
  readonly restore?: EvaluatorState;
}

export interface EvaluateOptions {
  /** Also SHA-256 the whole linear memory after each message. Slow: reads all of memory. */
  readonly hashMemory?: boolean;
}

export interface CaptureOptions {
  /** Every page that is not all zero, instead of those that changed: for a state that is to be kept without any before it. */
  readonly whole?: boolean;
}

export interface Evaluated {
  readonly result: EvaluationResult;
  /** Hex SHA-256 of the whole linear memory after this message; only with `hashMemory`. */
  readonly memorySha256?: string;
  /** Time inside the module's `handle`. */
  readonly handleMs: number;
}

/** `none`: the module has no fast path. `differed`: it did not do what the module does, and is not used. */
export type FastPathState = 'none' | 'trusted' | 'differed';

export type WatchingState =
  /** No message's writes were to be watched, or the module or the engine has no way to. */
  | { readonly kind: 'none' }
  | { readonly kind: 'watched'; readonly messageCount: number }
  /** They were to be, and what watches could not be made. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface EvaluatorStatus {
  readonly memoryBytes: number;
  /** Messages evaluated since this evaluator was opened, dry-runs not counted. */
  readonly evaluatedCount: number;
  /** Whether messages that suspend nothing are evaluated without Asyncify; its first messages are evaluated both ways and compared. */
  readonly fastPath: FastPathState;
  /** Whether messages ran with their writes watched, where errors are frequent enough for that, or `watchesAlways` wants it. */
  readonly watching: WatchingState;
}

/**
 * One process's module, instantiated, with its memory. Local and remote (in its own worker) implementations pass the same contract
 * (`evaluator.contract.ts`). Calls are answered in the order made. A process's own errors are results; what is thrown is an
 * `EvaluationError` (`unsupported-module`, `module-invalid`, `weavedrive-halt`,
 * `result-too-deep`, …) and leaves memory as it was before that message;
 * `details.evaluatedBefore` counts the messages of the call before it.
 */
export interface Evaluator {
  /** Evaluates in order, on the line, and takes the messages: their bytes may move to another thread. Each error result leaves memory as it was before that message. */
  evaluate(messages: readonly WasmMessage[], options?: EvaluateOptions): Promise<readonly Evaluated[]>;
  /** Evaluates one message on a fork: memory, clock and files of the line are untouched. */
  dryRun(message: WasmMessage): Promise<Evaluated>;
  /** The pages that changed since the last capture, and starts a new interval. */
  capture(options?: CaptureOptions): Promise<CapturedState>;
  /** Hex SHA-256 of the whole linear memory. */
  hashMemory(): Promise<string>;
  status(): Promise<EvaluatorStatus>;
  /** Frees the instance. Pending calls reject with `ThreadError` `closed` where it lives in a worker. Idempotent. */
  close(): void;
}
