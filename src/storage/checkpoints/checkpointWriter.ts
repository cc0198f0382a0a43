import { releaseBytes } from '../../base/bytes.ts';
import type { LineId } from '../line.ts';
import { mergePages, noPages, type Pages } from '../pages/pages.ts';
import type { Store } from '../store.ts';
import type { CheckpointInfo, CheckpointInput } from './checkpoint.ts';

/**
 * Saves the checkpoints of one evaluation in order. An evaluator gives each change once, so what could not be saved (no space left) is
 * held back and goes with the next attempt: a failed save loses time, never state.
 */
export interface CheckpointWriter {
  /** The last nonce that is saved; null before the first. */
  readonly savedNonce: number | null;
  /**
   * Takes the pages: once saved they are given back.
   * @param first what has to be saved before the checkpoint; where it rejects, the pages wait as where the checkpoint itself cannot be saved
   * @throws StorageError as `Store.saveCheckpoint`; what `first` throws
   */
  save(
    checkpoint: Omit<CheckpointInput, 'previousNonce'>,
    first?: () => Promise<unknown>,
  ): Promise<CheckpointInfo>;
}

/** `restoredNonce`: the checkpoint that the evaluator was restored from; null where it started empty. */
export function createCheckpointWriter(
  store: Pick<Store, 'saveCheckpoint'>,
  lineId: LineId,
  restoredNonce: number | null,
): CheckpointWriter {
  let savedNonce = restoredNonce;
  let unsaved: Pages = noPages;
  let last: Promise<unknown> = Promise.resolve();

  async function saveNow(
    checkpoint: Omit<CheckpointInput, 'previousNonce'>,
    first: (() => Promise<unknown>) | undefined,
  ): Promise<CheckpointInfo> {
    const pages = mergePages(unsaved, checkpoint.pages);
    unsaved = pages;
    await first?.();
    const info = await store.saveCheckpoint(lineId, { ...checkpoint, pages, previousNonce: savedNonce });
    releaseBytes(pages.bytes);
    unsaved = noPages;
    savedNonce = checkpoint.nonce;
    return info;
  }

  return {
    get savedNonce() {
      return savedNonce;
    },
    save(checkpoint, first) {
      const turn = last.then(() => saveNow(checkpoint, first));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
