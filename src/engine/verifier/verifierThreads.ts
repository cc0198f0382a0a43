import { raceAbort } from '../../base/abort.ts';
import type { Bytes } from '../../base/bytes.ts';
import { deflate } from '../../base/deflate.ts';
import { ThreadError } from '../../base/errors.ts';
import { encodeJsonBytes } from '../../base/jsonBytes.ts';
import { type Connection, connect, transfer, type WorkerLike } from '../../threads/connect.ts';
import type { ScheduleVerifier, ScheduleVerifierOptions } from '../../verification/schedule.ts';
import type { FetchExact } from '../../verification/schedulerItem.ts';
import {
  believeFindings,
  type Findings,
  type VerificationRequest,
  type VerifierService,
} from '../../verification/verifierService.ts';

/** Threads that verify for whoever asks, so that the engine's own stays free to fetch and to store. */
export interface VerifierThreads {
  /** Starts a thread where none runs, so that it is there when it is needed. */
  prepare(): void;
  /** As `createScheduleVerifier`; its calls also reject with `ThreadError` `worker-crashed`, and the next call begins a new thread. */
  createVerifier(options: ScheduleVerifierOptions): ScheduleVerifier;
  /** As `deflate` of `base/deflate.ts`, in a thread that verifies; in this one where that ends. */
  deflate(bytes: Bytes): Promise<Bytes>;
  /** Pending calls reject with `ThreadError` `closed`. */
  close(): void;
}

/** What `verifier.worker.ts` serves. */
export interface VerifierThreadService extends VerifierService {
  readonly deflate: typeof deflate;
}

interface Thread {
  readonly connection: Connection<VerifierThreadService>;
  /** It is there. Rejects where its script cannot be had. */
  readonly started: Promise<unknown>;
  /** Entries that it was given, by how many verifiers, and calls that it has not answered. */
  asked: number;
  readonly verifiers: Set<number>;
  pending: number;
}

/**
 * After so many of each process a thread makes room for a fresh one, which has started by then. A busy one lets its heap's young generation grow step by step
 * to the engine's limit, 64 MB and more, and nothing makes it smaller again; to start costs as much as verifying some hundred entries. Beside the memories of
 * many processes that heap weighs less, and their turns leave less time for starting.
 */
const entriesOfAThread = 400;

/**
 * @param count how many threads at most; verifiers are spread over them in turn
 * @param mostEntries how many a thread is given by each verifier, in the mean, before another takes its place
 */
export function createVerifierThreads(
  createWorker: () => WorkerLike,
  count: number,
  mostEntries = entriesOfAThread,
): VerifierThreads {
  const threads = new Map<number, Thread>();
  /** Those that have not said yet that they are there. */
  const coming = new Set<Thread>();
  /** Those that still have something to answer. */
  const worn = new Set<Thread>();
  const askers = new Map<number, FetchExact>();
  let created = 0;
  let asked = 0;

  function startThread(): Thread {
    const connection = connect<VerifierThreadService>(createWorker(), 'verifier');
    const started = connection.api.attach(async (asker, id, role) => askers.get(asker)?.(id, role));
    // It may be gone before it has heard this; whoever calls it next is told.
    started.catch(() => undefined);
    return { connection, started, asked: 0, verifiers: new Set<number>(), pending: 0 };
  }

  function threadAt(place: number): Thread {
    const running = threads.get(place);
    if (running !== undefined) return running;
    const thread = startThread();
    put(place, thread);
    return thread;
  }

  function put(place: number, thread: Thread): void {
    threads.set(place, thread);
    void thread.connection.closed.then(() => {
      if (threads.get(place) === thread) threads.delete(place);
    });
  }

  /** A fresh thread takes its place once it is there. Where none can be had, as without a network, it goes on, and later another is tried. */
  async function replace(place: number, thread: Thread): Promise<void> {
    thread.asked = 0;
    thread.verifiers.clear();
    const fresh = startThread();
    coming.add(fresh);
    try {
      await fresh.started;
    } catch {
      return;
    } finally {
      coming.delete(fresh);
    }
    if (threads.get(place) !== thread) {
      fresh.connection.close();
      return;
    }
    put(place, fresh);
    worn.add(thread);
    closeWorn(thread);
  }

  function closeWorn(thread: Thread): void {
    if (thread.pending === 0 && worn.delete(thread)) thread.connection.close();
  }

  async function ask(verifier: number, request: VerificationRequest, entryCount: number): Promise<Findings> {
    const place = verifier % count;
    const thread = threadAt(place);
    thread.asked += entryCount;
    thread.verifiers.add(verifier);
    if (thread.asked >= mostEntries * thread.verifiers.size) void replace(place, thread);
    return call(thread, (api) => api.verify(request));
  }

  /** A thread is not closed while it has something to answer. */
  async function call<Answer>(
    thread: Thread,
    ask: (api: VerifierThreadService) => Promise<Answer>,
  ): Promise<Answer> {
    thread.pending += 1;
    try {
      return await ask(thread.connection.api);
    } finally {
      thread.pending -= 1;
      closeWorn(thread);
    }
  }

  return {
    prepare: () => void threadAt(0),

    createVerifier({ fetchExact, after, ...options }) {
      const verifier = created;
      created += 1;
      let position = after;
      return {
        get position() {
          return position;
        },
        async verify(entries, { signal } = {}) {
          const asker = fetchExact === undefined ? null : asked;
          asked += 1;
          if (asker !== null && fetchExact !== undefined) askers.set(asker, fetchExact);
          try {
            const entriesJson = encodeJsonBytes(entries);
            const request = transfer({ ...options, after: position, entriesJson, asker }, [
              entriesJson.buffer,
            ]);
            const findings = await raceAbort(ask(verifier, request, entries.length), signal);
            const verified = believeFindings(entries, findings);
            position = verified.findings.at(-1)?.position ?? position;
            return verified;
          } finally {
            if (asker !== null) askers.delete(asker);
          }
        },
      };
    },

    async deflate(bytes) {
      const copy = bytes.slice();
      try {
        return await call(threadAt(0), (api) => api.deflate(transfer(copy, [copy.buffer])));
      } catch (error) {
        if (!(error instanceof ThreadError)) throw error;
        return deflate(bytes);
      }
    },

    close() {
      for (const { connection } of [...threads.values(), ...coming, ...worn]) connection.close();
    },
  };
}
