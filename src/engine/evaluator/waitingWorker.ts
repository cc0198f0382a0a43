import type { WorkerLike } from '../../threads/connect.ts';

/** One worker that has started before anybody needs it, with nothing in it yet. */
export interface WaitingWorker {
  prepare(): void;
  /** The one that waits, or a new one. */
  take(): WorkerLike;
}

export function createWaitingWorker(create: () => WorkerLike): WaitingWorker {
  let waiting: WorkerLike | undefined;
  return {
    prepare() {
      if (waiting !== undefined) return;
      const started = create();
      waiting = started;
      // Whoever took it later would never hear that it had failed to start.
      started.addEventListener('error', () => {
        if (waiting === started) waiting = undefined;
      });
    },
    take() {
      const taken = waiting ?? create();
      waiting = undefined;
      return taken;
    },
  };
}
