import { isSelfsameError, type SelfsameError } from '../../base/errors.ts';
import type { EvaluationProfile } from '../../evaluation/profile.ts';
import { type CheckpointWriter, createCheckpointWriter } from '../../storage/checkpoints/checkpointWriter.ts';
import type { LineId } from '../../storage/line.ts';
import type { MessageResult } from '../api.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import { noteRunAsPublished } from './asPublished.ts';
import type { Line } from './line.ts';
import { createTextCollector, saveTexts } from './lineTexts.ts';
import { encodeSavedLedger } from './savedLedger.ts';

/** Not much more evaluation than this is lost when the tab dies, … */
const intervalMs = 2000;
/** … nor more time, in which messages may have come slowly and other processes had their turns, … */
const mostLostMs = 3000;
/** … unless saving would then take more than this share of it: finding what changed reads all of memory. */
const captureShare = 0.02;
const longestIntervalMs = 30_000;
/** Of the bound within which any nonce can be reached again: a batch of messages is not split to save in its middle. */
const reachedShare = 0.9;

/**
 * Writes down how far a line has come, while the line moves on. Storage that refuses never stops an evaluation: `problem` says what
 * happened, and the next save tries again: with the memory that could not be saved, and with results as far back as the store could spare them.
 */
export interface Saver {
  /** The last nonce that a restart would begin from; null: from the first message. */
  readonly savedNonce: number | null;
  /** A sentence for the user; undefined while all is well. */
  readonly problem: string | undefined;
  /** @param idsJson what later messages are compared with, by `earlierIdsText` */
  record(result: MessageResult, idsJson: string): void;
  /** @param aheadMs time that evaluations are expected to take that the line does not know of yet */
  isDue(line: Line, nowMs: number, aheadMs: number): boolean;
  /** Captures the line's state, and saves it in the background. Returns when the line may move on: at once where it stands at no message. */
  save(line: Line, nowMs: number): Promise<void>;
  /** What the last save would have built on is gone: a line that still stands there can be saved whole. */
  readonly hasLostBase: boolean;
  /** Resolves when everything that `save` began has ended. */
  settle(): Promise<void>;
  /** The same, saving nothing any more. */
  readonly closed: Saver;
}

/** For evaluations that leave no trace. */
export const noSaver: Saver = {
  savedNonce: null,
  problem: undefined,
  record: () => undefined,
  isDue: () => false,
  save: () => Promise.resolve(),
  hasLostBase: false,
  settle: () => Promise.resolve(),
  get closed() {
    return noSaver;
  },
};

export interface SaverOptions {
  /** By the steady clock, as are the times that a saver is told. */
  readonly startMs: number;
  /** The line's checkpoints lie not further apart than this, in time inside the module's `handle`. */
  readonly reachWithinMs: number;
  /** Kept with each checkpoint, so that what is kept can be listed by it; absent: the official image's. */
  readonly profile?: EvaluationProfile | undefined;
  /** When something was found, in milliseconds since 1970. */
  readonly readClock?: () => number;
}

export function createSaver(
  store: SparingStore,
  line: Line,
  { startMs, reachWithinMs, profile, readClock = Date.now }: SaverOptions,
): Saver {
  const writer: CheckpointWriter = createCheckpointWriter(store, line.id, line.restoredNonce);
  const collected = createTextCollector();
  let lastSaveMs = startMs;
  let lastEvaluationMs = line.evaluationMs;
  let captureMs = 0;
  let problem: string | undefined;
  let writing: Promise<void> = Promise.resolve();

  return {
    get savedNonce() {
      return writer.savedNonce;
    },
    get problem() {
      return problem;
    },
    record: (result, idsJson) => collected.record(result, idsJson),
    isDue({ evaluationMs }, nowMs, aheadMs) {
      const unsavedMs = evaluationMs + aheadMs - lastEvaluationMs;
      const affordableMs = captureMs / captureShare;
      return (
        unsavedMs >= Math.max(intervalMs, affordableMs) ||
        unsavedMs >= reachWithinMs * reachedShare ||
        nowMs - lastSaveMs >= Math.min(longestIntervalMs, Math.max(mostLostMs, affordableMs))
      );
    },

    async save(line, nowMs) {
      if (line.isPastMessage === true) return;
      lastSaveMs = nowMs;
      lastEvaluationMs = line.evaluationMs;
      const { position, evaluationMs, origin } = line;
      if (position === undefined || position.nonce === writer.savedNonce) return;
      // One save at a time: the next one waits here, so that unsaved memory does not pile up.
      await writing;
      const beganMs = performance.now();
      const captured = await line.evaluator.capture({ whole: writer.needsWhole });
      captureMs = performance.now() - beganMs;
      await noteRunAsPublished(line);
      const { tallies, unsettled, runsAsPublished } = line;
      const texts = collected.take();
      writing = (async () => {
        const ledgerJson = encodeSavedLedger({
          position,
          tallies,
          ...(unsettled !== undefined && unsettled.length > 0 && { unsettled }),
          ...(origin !== undefined && { origin }),
          ...(profile !== undefined && { profile }),
          ...(runsAsPublished && { runsAsPublished }),
        });
        try {
          const checkpoint = {
            ...position,
            ...captured,
            evaluationMs,
            ledgerJson,
            ...(origin !== undefined && { origin: origin.checkpointId }),
          };
          // The evaluator has told these pages and will not tell them again, so the writer has them before anything can fail.
          await writer.save(checkpoint, () => saveTexts(store, line.id, texts));
          problem = undefined;
        } catch (error) {
          if (!isSelfsameError(error)) throw error;
          store.spareLedger(line.id, { nonce: position.nonce, ledgerJson, foundMs: readClock() });
          problem = notSaved(store, line.id, error);
        }
      })();
      writing.catch(() => undefined);
    },

    get hasLostBase() {
      return writer.needsWhole;
    },
    settle: () => writing,
    get closed() {
      return { ...noSaver, savedNonce: writer.savedNonce, problem };
    },
  };
}

/** For the user. */
export function notSaved(
  store: Pick<SparingStore, 'hasLetGo'>,
  lineId: LineId,
  { message }: SelfsameError,
): string {
  const reason = `This evaluation goes on, but is not being saved: ${message}`;
  return store.hasLetGo(lineId)
    ? `${reason} This tab has no room either for all that came of its messages: the first of them can be evaluated again.`
    : reason;
}
