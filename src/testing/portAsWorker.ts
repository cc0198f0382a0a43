import type { MessagePort } from 'node:worker_threads';
import type { WorkerLike } from '../threads/connect.ts';

/** Errors of a worker arrive as events on it; a port has the same messages and none of those, so they are dispatched by hand. */
export function portAsWorker(port: MessagePort): WorkerLike {
  const target = new EventTarget();
  port.on('message', (data: unknown) => target.dispatchEvent(new MessageEvent('message', { data })));
  return Object.assign(target, {
    postMessage: (message: unknown, transfer: Transferable[]) =>
      port.postMessage(message, transfer as unknown as Parameters<MessagePort['postMessage']>[1]),
    terminate: () => port.close(),
  });
}
