import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { inflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deflate } from '../../base/deflate.ts';
import { ThreadError } from '../../base/errors.ts';
import { portAsWorker } from '../../testing/portAsWorker.ts';
import { serve } from '../../threads/serve.ts';
import { createScheduleVerifier, type ScheduleVerifierOptions } from '../../verification/schedule.ts';
import { decode, fetchExact, process, tellNodes, told } from '../../verification/testing/realSchedule.ts';
import { createVerifierService } from '../../verification/verifierService.ts';
import { createVerifierThreads, type VerifierThreadService } from './verifierThreads.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

const threadService = (): VerifierThreadService => ({ ...createVerifierService(), deflate });

/** Threads over message channels: everything is cloned as between workers. */
function openThreads(service: () => VerifierThreadService = threadService, mostEntries?: number) {
  const workers: EventTarget[] = [];
  const ended: EventTarget[] = [];
  const threads = createVerifierThreads(
    () => {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1, port2);
      serve(service(), { endpoint: port1 as unknown as globalThis.MessagePort });
      const worker = portAsWorker(port2);
      workers.push(worker);
      return Object.assign(worker, {
        terminate: () => {
          ended.push(worker);
          port2.close();
        },
      });
    },
    2,
    mostEntries,
  );
  return { threads, workers, ended };
}

const options: ScheduleVerifierOptions = { process, source: 'vectors' };
const entries = decode(told);

describe('another thread finds what this one finds', () => {
  it.each([
    ['with anchors, without a gateway', told, undefined],
    ['with anchors and a gateway', told, fetchExact],
    ['without anchors, with a gateway', tellNodes({}), fetchExact],
  ])('%s', async (_, nodes, exact) => {
    const { threads } = openThreads();
    const local = createScheduleVerifier({ ...options, fetchExact: exact });
    const remote = threads.createVerifier({ ...options, fetchExact: exact });
    for (let start = 0; start < nodes.length; start += 10) {
      const page = decode(nodes.slice(start, start + 10));
      const expected = await local.verify(page);
      expect(await remote.verify(page)).toEqual(expected);
      expect(expected.messages.length).toBeGreaterThan(0);
      expect(remote.position).toEqual(local.position);
    }
  });

  it('an entry that fails, by the same words, and stays where it was', async () => {
    const { threads } = openThreads();
    const changed = entries.map((entry, nonce) => {
      const tags = [...entry.assignment.tags, { name: 'Exclude', value: 'Data' }];
      return nonce === 4 ? { ...entry, assignment: { ...entry.assignment, tags } } : entry;
    });
    const expected: unknown = await createScheduleVerifier(options)
      .verify(changed)
      .catch((error: unknown) => error);
    const remote = threads.createVerifier(options);
    const actual: unknown = await remote.verify(changed).catch((error: unknown) => error);
    expect(actual).toMatchObject({ layer: 'verification', code: 'signature-invalid', details: { nonce: 4 } });
    const { message, details } = expected as ThreadError;
    expect(actual).toMatchObject({ message, details });
    expect(remote.position).toBeUndefined();
    await remote.verify(entries.slice(0, 4));
    expect(remote.position?.nonce).toBe(3);
  });
});

describe('a thread that is gone', () => {
  /** Answers nothing, ever. */
  const deaf = (): VerifierThreadService => ({
    attach: () => Promise.resolve(),
    verify: () => new Promise(() => undefined),
    deflate: () => new Promise(() => undefined),
  });

  it('rejects what was asked of it, and the next call goes on in a new one', async () => {
    let isDeaf = true;
    const { threads, workers } = openThreads(() => (isDeaf ? deaf() : threadService()));
    const verifier = threads.createVerifier(options);
    const pending = verifier.verify(entries.slice(0, 5));
    workers[0]?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    await expect(pending).rejects.toMatchObject({ code: 'worker-crashed' });
    isDeaf = false;
    await verifier.verify(entries.slice(0, 5));
    expect(verifier.position?.nonce).toBe(4);
    expect(workers).toHaveLength(2);
  });

  it('rejects when it is closed', async () => {
    const { threads } = openThreads(deaf);
    const pending = threads.createVerifier(options).verify(entries);
    threads.close();
    await expect(pending).rejects.toBeInstanceOf(ThreadError);
    await expect(pending).rejects.toMatchObject({ code: 'closed' });
  });

  it('is not waited for after an abort', async () => {
    const { threads } = openThreads(deaf);
    const stop = new AbortController();
    const pending = threads.createVerifier(options).verify(entries, { signal: stop.signal });
    const reason = new DOMException('The job was stopped.', 'AbortError');
    stop.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });
});

