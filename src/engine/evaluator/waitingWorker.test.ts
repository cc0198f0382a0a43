import { expect, it } from 'vitest';
import type { WorkerLike } from '../../threads/connect.ts';
import { createWaitingWorker } from './waitingWorker.ts';

function open() {
  const created: WorkerLike[] = [];
  const worker = createWaitingWorker(() => {
    const each = Object.assign(new EventTarget(), {
      postMessage: () => undefined,
      terminate: () => undefined,
    });
    created.push(each);
    return each;
  });
  return { worker, created };
}

it('starts one, gives it to one, and starts another where none waits', () => {
  const { worker, created } = open();
  worker.prepare();
  worker.prepare();
  expect(created).toHaveLength(1);
  expect(worker.take()).toBe(created[0]);
  expect(worker.take()).toBe(created[1]);
  worker.prepare();
  expect(worker.take()).toBe(created[2]);
});

it('forgets one that has failed to start', () => {
  const { worker, created } = open();
  worker.prepare();
  created[0]?.dispatchEvent(new Event('error'));
  expect(worker.take()).toBe(created[1]);
});

it('keeps the one that waits when another fails', () => {
  const { worker, created } = open();
  worker.prepare();
  worker.take();
  worker.prepare();
  created[0]?.dispatchEvent(new Event('error'));
  expect(worker.take()).toBe(created[1]);
});
