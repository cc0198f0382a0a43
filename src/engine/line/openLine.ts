import type { Abortable } from '../../base/abort.ts';
import { isSelfsameError } from '../../base/errors.ts';
import type { EvaluatorOptions } from '../../evaluation/evaluator.ts';
import { asPublished } from '../../evaluation/rewriting/runnableModule.ts';
import type { LoadedCheckpoint } from '../../storage/checkpoints/checkpoint.ts';
import type { LineId } from '../../storage/line.ts';
import type { Store } from '../../storage/store.ts';
import { addTallies, held, type Tally } from '../../verification/tally.ts';
import type { EngineContext } from '../context.ts';
import type { Line } from './line.ts';
import { decodeSavedLedger, type SavedLedger } from './savedLedger.ts';

export interface OpenLineOptions extends Abortable {
  /** Nothing later than this is restored. */
  readonly toNonce: number | undefined;
  /** Evidence about the process and its module, found just now. */
  readonly tallies: readonly Tally[];
  readonly onNotice: (sentence: string) => void;
  /** How the line begins where nothing of it is kept; absent: empty, with the first message. */
  readonly begin?: () => Promise<Line>;
}

/**
 * A running evaluator at the newest good checkpoint up to `toNonce`, or empty. Checkpoints that cannot be used are said and passed over.
 * @throws EvaluationError and ThreadError of the evaluator
 */
export async function openLine(
  context: EngineContext,
  store: Store,
  lineId: LineId,
  evaluator: Omit<EvaluatorOptions, 'restore'>,
  { toNonce, tallies, signal, onNotice, begin }: OpenLineOptions,
): Promise<Line> {
  const { checkpoint, skipped } = await loadCheckpoint(store, lineId, toNonce, onNotice);
  for (const { nonce, reason } of skipped) {
    onNotice(`The checkpoint at nonce ${nonce} was passed over: ${reason}`);
  }
  const ledger = checkpoint === undefined ? undefined : readLedger(checkpoint.ledgerJson, onNotice);
  if (checkpoint === undefined || ledger === undefined) {
    if (begin !== undefined) return begin();
    const opened = await context.openEvaluator(evaluator, { signal });
    return {
      id: lineId,
      evaluator: opened,
      position: undefined,
      tallies,
      evaluationMs: 0,
      restoredNonce: null,
      origin: undefined,
    };
  }
  const { memoryBytes, pages, host, nonce, savedMs } = checkpoint;
  const { position, origin, unsettled, runsAsPublished } = ledger;
  const module = runsAsPublished ? asPublished(evaluator.module) : evaluator.module;
  const opened = await context.openEvaluator(
    { ...evaluator, module, restore: { memoryBytes, pages, host } },
    { signal },
  );
  const when = new Date(savedMs).toISOString();
  const reason = `Evaluation went on from nonce ${nonce}, where this browser saved and sealed its own state at ${when}.`;
  return {
    id: lineId,
    evaluator: opened,
    position,
    tallies: addTallies([
      ...tallies,
      ...carriedOn(ledger),
      // Our own seal does not make another's word ours: what the ledger says of it stays.
      ...(origin === undefined ? [held('checkpoint', 'this browser', { reason, nonce })] : []),
    ]),
    evaluationMs: checkpoint.evaluationMs,
    restoredNonce: nonce,
    origin,
    ...(unsettled !== undefined && { unsettled }),
    ...(runsAsPublished && { runsAsPublished }),
  };
}

/** Process and module have just been checked again; of older resumptions only the last one matters. */
function carriedOn({ tallies, origin }: SavedLedger): readonly Tally[] {
  const renewed = new Set<Tally['name']>(['process-signature', 'module-bytes', 'evaluation-profile']);
  if (origin === undefined) renewed.add('checkpoint');
  return tallies.filter(({ name }) => !renewed.has(name));
}

async function loadCheckpoint(
  store: Store,
  lineId: LineId,
  toNonce: number | undefined,
  onNotice: (sentence: string) => void,
): Promise<LoadedCheckpoint> {
  try {
    return await store.loadCheckpoint(lineId, toNonce);
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    onNotice(`Saved work could not be read, so evaluation starts from the first message: ${error.message}`);
    return { checkpoint: undefined, skipped: [] };
  }
}

function readLedger(json: string, onNotice: (sentence: string) => void): SavedLedger | undefined {
  try {
    return decodeSavedLedger(json);
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    onNotice(`A saved state was passed over: ${error.message}`);
    return undefined;
  }
}