/** A busy machine takes its time. */
const patiently = { timeout: 60_000 };

describe('bytes are deflated', () => {
  const content = new Uint8Array(20_000).fill(7);

  it('in a thread, which is not closed before it has answered', async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = (): VerifierThreadService => ({
      ...threadService(),
      deflate: async (bytes) => {
        await finished;
        return Uint8Array.of(bytes.length / 200);
      },
    });
    const { threads, workers, ended } = openThreads(slow, 4);
    const deflated = threads.deflate(content);
    expect(workers).toHaveLength(1);
    await threads.createVerifier(options).verify(entries.slice(0, 4));
    await vi.waitFor(() => expect(workers).toHaveLength(2), patiently);
    expect(ended).toEqual([]);
    finish();
    expect(await deflated).toEqual(Uint8Array.of(100));
    await vi.waitFor(() => expect(ended).toEqual([workers[0]]), patiently);
    expect(content).toEqual(new Uint8Array(20_000).fill(7));
  });

  it('in this one where that ends', async () => {
    const { threads, workers } = openThreads(() => ({
      ...threadService(),
      deflate: () => new Promise(() => undefined),
    }));
    const deflated = threads.deflate(content);
    workers[0]?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    expect(Buffer.compare(inflateRawSync(await deflated), content)).toBe(0);
  });
});

it('starts threads when they are needed, and spreads verifiers over them', async () => {
  const { threads, workers } = openThreads();
  expect(workers).toHaveLength(0);
  threads.prepare();
  expect(workers).toHaveLength(1);
  const verifiers = [1, 2, 3].map(() => threads.createVerifier(options));
  await Promise.all(verifiers.map((verifier) => verifier.verify(entries)));
  expect(workers).toHaveLength(2);
});

it('puts a fresh thread in the place of one that has verified many entries, and ends that when it has answered', async () => {
  const { threads, workers, ended } = openThreads(threadService, 6);
  const verifier = threads.createVerifier(options);
  await verifier.verify(entries.slice(0, 4));
  expect([workers.length, ended.length]).toEqual([1, 0]);
  const asked = verifier.verify(entries.slice(4, 8));
  expect([workers.length, ended.length]).toEqual([2, 0]);
  await asked;
  expect(ended).toEqual([workers[0]]);
  await verifier.verify(entries.slice(8, 10));
  expect(verifier.position?.nonce).toBe(9);
  expect([workers.length, ended.length]).toEqual([2, 1]);
});

it('keeps a thread that has verified many entries where no other can be had, and tries again later', async () => {
  const { threads, workers, ended } = openThreads(threadService, 4);
  const verifier = threads.createVerifier(options);
  const worn = verifier.verify(entries.slice(0, 4));
  // As where its script would have to be fetched, and there is no network.
  workers[1]?.dispatchEvent(Object.assign(new Event('error'), { message: 'no script' }));
  await worn;
  await verifier.verify(entries.slice(4, 6));
  expect([workers.length, ended]).toEqual([2, [workers[1]]]);
  await verifier.verify(entries.slice(6, 8));
  await verifier.verify(entries.slice(8, 10));
  expect(verifier.position?.nonce).toBe(9);
  expect([workers.length, ended]).toEqual([3, [workers[1], workers[0]]]);
});

it('gives a thread that several verifiers share as many entries of each', async () => {
  const { threads, workers } = openThreads(threadService, 6);
  // Two places: the first and the third share one.
  const [first, , third] = [0, 1, 2].map(() => threads.createVerifier(options));
  await first?.verify(entries.slice(0, 4));
  await third?.verify(entries.slice(0, 4));
  await first?.verify(entries.slice(4, 7));
  expect(workers).toHaveLength(1);
  await third?.verify(entries.slice(4, 5));
  expect(workers).toHaveLength(2);
});
