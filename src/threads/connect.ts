import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import { ThreadError } from '../base/errors.ts';
import { installErrorCodec } from './wire.ts';

export { transfer } from 'comlink';

/** The part of `Worker` that is used, so that a test can connect a message channel. */
export interface WorkerLike extends EventTarget {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
}

export interface Connection<Api> {
  /** The served object. A call settles in every case: with the answer, with the error, or with a `ThreadError`. */
  readonly api: Api;
  /** Terminates the thread; pending calls reject with `ThreadError` `closed`. Idempotent. */
  close(): void;
  /** Resolves when the thread is gone, with the reason. */
  readonly closed: Promise<ThreadError>;
}

type Methods<Api> = {
  readonly [Key in keyof Api]: Api[Key] extends (...parameters: never[]) => unknown ? Api[Key] : never;
};

/**
 * Talks to a worker that called `serve`. Comlink leaves a call to a crashed or terminated worker pending for ever; here it
 * rejects: `worker-crashed` when the script fails to load or throws outside a call, `closed` after `close()`. Functions among a
 * call's parameters stay in this thread and are called across.
 */
export function connect<Api extends Methods<Api>>(worker: WorkerLike, name: string): Connection<Api> {
  installErrorCodec();
  const remote: Remote<Record<string, (...parameters: unknown[]) => unknown>> = wrap(worker);
  let end: ThreadError | undefined;
  let tellEnd: (reason: ThreadError) => void = () => undefined;
  const closed = new Promise<ThreadError>((resolve) => {
    tellEnd = resolve;
  });
  const pending = new Set<(reason: ThreadError) => void>();

  function finish(reason: ThreadError): void {
    if (end !== undefined) return;
    end = reason;
    worker.removeEventListener('error', onError);
    worker.removeEventListener('messageerror', onMessageError);
    worker.terminate();
    remote[releaseProxy]();
    for (const reject of pending) reject(reason);
    pending.clear();
    tellEnd(reason);
  }
  function onError(event: Event): void {
    const what = 'message' in event && typeof event.message === 'string' ? event.message : 'no reason given';
    finish(
      new ThreadError('worker-crashed', `The ${name} stopped working: ${what}.`, { details: { name, what } }),
    );
  }
  function onMessageError(): void {
    finish(
      new ThreadError('worker-crashed', `The ${name} sent something unreadable.`, { details: { name } }),
    );
  }
  worker.addEventListener('error', onError);
  worker.addEventListener('messageerror', onMessageError);

  const api = new Proxy(
    {},
    {
      get(_, key) {
        // `await connection.api` would otherwise look for a remote `then`.
        if (typeof key !== 'string' || key === 'then') return undefined;
        return (...parameters: unknown[]): Promise<unknown> =>
          new Promise((resolve, reject) => {
            if (end !== undefined) {
              reject(end);
              return;
            }
            pending.add(reject);
            const sent = parameters.map((value) => (typeof value === 'function' ? proxy(value) : value));
            const settle = () => pending.delete(reject);
            Promise.resolve(remote[key]?.(...sent)).then(
              (value) => {
                settle();
                resolve(value);
              },
              (error: unknown) => {
                settle();
                reject(error as Error);
              },
            );
          });
      },
    },
  );

  return {
    api: api as Api,
    close: () => finish(new ThreadError('closed', `The ${name} was closed.`, { details: { name } })),
    closed,
  };
}
