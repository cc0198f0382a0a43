import { isSelfsameError } from '../../base/errors.ts';
import type { EvaluatorOptions, EvaluatorState, HostState } from '../../evaluation/evaluator.ts';
import type { LineId } from '../../storage/line.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineContext } from '../context.ts';
import type { Line } from '../line/line.ts';
import { encodeSavedLedger } from '../line/savedLedger.ts';
import type { PreparedProcess } from '../process/prepareProcess.ts';
import { type FetchCheckpointOptions, fetchCheckpoint } from './fetchCheckpoint.ts';
import { placeImported } from './importedCheckpoint.ts';

export interface BeginOptions extends Omit<FetchCheckpointOptions, 'process'> {
  readonly context: EngineContext;
  readonly prepared: PreparedProcess;
  /** Of the published one; null: the one that came with the process in a file. */
  readonly checkpointId: string | null;
  readonly savesLine: boolean;
  readonly onNotice: (sentence: string) => void;
}

/**
 * A line that begins in the middle: with the memory that somebody published, or that came in a file. It has an id of its own, so nothing of it ever comes near what
 * was evaluated from the first message.
 * @throws what `fetchCheckpoint` and `placeImported` throw; EvaluationError `state-invalid` where the memory does not fit the module
 */
export async function beginFromCheckpoint({ context, prepared, ...options }: BeginOptions): Promise<Line> {
  const { process, lineId, evaluator } = prepared;
  const { signal, store, savesLine, onNotice } = options;
  const { checkpointId } = options;
  const fetched =
    checkpointId === null
      ? await placeImported({ ...options, process })
      : await fetchCheckpoint(checkpointId, { ...options, process });
  const { memory, position, origin } = fetched;
  const { memoryBytes, indices, bytes } = memory;
  const restore = { memoryBytes, pages: { indices, bytes }, host: await newHost(context, evaluator, signal) };
  const tallies = [...prepared.tallies, ...fetched.tallies];
  const line = { id: lineId, position, tallies, evaluationMs: 0, origin };
  // Before it is opened: that gives the pages away.
  const isSaved = savesLine && (await save(store, line, restore, onNotice));
  return {
    ...line,
    evaluator: await context.openEvaluator({ ...evaluator, restore }, { signal }),
    restoredNonce: isSaved ? origin.nonce : null,
  };
}

/** What an instance has outside its memory when it starts: that is all that the reference gives to a restored memory (legacynet.md §5.6). */
async function newHost(
  context: EngineContext,
  options: Omit<EvaluatorOptions, 'restore'>,
  signal: AbortSignal | undefined,
): Promise<HostState> {
  const evaluator = await context.openEvaluator(options, { signal });
  try {
    return (await evaluator.capture()).host;
  } finally {
    evaluator.close();
  }
}

type BegunLine = Omit<Line, 'evaluator' | 'restoredNonce' | 'id'> & {
  readonly id: LineId;
  readonly position: NonNullable<Line['position']>;
  readonly origin: NonNullable<Line['origin']>;
};

/** What comes later is saved as changes of this. */
async function save(
  store: Store,
  { id, position, tallies, origin }: BegunLine,
  { memoryBytes, pages, host }: EvaluatorState,
  onNotice: (sentence: string) => void,
): Promise<boolean> {
  try {
    await store.saveCheckpoint(id, {
      ...position,
      previousNonce: null,
      evaluationMs: 0,
      memoryBytes,
      pages,
      host,
      ledgerJson: encodeSavedLedger({ position, tallies, origin }),
      origin: origin.checkpointId,
    });
    return true;
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    onNotice(`This evaluation goes on, but is not being saved: ${error.message}`);
    return false;
  }
}
