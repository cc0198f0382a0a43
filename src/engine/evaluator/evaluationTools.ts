import type { Abortable } from '../../base/abort.ts';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { LineId } from '../../storage/line.ts';
import type { Tally } from '../../verification/tally.ts';
import type { JobProgress, JobRequest, ResultsListener } from '../api.ts';
import type { CheckpointOrigin } from '../checkpoints/origin.ts';
import type { EngineContext } from '../context.ts';
import type { Line } from '../line/line.ts';
import type { LineLock } from '../line/lineLock.ts';
import type { LineNews } from '../line/lineNews.ts';
import type { NetworkSources } from '../networkSources.ts';
import type { ModuleCache } from '../process/moduleCache.ts';
import type { Turns } from '../replay/turns.ts';
import type { SparingStore } from '../store/sparingStore.ts';

export interface EvaluationTools {
  readonly context: EngineContext;
  readonly store: SparingStore;
  /** False: results and checkpoints are not kept. */
  readonly savesLine: boolean;
  /** Why nothing is saved, if so. */
  readonly storageProblem: string | undefined;
  readonly sources: NetworkSources;
  readonly lineLock: LineLock;
  readonly lineNews: LineNews;
  readonly modules: ModuleCache;
  readonly turns: Turns;
}

export interface EvaluationOptions extends Abortable {
  readonly request: JobRequest;
  readonly onResults: ResultsListener;
  readonly onProgress: (progress: Partial<JobProgress>) => void;
  /** The evidence so far; after a failed check, with what failed. */
  readonly onTallies: (tallies: readonly Tally[]) => void;
}

/** A process evaluated as far as was asked, still open for questions. */
export interface EvaluatedProcess {
  readonly process: AoProcess;
  readonly lineId: LineId;
  readonly evaluator: Evaluator;
  readonly position: Line['position'];
  readonly latestNonce: number | null;
  readonly tallies: readonly Tally[];
  readonly last: LastMessage | undefined;
  /** The published checkpoint that memory rests on; undefined: everything was evaluated here. */
  readonly origin: CheckpointOrigin | undefined;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The last message that was evaluated just now. */
export interface LastMessage {
  /** By which units are asked: a message's own id is ambiguous where it was scheduled twice. */
  readonly assignmentId: string;
  readonly result: EvaluationResult;
}
