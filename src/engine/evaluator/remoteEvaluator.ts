import type { Abortable } from '../../base/abort.ts';
import type { Bytes } from '../../base/bytes.ts';
import { takeJsonBytes } from '../../base/jsonBytes.ts';
import type { Evaluated, Evaluator, EvaluatorOptions } from '../../evaluation/evaluator.ts';
import {
  type WatchedModuleSource,
  watchedModule,
} from '../../evaluation/rewriting/watching/watchedModule.ts';
import type { DriveDoor } from '../../evaluation/weaveDrive/driveDoor.ts';
import { connect, transfer, type WorkerLike } from '../../threads/connect.ts';

/** What `evaluation/evaluator.worker.ts` serves: an evaluator that has to be opened first. */
export interface EvaluatorService extends Omit<Evaluator, 'evaluate'> {
  /** What `Evaluator.evaluate` answers, which is JSON, as `encodeJsonBytes` writes it. */
  evaluate(...parameters: Parameters<Evaluator['evaluate']>): Promise<Bytes>;
  /** Functions come apart, because they cannot be cloned with the rest. */
  open(
    options: Omit<EvaluatorOptions, 'drive' | 'watchedModule'>,
    watchedModule: WatchedModuleSource,
    drive: DriveDoor | undefined,
  ): Promise<void>;
}

/**
 * An evaluator in a worker of its own. A module is foreign code and a busy one cannot hear a message, so `close` and an abort during
 * opening terminate the thread; every pending call then rejects. What watches a module's writes is made and kept in this thread, with the module: the
 * next process of it finds its machine code warm.
 * @throws EvaluationError as the local evaluator does; ThreadError `worker-crashed`
 */
export async function openRemoteEvaluator(
  createWorker: () => WorkerLike,
  options: EvaluatorOptions,
  { signal }: Abortable = {},
): Promise<Evaluator> {
  signal?.throwIfAborted();
  const connection = connect<EvaluatorService>(createWorker(), 'evaluator');
  const onAbort = () => connection.close();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const pages = options.restore?.pages;
    const buffers = pages === undefined ? [] : [pages.indices.buffer, pages.bytes.buffer];
    const { drive, watchedModule: source = () => watchedModule(options.module), ...rest } = options;
    await connection.api.open(transfer(rest, buffers), source, drive);
  } catch (error) {
    connection.close();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  const { api } = connection;
  return {
    async evaluate(messages, evaluateOptions) {
      const moving = transfer(
        messages,
        messages.map(({ json }) => json.buffer),
      );
      return takeJsonBytes(await api.evaluate(moving, evaluateOptions)) as readonly Evaluated[];
    },
    dryRun: (message) => api.dryRun(message),
    capture: (options) => api.capture(options),
    hashMemory: () => api.hashMemory(),
    status: () => api.status(),
    close: () => connection.close(),
  };
}
