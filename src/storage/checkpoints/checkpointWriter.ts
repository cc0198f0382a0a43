import { releaseBytes } from '../../base/bytes.ts';
import { isSelfsameError } from '../../base/errors.ts';
import type { LineId } from '../line.ts';
import { mergePages, noPages, type Pages } from '../pages/pages.ts';
import type { Store } from '../store.ts';
import type { CheckpointInfo, CheckpointInput } from './checkpoint.ts';

/**
 * Saves the checkpoints of one evaluation in order. An evaluator gives each change once, so what could not be saved (no space left) is
 * held back and goes with the next attempt: a failed save loses time, never state.
 */
export interface CheckpointWriter {
  /** The last nonce that is saved; null before the first, and where it was let go since. */
  readonly savedNonce: number | null;
  /** What the changes build on is gone: the next checkpoint has to come with every page that is not zero, and builds on nothing. */
  readonly needsWhole: boolean;
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
  let needsWhole = false;
  let unsaved: Pages = noPages;
  let last: Promise<unknown> = Promise.resolve();

  async function saveNow(
    checkpoint: Omit<CheckpointInput, 'previousNonce'>,
    first: (() => Promise<unknown>) | undefined,
  ): Promise<CheckpointInfo> {
    const pages = mergePages(unsaved, checkpoint.pages);
    unsaved = pages;
    needsWhole = false;
    await first?.();
    const info = await store
      .saveCheckpoint(lineId, { ...checkpoint, pages, previousNonce: savedNonce })
      .catch((error: unknown) => {
        if (isSelfsameError(error) && error.code === 'missing-base') loseBase();
        throw error;
      });
    releaseBytes(pages.bytes);
    unsaved = noPages;
    savedNonce = checkpoint.nonce;
    return info;
  }

  /** Whoever deletes a process while it is evaluated, or makes room with it, leaves nothing to build on. */
  function loseBase(): void {
    needsWhole = true;
    savedNonce = null;
    releaseBytes(unsaved.bytes);
    unsaved = noPages;
  }

  return {
    get savedNonce() {
      return savedNonce;
    },
    get needsWhole() {
      return needsWhole;
    },
    save(checkpoint, first) {
      const turn = last.then(() => saveNow(checkpoint, first));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
