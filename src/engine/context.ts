import type { Abortable } from '../base/abort.ts';
import type { Evaluator, EvaluatorOptions } from '../evaluation/evaluator.ts';
import type { Fetch } from '../sources/http.ts';
import type { Store } from '../storage/store.ts';
import type { ScheduleVerifier, ScheduleVerifierOptions } from '../verification/schedule.ts';
import type { NewsChannel } from './line/lineNews.ts';
import type { GoneUnits } from './process/goneUnits.ts';

/** What the engine is given by whoever starts it: a worker, a test, or a script. */
export interface EngineContext {
  readonly fetch: Fetch;
  /** Whether the device says that it has no network. Absent: nobody knows. */
  readonly isOffline?: () => boolean;
  /** Of this engine's questions together. Absent: each finds out by itself. */
  readonly goneUnits?: GoneUnits;
  /**
   * Calls `listener` with the size of each piece of the app's own files that arrives; returns what ends it. The demo network answers
   * nothing before its own are there, and whoever waits for it wants to see them come.
   */
  readonly watchAssets?: (listener: (byteCount: number) => void) => () => void;
  /** Called when a job begins, or may be near: what it will open can start now. */
  readonly prepare?: () => void;
  readonly openEvaluator: (options: EvaluatorOptions, abortable: Abortable) => Promise<Evaluator>;
  /** Absent: schedules are verified in this thread. */
  readonly createVerifier?: (options: ScheduleVerifierOptions) => ScheduleVerifier;
  /**
   * The browser's storage. May reject with a `StorageError`: work goes on without being saved.
   * @param onLost called where the browser takes it away later
   */
  readonly openStore: (onLost: () => void) => Promise<Store>;
  /** A store that forgets: for `fromNothing`, and where storage is refused. */
  readonly openMemoryStore: (options?: { readonly mostBytes?: number }) => Store;
  /** Absent where the browser has no Web Locks: then two tabs may do the same work twice, and nothing worse. */
  readonly locks: LockManager | undefined;
  /** Between the tabs of this browser. Absent where it has none: a tab that waits then does not see how far the other is. */
  readonly news?: NewsChannel;
  /** Milliseconds since 1970, for when something was found. It may be set back. */
  readonly nowMs: () => number;
  /** Milliseconds from whenever, for how long something takes. It is never set back. */
  readonly steadyMs: () => number;
  /** A message that runs longer is given up, and nothing is concluded from it. */
  readonly watchdogMs: number;
}
