import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { SelfsameError, SourceError, ThreadError, VerificationError } from '../base/errors.ts';
import { portAsWorker } from '../testing/portAsWorker.ts';
import { type Connection, connect } from './connect.ts';
import { serve } from './serve.ts';

interface Echo {
  add(a: number, b: number): Promise<number>;
  fail(): Promise<never>;
  hang(): Promise<void>;
  count(listener: (n: number) => void): Promise<void>;
  bytes(): Promise<{ readonly data: Uint8Array }>;
}

const served = {
  lastBytes: new Uint8Array(0),
  add: (a: number, b: number) => a + b,
  fail() {
    throw new VerificationError('signature', 'The signature of the message at nonce 7 does not hold.', {
      details: { nonce: 7, expected: 'a', actual: 'b' },
      cause: new SourceError('timeout', 'late', { cause: new DOMException('stop', 'AbortError') }),
    });
  },
  hang: () => new Promise<void>(() => undefined),
  async count(listener: (n: number) => Promise<void>) {
    for (const n of [1, 2, 3]) await listener(n);
  },
  bytes() {
    served.lastBytes = new Uint8Array([1, 2, 3]);
    return { data: served.lastBytes };
  },
};

function open(): { connection: Connection<Echo>; worker: EventTarget } {
  const { port1, port2 } = new MessageChannel();
  serve(served, {
    endpoint: port1 as unknown as globalThis.MessagePort,
    transfersOf: (answer) =>
      typeof answer === 'object' && answer !== null && 'data' in answer
        ? [(answer.data as Uint8Array<ArrayBuffer>).buffer]
        : [],
  });
  const worker = portAsWorker(port2);
  port1.start();
  opened.push(port1, port2);
  return { connection: connect<Echo>(worker, 'test worker'), worker };
}

const opened: MessagePort[] = [];
afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('It should have been rejected.'),
    (error: unknown) => error,
  );
}

describe('connect', () => {
  it('answers calls and calls back the functions among their parameters', async () => {
    const { connection } = open();
    expect(await connection.api.add(2, 3)).toBe(5);
    const seen: number[] = [];
    await connection.api.count((n) => seen.push(n));
    expect(seen).toEqual([1, 2, 3]);
  });

  it('carries code, details and the chain of causes across', async () => {
    const error = await rejectionOf(open().connection.api.fail());
    expect(error).toBeInstanceOf(SelfsameError);
    expect(error).toMatchObject({
      layer: 'verification',
      code: 'signature',
      details: { nonce: 7, expected: 'a', actual: 'b' },
      cause: { layer: 'source', code: 'timeout', cause: { name: 'AbortError' } },
    });
  });

  it('gives up the buffers that the server names', async () => {
    const { data } = await open().connection.api.bytes();
    expect([...data]).toEqual([1, 2, 3]);
    expect(served.lastBytes.length).toBe(0);
  });

  it('rejects what is pending, and what comes later, when it is closed', async () => {
    const { connection } = open();
    const hanging = rejectionOf(connection.api.hang());
    connection.close();
    connection.close();
    expect(await hanging).toMatchObject({ layer: 'thread', code: 'closed' });
    expect(await rejectionOf(connection.api.add(1, 1))).toMatchObject({ code: 'closed' });
    expect(await connection.closed).toBeInstanceOf(ThreadError);
  });

  it('rejects what is pending when the worker crashes', async () => {
    const { connection, worker } = open();
    const hanging = rejectionOf(connection.api.hang());
    worker.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    expect(await hanging).toMatchObject({
      layer: 'thread',
      code: 'worker-crashed',
      details: { what: 'out of memory' },
    });
  });
});
